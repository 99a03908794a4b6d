// A worker that keeps one core busy as speaking faces do: encodes video frames one after the other until it receives a
// message.
import { parentPort } from 'node:worker_threads';
import { createVideoEncoder } from '@visavis/codecs';
import { SIZE, swayingFrames } from './swaying-frames.mjs';

const encoder = createVideoEncoder({
  codec: 'vp8',
  width: SIZE,
  height: SIZE,
  framesPerSecond: 25,
  bitrateBps: 800_000,
});
let stopped = false;
parentPort.once('message', () => (stopped = true));
const frames = swayingFrames(25);
const encodeSome = () => {
  for (const frame of frames) encoder.encode(frame, false);
  if (stopped) encoder.close();
  else setImmediate(encodeSome);
};
encodeSome();
