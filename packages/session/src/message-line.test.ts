import { silentLogger } from '@visavis/core';
import { expect, it } from 'vitest';
import { MessageLine, type ClientFrame } from './message-line.js';

function open() {
  const handled: ClientFrame[] = [];
  let busy = false;
  const line = new MessageLine({
    isBusy: () => busy,
    handle: (frame) => {
      handled.push(frame);
      busy = frame === 'long';
    },
    logger: silentLogger,
  });
  const done = (): void => {
    busy = false;
    line.advance();
  };
  return { handled, line, done };
}

it('R-09: messages stay in order behind one that is worked on piece by piece', () => {
  const { handled, line, done } = open();
  for (const frame of ['one', 'long', 'two', 'long', 'three']) line.push(frame);
  expect(handled).toEqual(['one', 'long']);
  done();
  expect(handled).toEqual(['one', 'long', 'two', 'long']);
  line.push('four');
  done();
  expect(handled).toEqual(['one', 'long', 'two', 'long', 'three', 'four']);
});

it('messages that wait are bounded, and forgotten at the end', () => {
  const { handled, line, done } = open();
  line.push('long');
  for (let i = 0; i < 2_000; i++) line.push(`${i}`);
  done();
  expect([handled.length, handled.at(-1)]).toEqual([1_001, '999']);
  line.push('long');
  line.push('late');
  line.close();
  done();
  expect(handled.at(-1)).toBe('long');
});
