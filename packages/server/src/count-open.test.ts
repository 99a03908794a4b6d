import { expect, it } from 'vitest';
import { countOpen } from './count-open.js';

it('counts each open stream once, and its close once', () => {
  const closes: number[] = [];
  const counted = countOpen({ open: () => ({ close: () => void closes.push(1) }) });
  const [first, second] = [counted.open(), counted.open()];
  expect(counted.count).toBe(2);
  first.close();
  first.close();
  expect([counted.count, closes.length]).toEqual([1, 2]);
  second.close();
  expect(counted.count).toBe(0);
});
