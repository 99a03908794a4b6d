import type { Knowledge } from '@visavis/speech';

export type { Knowledge, Topic } from '@visavis/speech';

/** A mistake in a knowledge file. */
export interface KnowledgeMistake {
  /** Line of the mistake, from 1. */
  readonly line: number;
  readonly message: string;
}

/** The result of reading a knowledge file: its content, or all its mistakes in the order of the file. */
export type ParsedKnowledge =
  | { readonly ok: true; readonly knowledge: Knowledge }
  | { readonly ok: false; readonly mistakes: readonly KnowledgeMistake[] };
