import { serveWorker } from '@visavis/worker';
import type { MakerCalls, MakerEvents } from '../maker-calls.js';

/** What a hostile picture may make the process do; chosen by the number of the face. */
const ENDS = {
  1: () => {
    process.kill(process.pid, 'SIGSEGV');
    for (;;);
  },
  2: () => {
    for (;;);
  },
  3: () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(20_000_000, 1));
  },
  4: () => {
    throw new Error('a defect');
  },
};

const emit = serveWorker<MakerCalls, MakerEvents>({
  clean: () => ENDS[1](),
  async make({ face }) {
    emit('stageEntered', { stage: 'decode' });
    await new Promise((resolve) => setImmediate(resolve));
    return ENDS[face as keyof typeof ENDS]();
  },
});
