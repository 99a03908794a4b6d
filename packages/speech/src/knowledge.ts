/** One question and its answer. */
export interface Topic {
  /** The heading, as written; the form in which the question is offered. */
  readonly question: string;
  /** All ways to ask it, the heading first. Never empty. */
  readonly phrasings: readonly string[];
  /** Plain text to be spoken. */
  readonly answer: string;
  /** Line of the heading, from 1. */
  readonly line: number;
}

/** The questions that a face can answer. */
export interface Knowledge {
  /** Name of the place that the face speaks for. */
  readonly name: string;
  /** The topics, in the order of the file. Never empty. */
  readonly topics: readonly Topic[];
}
