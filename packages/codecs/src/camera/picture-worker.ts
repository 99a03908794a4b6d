import { Transferred, serveWorker } from '@visavis/worker';
import { keyFrameToJpeg } from './keyframe-to-jpeg.js';
import type { PictureCalls } from './picture-decoder.js';

serveWorker<PictureCalls>({
  toJpeg: ({ codec, frame }) => {
    const picture = keyFrameToJpeg(codec, frame);
    return new Transferred(picture, [picture.bytes.buffer as ArrayBuffer]);
  },
});
