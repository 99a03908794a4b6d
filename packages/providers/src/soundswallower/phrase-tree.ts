import { NOT_UNDERSTOOD, type PhrasePosition } from '@visavis/speech';
import type { ExpectedSpeech } from './expected-speech.js';

interface Node {
  readonly next: Map<string, Node>;
  /** Whether a phrase ends here that may be all. */
  ends: boolean;
  /** Whether something ends here to which more may well be added. */
  mayEnd: boolean;
}

const newNode = (): Node => ({ next: new Map(), ends: false, mayEnd: false });

/** The phrases that users are expected to say, word by word: knows where in one of them a speaker is. */
export class PhraseTree {
  readonly #phrases = newNode();
  readonly #openings = newNode();

  constructor({ phrases, openings, others }: ExpectedSpeech) {
    for (const { words } of phrases) add(this.#phrases, words).ends = true;
    for (const { words } of others) add(this.#phrases, words).mayEnd = true;
    for (const { words } of openings) add(this.#openings, words).ends = true;
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
    if (ends === goesOn || reached.some((node) => node.mayEnd)) return undefined;
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

/** @returns Where the last word ends. */
function add(root: Node, words: readonly string[]): Node {
  let node = root;
  for (const word of words) {
    const next = node.next.get(word) ?? newNode();
    node.next.set(word, next);
    node = next;
  }
  return node;
}

function reachedIn(root: Node, words: readonly string[], from: number): Node | undefined {
  let node: Node | undefined = root;
  for (let at = from; at < words.length && node; at++) node = node.next.get(words[at] as string);
  return node;
}
