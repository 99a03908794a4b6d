import { AT_REST, silentLogger } from '@visavis/core';
import type { SpeechSegment, TimedPhone } from '@visavis/sound';
import { expect, it } from 'vitest';
import { DrawingThread, type DrawingHost } from './drawing-thread.js';
import type { StudioWorkerData } from './studio-calls.js';

/** What the thread received, in order. */
const received: [name: string, argument: unknown][] = [];

const post = (name: string, argument: unknown): void => void received.push([name, argument]);
const host = {
  events: { on: () => () => undefined },
  post,
  call: (name: string, argument: unknown) => Promise.resolve(post(name, argument) ?? {}),
} as unknown as DrawingHost;

it('phones that are found while their segment sounds are sent to the thread once, and its sound too', async () => {
  let phones: readonly TimedPhone[] = [];
  const segment: SpeechSegment = {
    samples: new Int16Array(4_800),
    text: '',
    get phones(): readonly TimedPhone[] {
      return phones;
    },
  };
  const thread = new DrawingThread({} as StudioWorkerData, silentLogger, host);
  const lease = thread.open({ id: 'iris' }, { codec: 'vp8', bitrateBps: 600_000, motion: AT_REST });
  const draw = (offsetMs: number) =>
    lease.draw({ loopFrame: 0, motion: AT_REST, speech: [{ segment, offsetMs }], forceKeyFrame: false });
  await draw(0);
  await draw(40);
  phones = [{ phone: 'aa', endMs: 100 }];
  await draw(80);
  await draw(100);
  const about = received.filter(([name]) => name === 'segment' || name === 'phones');
  expect(about.map(([name, argument]) => [name, (argument as { phones: unknown }).phones])).toEqual([
    ['segment', []],
    ['phones', [{ phone: 'aa', endMs: 100 }]],
  ]);
});
