import { serveWorker } from '@visavis/worker';
import type { BigramModel } from './bigram-model.js';
import { WordDecoder, type DecodedWord } from './word-decoder.js';

/** Calls of a decoder's thread. One utterance at a time: start, write…, then finish or drop. */
export type RecognizerCalls = {
  ready: { argument: undefined; result: void };
  /** Returns those of the words that need a pronunciation. */
  missing: { argument: readonly string[]; result: string[] };
  configure: { argument: { model: BigramModel; pronunciations: ReadonlyMap<string, string> }; result: void };
  start: { argument: undefined; result: void };
  /** @returns Best guess so far. */
  write: { argument: Float32Array; result: DecodedWord[] };
  finish: { argument: undefined; result: DecodedWord[] };
  drop: { argument: undefined; result: void };
};

const loading = WordDecoder.load();
// `ready` reports the failure.
loading.catch(() => undefined);

serveWorker<RecognizerCalls>({
  ready: async () => {
    await loading;
  },
  missing: async (words) => (await loading).missing(words),
  configure: async ({ model, pronunciations }) => (await loading).configure(model, pronunciations),
  start: async () => (await loading).start(),
  write: async (samples) => {
    const decoder = await loading;
    decoder.write(samples);
    return decoder.words();
  },
  finish: async () => {
    const decoder = await loading;
    decoder.stop();
    return decoder.words();
  },
  drop: async () => (await loading).stop(),
});
