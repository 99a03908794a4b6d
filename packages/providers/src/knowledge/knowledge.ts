import type { Knowledge, Passage, Topic } from '@visavis/speech';

export type { Knowledge, Passage, Topic } from '@visavis/speech';

/** A piece of knowledge that a question may need. */
export type Fact = Topic | Passage;

/** All facts: the topics, and the passages behind them. */
export const factsOf = ({ topics, passages = [] }: Knowledge): readonly Fact[] => [...topics, ...passages];

/** All words of a fact. */
export const textOf = (fact: Fact): string =>
  'answer' in fact ? [...fact.phrasings, fact.answer].join(' ') : `${fact.source} ${fact.text}`;

/** A mistake in a knowledge file. */
export interface KnowledgeMistake {
  /** Line of the mistake, from 1. */
  readonly line: number;
  readonly message: string;
  /** Name of the file, where the knowledge is a folder. */
  readonly file?: string;
}

/** The result of reading a knowledge file: its content, or all its mistakes in the order of the file. */
export type ParsedKnowledge =
  | { readonly ok: true; readonly knowledge: Knowledge }
  | { readonly ok: false; readonly mistakes: readonly KnowledgeMistake[] };
