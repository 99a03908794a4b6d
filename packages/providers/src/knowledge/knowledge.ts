/** One thing that can be asked, and what is said then. */
export interface Topic {
  /** The heading, as written: how the question is shown when it is offered. */
  readonly question: string;
  /** All ways to ask it, the heading first. Never empty. */
  readonly phrasings: readonly string[];
  /** Plain text to be spoken. */
  readonly answer: string;
  /** Where the heading stands, from 1. */
  readonly line: number;
}

/** What a face knows to talk about. */
export interface Knowledge {
  /** Of the place it speaks for. */
  readonly name: string;
  /** In the order of the file. Never empty. */
  readonly topics: readonly Topic[];
}

/** Something wrong with the file. */
export interface KnowledgeMistake {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedKnowledge =
  | { readonly ok: true; readonly knowledge: Knowledge }
  | { readonly ok: false; readonly mistakes: readonly KnowledgeMistake[] };
