import type { RunningServer } from '@visavis/server/testing';
import { beforeAll, expect } from 'vitest';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';

const QUESTION = 'thank you for your patience';
const VIDEO_TICKS_PER_FRAME = 90_000 / 25;

let server: RunningServer;
const it = callTest(() => server);

beforeAll(async () => {
  server = await sharedServer();
});

it('Rule 23: the picture never has a gap, from the first moment through a reply and after it', async ({ watch }) => {
  const { call, viewer } = await watch();
  await viewer.more('video', 50);
  call.type(QUESTION);
  await call.next('realtime.response.audio.done');
  await viewer.more('video', 50);

  const media = viewer.video.filter(({ payloadType }) => payloadType === viewer.video[0]!.payloadType);
  const steps = media.slice(1).map((packet, i) => ({
    ticks: (packet.timestamp - media[i]!.timestamp) >>> 0,
    packets: (packet.sequence - media[i]!.sequence) & 0xffff,
  }));
  expect(new Set(steps.map(({ packets }) => packets))).toEqual(new Set([1]));
  expect(Math.max(...steps.map(({ ticks }) => ticks))).toBeLessThanOrEqual(2 * VIDEO_TICKS_PER_FRAME);
});
