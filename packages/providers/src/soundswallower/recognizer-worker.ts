import type { Tool } from '@visavis/speech';
import { serveWorker } from '@visavis/worker';
import { withoutWords, type BigramModel } from './bigram-model.js';
import { BigramModels } from './bigram-models.js';
import { WordDecoder, type DecodedWord } from './word-decoder.js';

/** Calls of a decoder's thread. One utterance at a time: start, write…, then finish or drop. Each returns the best guess so far. */
export type RecognizerCalls = {
  ready: { argument: undefined; result: void };
  /** Takes what all users may say. */
  learn: { argument: readonly string[]; result: void };
  /** Takes tools as JSON, makes the grammar of them and of what all may say, and returns its words that need a pronunciation. */
  prepare: { argument: string; result: string[] };
  /** Takes the pronunciations and sets the grammar. Words that have none are left out of it. */
  configure: { argument: ReadonlyMap<string, string>; result: void };
  /** Takes at least the first second, or all of a shorter utterance. */
  start: { argument: Float32Array; result: DecodedWord[] };
  write: { argument: Float32Array; result: DecodedWord[] };
  finish: { argument: undefined; result: DecodedWord[] };
  drop: { argument: undefined; result: void };
};

const loading = WordDecoder.load();
// `ready` reports the failure.
loading.catch(() => undefined);

const models = new BigramModels();
/** The grammar to be set, and its words that the dictionary does not contain. */
let prepared: { readonly model: BigramModel; readonly missing: readonly string[] } | undefined;
/** The grammar that is set. */
let present: BigramModel | undefined;

async function write(samples: Float32Array): Promise<DecodedWord[]> {
  const decoder = await loading;
  decoder.write(samples);
  return decoder.words();
}

serveWorker<RecognizerCalls>({
  ready: async () => {
    await loading;
  },
  learn: (known) => models.learn(known),
  prepare: async (tools) => {
    const decoder = await loading;
    const model = models.with(JSON.parse(tools) as Tool[]);
    const missing = decoder.missing(model.words);
    prepared = { model, missing };
    return missing;
  },
  configure: async (pronunciations) => {
    const decoder = await loading;
    if (!prepared) throw new Error('no grammar was prepared');
    const { model, missing } = prepared;
    if (model === present) return;
    const mute = new Set(missing.filter((word) => !pronunciations.has(word)));
    decoder.configure(withoutWords(model, mute), pronunciations);
    present = model;
  },
  start: async (samples) => {
    await (await loading).start(samples);
    return write(samples);
  },
  write,
  finish: async () => {
    const decoder = await loading;
    decoder.stop();
    return decoder.words();
  },
  drop: async () => (await loading).stop(),
});
