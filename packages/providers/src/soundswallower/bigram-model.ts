/** Deducted from every count for pairs not seen (absolute discounting, Ney, Essen and Kneser 1994). */
const DISCOUNT = 0.4;
/** Share of a word's known successors after `c` sightings: c / (c + CAUTION); the rest is left to any word. */
const CAUTION = 0.5;
export const START = '<s>';
export const END = '</s>';

/** Probabilities of one word after another. Those of one history, with the share it leaves to any word, sum to 1. */
export interface BigramModel {
  readonly words: readonly string[];
  /** Probability of a word anywhere; {@link END} included. */
  readonly unigram: ReadonlyMap<string, number>;
  /** History ({@link START} or a word) → next ({@link END} or a word) → probability. */
  readonly bigram: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** History → probability left for words never seen behind it. */
  readonly backoff: ReadonlyMap<string, number>;
}

export interface WeightedSentence {
  readonly words: readonly string[];
  readonly weight: number;
}

/** Counts the sentences a user may say into a bigram model. */
export function buildBigramModel(sentences: Iterable<WeightedSentence>): BigramModel {
  const pairs = new Map<string, Map<string, number>>();
  const singles = new Map<string, number>();
  let total = 0;
  for (const { words, weight } of sentences) {
    let history = START;
    for (const word of [...words, END]) {
      const next = getOrMake(pairs, history, () => new Map<string, number>());
      next.set(word, (next.get(word) ?? 0) + weight);
      singles.set(word, (singles.get(word) ?? 0) + weight);
      total += weight;
      history = word;
    }
  }
  const bigram = new Map<string, Map<string, number>>();
  const backoff = new Map<string, number>();
  for (const [history, next] of pairs) {
    const discounted = discount(next);
    bigram.set(history, discounted);
    backoff.set(history, 1 - sum(discounted.values()));
  }
  const unigram = new Map([...singles].map(([word, count]) => [word, count / total]));
  return { words: [...singles.keys()].filter((word) => word !== END), unigram, bigram, backoff };
}

/** @returns The model without some of its words. */
export function withoutWords(model: BigramModel, mute: ReadonlySet<string>): BigramModel {
  if (mute.size === 0) return model;
  const keep = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].filter(([word]) => !mute.has(word)));
  return {
    words: model.words.filter((word) => !mute.has(word)),
    unigram: keep(model.unigram),
    bigram: new Map([...keep(model.bigram)].map(([history, next]) => [history, keep(next)])),
    backoff: keep(model.backoff),
  };
}

function discount(next: ReadonlyMap<string, number>): Map<string, number> {
  const count = sum(next.values());
  const trust = count / (count + CAUTION);
  return new Map([...next].map(([word, c]) => [word, (trust * Math.max(c - DISCOUNT, c * 0.1)) / count]));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
