import { expect, it } from 'vitest';
import { Outbox } from './outbox.js';

it('repeats what the server has not received, in order and under the same numbers', () => {
  const outbox = new Outbox();
  const texts = ['one', 'two', 'three'].map((type) => outbox.push({ type }));
  expect(texts.map((text) => JSON.parse(text) as object)).toEqual([
    { type: 'one', seq: 1 },
    { type: 'two', seq: 2 },
    { type: 'three', seq: 3 },
  ]);
  expect(outbox.after(1)).toEqual(texts.slice(1));
  expect(outbox.after(3)).toEqual([]);
  expect(JSON.parse(outbox.push({ type: 'four' }))).toEqual({ type: 'four', seq: 4 });
});

it('keeps the newest messages only, and always the last one', () => {
  const outbox = new Outbox();
  for (let i = 0; i < 600; i++) outbox.push({ type: 'x' });
  expect(outbox.after(0)).toHaveLength(500);
  const large = outbox.push({ type: 'picture', data: 'x'.repeat(9_000_000) });
  expect(outbox.after(0)).toEqual([large]);
});
