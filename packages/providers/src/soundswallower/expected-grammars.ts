import type { Tool } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';

/** What an utterance is expected to hold. One object stands for one grammar, which a decoder makes of it. */
export interface ExpectedGrammar {
  /** What all users may say: one list for one knowledge. */
  readonly known: readonly string[];
  /** The tools that this user may ask for, as JSON: reading their phrases takes long, and is done by the decoder. */
  readonly tools: string;
}

const NO_TOOLS = '[]';
/** Grammars kept for the clients' tools: most clients of a server have the same tools. */
export const MAX_KEPT = 8;

/** The grammars of one knowledge: what everyone may say, and besides what the users of one client's tools may say. */
export class ExpectedGrammars {
  /** What everyone may say. */
  readonly plain: ExpectedGrammar;
  /** Grammars by their tools, the one used last at the end. */
  readonly #kept = new Map<string, ExpectedGrammar>();
  readonly #ofTools = new WeakMap<readonly Tool[], ExpectedGrammar>();

  constructor(knowledge: Knowledge) {
    this.plain = { known: knowledge.topics.flatMap((topic) => topic.phrasings), tools: NO_TOOLS };
  }

  /** The same grammar for equal tools, as long as it is kept. */
  with(tools: readonly Tool[]): ExpectedGrammar {
    if (tools.length === 0) return this.plain;
    const grammar = this.#ofTools.get(tools) ?? this.#keep(JSON.stringify(tools));
    this.#ofTools.set(tools, grammar);
    return grammar;
  }

  #keep(tools: string): ExpectedGrammar {
    const grammar = this.#kept.get(tools) ?? { known: this.plain.known, tools };
    this.#kept.delete(tools);
    this.#kept.set(tools, grammar);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest as string);
    return grammar;
  }
}
