import type { FinalTranscript, PhrasePosition, Tool } from '@visavis/speech';
import { serveWorker } from '@visavis/worker';
import { withoutWords } from './bigram-model.js';
import { LanguageModels, type LanguageModel } from './language-models.js';
import { toTranscript } from './to-transcript.js';
import { WordDecoder } from './word-decoder.js';

/** What was understood of an utterance so far. */
export interface Understood {
  readonly transcript: FinalTranscript;
  /** Where it stands in the phrases that are expected. */
  readonly phrase?: PhrasePosition | undefined;
}

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
  start: { argument: Float32Array; result: Understood };
  write: { argument: Float32Array; result: Understood };
  finish: { argument: undefined; result: Understood };
  drop: { argument: undefined; result: void };
};

const loading = WordDecoder.load();
// `ready` reports the failure.
loading.catch(() => undefined);

const models = new LanguageModels();
/** The grammar to be set, and its words that the dictionary does not contain. */
let prepared: { readonly model: LanguageModel; readonly missing: readonly string[] } | undefined;
/** The grammar that is set. */
let present: LanguageModel | undefined;

async function write(samples: Float32Array): Promise<Understood> {
  const decoder = await loading;
  decoder.write(samples);
  return understood(decoder);
}

function understood(decoder: WordDecoder): Understood {
  const transcript = toTranscript(decoder.words());
  return { transcript, phrase: present?.phrases.positionOf(transcript.text) };
}

serveWorker<RecognizerCalls>({
  ready: async () => {
    await loading;
  },
  learn: (known) => models.learn(known),
  prepare: async (tools) => {
    const decoder = await loading;
    const model = models.with(JSON.parse(tools) as Tool[]);
    const missing = decoder.missing(model.bigrams.words);
    prepared = { model, missing };
    return missing;
  },
  configure: async (pronunciations) => {
    const decoder = await loading;
    if (!prepared) throw new Error('no grammar was prepared');
    const { model, missing } = prepared;
    if (model === present) return;
    const mute = new Set(missing.filter((word) => !pronunciations.has(word)));
    decoder.configure(withoutWords(model.bigrams, mute), pronunciations);
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
    return understood(decoder);
  },
  drop: async () => (await loading).stop(),
});
