import { beforeEach, expect, it } from 'vitest';
import { EarlyMessages } from './early-messages.js';

let early: EarlyMessages;
beforeEach(() => (early = new EarlyMessages()));

/** A message of so many bytes on the wire; a German s takes two. */
const sized = (bytes: number) => ({ text: `ß${'x'.repeat(bytes - '{"text":"ß"}'.length - 1)}` });
const small = { text: 'small' };

it('lets a message pass that has 64 kB on the wire, and holds one of a byte more with all that follows it', () => {
  const [fits, tooLarge] = [sized(65_536), sized(65_537)];
  expect(early.pass([small, fits])).toEqual([small, fits]);
  expect(early.pass([small, tooLarge, small])).toEqual([small]);
  expect(early.pass([fits])).toEqual([]);
  expect(early.release()).toEqual([tooLarge, small, fits]);
});

it('holds nothing once the session is connected', () => {
  expect(early.release()).toEqual([]);
  expect(early.pass([sized(100_000)])).toHaveLength(1);
  expect(early.release()).toEqual([]);
});
