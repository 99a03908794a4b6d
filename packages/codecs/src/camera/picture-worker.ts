import { serveWorker } from '@visavis/worker';
import { keyFrameToJpeg } from './keyframe-to-jpeg.js';
import type { PictureCalls } from './picture-decoder.js';

serveWorker<PictureCalls>({ toJpeg: ({ codec, frame }) => keyFrameToJpeg(codec, frame) });
