// A worker that keeps one core busy as speaking faces do: encodes pictures one after the other until it is told to stop.
import { parentPort } from 'node:worker_threads';
import { createVideoEncoder } from '@visavis/codecs';
import { SIZE, swayingPictures } from './pictures.mjs';

const encoder = createVideoEncoder({
  codec: 'vp8',
  width: SIZE,
  height: SIZE,
  framesPerSecond: 25,
  bitrateBps: 800_000,
});
let stopped = false;
parentPort.once('message', () => (stopped = true));
const pictures = swayingPictures(25);
const encodeSome = () => {
  for (const picture of pictures) encoder.encode(picture, false);
  if (stopped) encoder.close();
  else setImmediate(encodeSome);
};
encodeSome();
