import { serveWorker } from '@visavis/worker';
import type { PictureCalls } from '../camera/picture-decoder.js';

/** Stands in for the decoder: a frame is the name of what it does to the process, `crash`, `hang` or nothing. */
serveWorker<PictureCalls>({
  toJpeg: ({ frame }) => {
    const what = new TextDecoder().decode(frame);
    if (what === 'crash') process.kill(process.pid, 'SIGSEGV');
    while (what === 'hang');
    return { mime: 'image/jpeg', bytes: Uint8Array.of(0xff, 0xd8), width: 2, height: 2 };
  },
});
