import { bareSound } from './grammar.js';
import { type AlignableWord } from './alignment-words.js';
import { withCString, type NativeDecoder, type NativeModule } from './native.js';

/** Price of each sound where any may come, against the known words beside it. */
const ANY_SOUND = 1e-4;
/** Price of leaving the text before its end, where the sound may end before it. */
const TAIL = 1e-6;
/** Price of each sound, against many short ones. */
const LOOP_PENALTY = 0.3;
/**
 * Preference for sounds of the lips: a closure that is missed shows more than one too many. Measured by `bench/lips.mjs`;
 * see docs/decisions/avatar-lips.md.
 */
const LIPS = 2000;
const OF_LIPS = /^(?:P|B|M|F|V|pp|bb|mm|ff|vv)$/;

export interface Spelling {
  readonly native: NativeModule;
  readonly decoder: NativeDecoder;
  /** Phones of the model. */
  readonly phones: readonly string[];
}

/** Builds one graph for a decoder. */
class Graph {
  readonly #native: NativeModule;
  readonly #decoder: NativeDecoder;
  readonly #fsg: number;
  readonly #words = new Map<string, number>();

  constructor({ native, decoder }: Spelling, states: number) {
    this.#native = native;
    this.#decoder = decoder;
    const logmath = native._decoder_logmath(decoder.cdecoder);
    // Prices are plain log probabilities: no language weight reaches them.
    this.#fsg = withCString(native, 'alignment', (name) => native._fsg_model_init(name, logmath, 1, states));
    native._fsg_set_states(this.#fsg, 0, states - 1);
  }

  word(from: number, to: number, word: string, p: number): void {
    this.#native._fsg_model_trans_add(this.#fsg, from, to, this.#log(p), this.#idOf(word));
  }

  silent(from: number, to: number, p: number): void {
    this.#native._fsg_model_null_trans_add(this.#fsg, from, to, this.#log(p));
  }

  /** @throws {Error} When the decoder refuses the graph. */
  set(): void {
    if (this.#native._decoder_set_fsg(this.#decoder.cdecoder, this.#fsg) < 0)
      throw new Error('the decoder refused the grammar');
  }

  #log(p: number): number {
    return Math.round(this.#native._logmath_log(this.#native._decoder_logmath(this.#decoder.cdecoder), p));
  }

  #idOf(word: string): number {
    let id = this.#words.get(word);
    if (id === undefined) {
      id = withCString(this.#native, word, (at) => this.#native._fsg_model_word_add(this.#fsg, at));
      this.#words.set(word, id);
    }
    return id;
  }
}

/**
 * Sets the grammar of a known text: its words in order, with pauses anywhere. A word that is not in the dictionary is any
 * sounds.
 *
 * @param whole Whether the sound ends with the text; otherwise it may end anywhere in it, within a word too.
 */
export function setTextGrammar(spelling: Spelling, words: readonly AlignableWord[], whole: boolean): void {
  // A state in front of each word and one behind the last; for each word a state within any sounds; that of the tail;
  // the final one.
  const n = words.length;
  const within = (i: number): number => n + 1 + i;
  const tail = 2 * n + 1;
  const final = tail + 1;
  const graph = new Graph(spelling, final + 1);
  const anySound = (from: number, to: number, p: number): void => {
    for (const phone of spelling.phones) graph.word(from, to, bareSound(phone), p);
  };
  words.forEach((word, i) => {
    if (word !== undefined) return graph.word(i, i + 1, word, 1);
    anySound(i, within(i), ANY_SOUND);
    anySound(within(i), within(i), ANY_SOUND);
    graph.silent(within(i), i + 1, 1);
    // The search follows one step without sound at a time, so every way to the end is laid in one step.
    if (!whole || i === n - 1) graph.silent(within(i), final, 1);
  });
  graph.silent(n, final, 1);
  if (!whole) {
    for (let i = 0; i < n; i++) {
      graph.silent(i, final, 1);
      anySound(i, tail, TAIL);
    }
    anySound(tail, tail, ANY_SOUND);
    graph.silent(tail, final, 1);
  }
  graph.set();
}

/** How often one sound follows another: history → next → probability. */
export type PhoneBigrams = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Sets the grammar of speech whose text is not known: any sounds, by how often they follow each other in words. */
export function setLoopGrammar(spelling: Spelling, bigrams: PhoneBigrams): void {
  const { phones } = spelling;
  const final = phones.length + 1;
  const graph = new Graph(spelling, final + 1);
  const price = (phone: string, p: number): number => p * LOOP_PENALTY * (OF_LIPS.test(phone) ? LIPS : 1);
  phones.forEach((phone, i) => {
    graph.word(0, i + 1, bareSound(phone), price(phone, 1 / phones.length));
    const next = bigrams.get(phone);
    phones.forEach((other, k) => graph.word(i + 1, k + 1, bareSound(other), price(other, next?.get(other) ?? 1e-4)));
    graph.silent(i + 1, final, 1);
  });
  graph.silent(0, final, 1);
  graph.set();
}

/**
 * Counts which sounds follow each other in the words of a dictionary, and across two words: the end of any word with the
 * beginning of any.
 *
 * @param dictionary Lines of a word and its phones.
 */
export function countBigrams(dictionary: string): PhoneBigrams {
  const pairs = new Map<string, Map<string, number>>();
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  let words = 0;
  for (const line of dictionary.split('\n')) {
    const [, ...phones] = line.trim().split(/\s+/);
    if (phones.length === 0 || phones[0] === 'SIL') continue;
    words++;
    add(first, phones[0] as string);
    add(last, phones.at(-1) as string);
    for (let i = 1; i < phones.length; i++) {
      const history = phones[i - 1] as string;
      let next = pairs.get(history);
      if (!next) pairs.set(history, (next = new Map()));
      add(next, phones[i] as string);
    }
  }
  for (const [history, ends] of last) {
    let next = pairs.get(history);
    if (!next) pairs.set(history, (next = new Map()));
    for (const [begin, begins] of first) next.set(begin, (next.get(begin) ?? 0) + (ends * begins) / words);
  }
  return new Map(Array.from(pairs, ([history, next]) => [history, normalised(next)]));
}

function normalised(counts: ReadonlyMap<string, number>): Map<string, number> {
  let total = 0;
  for (const count of counts.values()) total += count;
  return new Map(Array.from(counts, ([key, count]) => [key, count / total]));
}
