import { beforeEach, expect, it } from 'vitest';
import { watchPageLife } from './page-life.js';
import { FakePlatform } from './testing/index.js';

let reported: string[];
let clock: FakePlatform;
let page: { window: EventTarget; document: EventTarget };
let stop: () => void;
/** How far the wall clock is ahead of the timers, ms. */
let sleptMs: number;

beforeEach(() => {
  reported = [];
  sleptMs = 0;
  clock = new FakePlatform();
  page = { window: new EventTarget(), document: new EventTarget() };
  const targets = {
    ...page,
    now: () => clock.nowMs() + sleptMs,
    after: (delayMs: number, callback: () => void) => clock.after(delayMs, callback),
  };
  stop = watchPageLife(targets, { revived: () => reported.push('revived'), left: () => reported.push('left') });
});

it('reports when the network is back, when a frozen page goes on, and when the page is closed', () => {
  page.window.dispatchEvent(new Event('online'));
  page.document.dispatchEvent(new Event('resume'));
  page.window.dispatchEvent(new Event('pagehide'));
  expect(reported).toEqual(['revived', 'revived', 'left']);
});

it('notices that the machine has slept, once, and ignores a late timer', () => {
  clock.advance(5_000);
  sleptMs += 2_000;
  clock.advance(5_000);
  expect(reported).toEqual([]);
  sleptMs += 3_600_000;
  clock.advance(5_000);
  clock.advance(5_000);
  expect(reported).toEqual(['revived']);
});

it('leaves nothing behind', () => {
  stop();
  page.window.dispatchEvent(new Event('online'));
  expect([reported, clock.timers.size]).toEqual([[], 0]);
});
