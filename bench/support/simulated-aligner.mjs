// The embedded aligner on a core of its own, in simulated time: what it finds is known as much later as its work takes
// of a processor, whatever else this machine does meanwhile.
import { floatFromInt16, resampled } from '@visavis/sound';
import { writtenWordsOf } from '../../packages/providers/dist/soundswallower/alignment-words.js';
import { PhoneDecoder } from '../../packages/providers/dist/soundswallower/phone-decoder.js';
import { WindowedAlignment } from '../../packages/providers/dist/soundswallower/windowed-alignment.js';

export class SimulatedAligner {
  #decoder;
  #nowMs = 0;
  #freeMs = 0;
  #due = [];
  /** Processor time of all work, ms. */
  workMs = 0;

  static async load() {
    const aligner = new SimulatedAligner();
    aligner.#decoder = await PhoneDecoder.load('en-us');
    return aligner;
  }

  open({ text } = {}) {
    const words = text === undefined ? undefined : writtenWordsOf(text);
    return new WindowedAlignment(words, (window) => this.#find(window), { nowMs: () => this.#nowMs });
  }

  /** Moves on to a time, ms; what is known by then is known. */
  async until(ms) {
    for (;;) {
      await settled();
      const next = this.#due[0];
      if (!next || next.atMs > ms) break;
      this.#nowMs = next.atMs;
      this.#due.shift();
      next.resolve();
    }
    this.#nowMs = ms;
  }

  #find({ samples, words, last }) {
    const began = process.cpuUsage();
    const heard = resampled({ samples, rateHz: 48_000 }, 16_000).samples;
    const found = this.#decoder.find({ samples: floatFromInt16(heard), words, last });
    const { user, system } = process.cpuUsage(began);
    const workMs = (user + system) / 1000;
    this.workMs += workMs;
    this.#freeMs = Math.max(this.#freeMs, this.#nowMs) + workMs;
    return new Promise((resolve) => this.#due.push({ atMs: this.#freeMs, resolve: () => resolve(found) }));
  }
}

async function settled() {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
