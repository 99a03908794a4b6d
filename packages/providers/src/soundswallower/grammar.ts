import { END, START, type BigramModel } from './bigram-model.js';
import { ENGLISH_PHONES } from './model-language.js';
import { withCString, type NativeDecoder, type NativeModule } from './native.js';

/** Pseudo-words of one sound each, recognised where no word fits. */
const UNKNOWN_PREFIX = 'qq';

export interface GrammarWeights {
  /** Weight of the language against the sound (exponent on its probabilities). */
  readonly languageWeight: number;
  /** Price of each word, against many short ones. */
  readonly wordPenalty: number;
  /** Price of leaving the words for bare sounds, and of each sound. */
  readonly unknownEntry: number;
  readonly unknownPhone: number;
}

/** Measured on recorded voices; see docs/decisions/providers-recogniser.md. */
export const GRAMMAR_WEIGHTS: GrammarWeights = {
  languageWeight: 6.5,
  wordPenalty: 0.65,
  unknownEntry: 1e-7,
  unknownPhone: 1e-6,
};

/** Probability of an end that was never seen. */
const SELDOM = 1e-3;

/** Whether a word of the recogniser's output stands for a sound that is in no known word. */
export function isUnknownSound(word: string): boolean {
  return word.startsWith(UNKNOWN_PREFIX);
}

/** The word that stands for a sound by itself. @param phone As the acoustic model spells it. */
export function bareSound(phone: string): string {
  return UNKNOWN_PREFIX + phone.toLowerCase();
}

/** Adds the bare sounds to the decoder's dictionary. Once per decoder. @param phones Those of its acoustic model. */
export function addUnknownSounds(decoder: NativeDecoder, phones: readonly string[]): void {
  decoder.add_words(...phones.map((phone): [string, string] => [bareSound(phone), phone]));
}

/**
 * Sets the decoder's grammar: the bigram model as a graph, one state per word just said, one for "any word next", and
 * beside it a loop over bare sounds that accepts speech outside of the known words. Every word must be in the
 * dictionary.
 *
 * @throws {Error} When the decoder refuses the graph.
 */
export function setGrammar(
  native: NativeModule,
  decoder: NativeDecoder,
  model: BigramModel,
  weights: GrammarWeights = GRAMMAR_WEIGHTS,
): void {
  const logmath = native._decoder_logmath(decoder.cdecoder);
  const { words } = model;
  const state = new Map<string, number>([[START, 0], ...words.map((word, i): [string, number] => [word, i + 1])]);
  const anyWord = words.length + 1;
  const unknown = words.length + 2;
  const final = words.length + 3;
  state.set(END, final);

  const log = (p: number): number => Math.round(native._logmath_log(logmath, p) * weights.languageWeight);
  const penalty = Math.round(native._logmath_log(logmath, weights.wordPenalty));
  const fsg = withCString(native, 'bigram', (name) =>
    native._fsg_model_init(name, logmath, weights.languageWeight, words.length + 4),
  );
  native._fsg_set_states(fsg, 0, final);
  const addWord = (word: string): number => withCString(native, word, (at) => native._fsg_model_word_add(fsg, at));
  const ids = new Map(words.map((word) => [word, addWord(word)]));
  const at = (name: string): number => state.get(name) as number;

  const step = (from: number, word: string, p: number): void => {
    if (word === END) native._fsg_model_null_trans_add(fsg, from, final, log(p));
    else native._fsg_model_trans_add(fsg, from, at(word), log(p) + penalty, ids.get(word) as number);
  };
  for (const [word, p] of model.unigram) step(anyWord, word, p);
  for (const [history, next] of model.bigram) for (const [word, p] of next) step(at(history), word, p);
  // The search follows one step without sound at a time, so every way to the end is laid in one step.
  const anyEnd = model.unigram.get(END) ?? SELDOM;
  for (const [history, p] of model.backoff) {
    native._fsg_model_null_trans_add(fsg, at(history), anyWord, log(p));
    if (!model.bigram.get(history)?.has(END)) step(at(history), END, p * anyEnd);
  }

  // Prices of bare sounds are plain log probabilities: the language weight must not reach them.
  const price = (p: number): number => Math.round(native._logmath_log(logmath, p));
  for (const phone of ENGLISH_PHONES) {
    const id = addWord(bareSound(phone));
    native._fsg_model_trans_add(fsg, anyWord, unknown, price(weights.unknownEntry * weights.unknownPhone), id);
    native._fsg_model_trans_add(fsg, unknown, unknown, price(weights.unknownPhone), id);
  }
  native._fsg_model_null_trans_add(fsg, unknown, anyWord, 0);
  step(unknown, END, anyEnd);
  if (native._decoder_set_fsg(decoder.cdecoder, fsg) < 0) throw new Error('the decoder refused the grammar');
}
