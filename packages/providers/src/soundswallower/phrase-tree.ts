import { NOT_UNDERSTOOD, type PhrasePosition } from '@visavis/speech';

interface Node {
  readonly next: Map<string, Node>;
  /** Whether a phrase ends here. */
  ends: boolean;
}

const newNode = (): Node => ({ next: new Map(), ends: false });

/** The phrases that users are expected to say, word by word: knows where in one of them a speaker is. */
export class PhraseTree {
  readonly #phrases = newNode();
  readonly #openings = newNode();

  /** @param phrases Lists of words. @param openings The same, which may be said in front of any phrase. */
  constructor(phrases: Iterable<readonly string[]>, openings: Iterable<readonly string[]>) {
    for (const words of phrases) add(this.#phrases, words);
    for (const words of openings) add(this.#openings, words);
  }

  /**
   * @param said What was understood so far.
   * @returns `undefined` outside of all phrases, and where one has ended with which another one goes on.
   */
  positionOf(said: string): PhrasePosition | undefined {
    if (said === '' || said.includes(NOT_UNDERSTOOD)) return undefined;
    const words = said.split(' ');
    const reached = this.#starts(words).flatMap((from) => reachedIn(this.#phrases, words, from) ?? []);
    const ends = reached.some((node) => node.ends);
    const goesOn = reached.some((node) => node.next.size > 0);
    if (ends === goesOn) return undefined;
    return ends ? 'whole' : 'beginning';
  }

  /** Where a phrase may begin: at the first word, and behind each opening, as in "okay please tell me". */
  #starts(words: readonly string[]): number[] {
    const starts = new Set([0]);
    // A set yields what is added to it meanwhile.
    for (const from of starts) {
      let node: Node | undefined = this.#openings;
      for (let at = from; at < words.length; at++) {
        node = node.next.get(words[at] as string);
        if (!node) break;
        if (node.ends && at + 1 < words.length) starts.add(at + 1);
      }
    }
    return [...starts];
  }
}

function add(root: Node, words: readonly string[]): void {
  let node = root;
  for (const word of words) {
    const next = node.next.get(word) ?? newNode();
    node.next.set(word, next);
    node = next;
  }
  node.ends = true;
}

function reachedIn(root: Node, words: readonly string[], from: number): Node | undefined {
  let node: Node | undefined = root;
  for (let at = from; at < words.length && node; at++) node = node.next.get(words[at] as string);
  return node;
}
