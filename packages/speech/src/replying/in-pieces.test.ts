import { FakeClock } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import type { ReplyPart } from '../ports.js';
import { inPieces } from './in-pieces.js';

it('R-10: a long text comes in pieces, in turns of the event loop of their own, and no character is cut', async () => {
  const clock = new FakeClock();
  const call: ReplyPart = { type: 'toolCall', callId: 'c', name: 'open', arguments: {} };
  const text = 'ab😀'.repeat(1_000);
  const said: ReplyPart[] = [{ type: 'text', text: 'Short.' }, { type: 'text', text, apology: true }, call];
  const source = async function* () {
    yield* said;
  };
  const came: ReplyPart[] = [];
  let ended = false;
  const reading = (async () => {
    for await (const part of inPieces(source, clock)(new AbortController().signal)) came.push(part);
    ended = true;
  })();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  await settled();
  expect(came).toHaveLength(2);
  for (let turn = 0; turn < 10 && !ended; turn++) {
    clock.advance(0);
    await settled();
  }
  await reading;
  const pieces = came.slice(1, -1).map((part) => (part.type === 'text' ? part.text : ''));
  expect(pieces.join('')).toBe(text);
  expect(pieces.length).toBeGreaterThan(4);
  expect(pieces.filter((piece) => Buffer.from(piece).toString() !== piece)).toEqual([]);
  expect([came[0], came.at(-1)]).toEqual([said[0], call]);
  expect(came[1]).toMatchObject({ apology: true });
});
