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

/** A piece of a document: text to look answers up in. */
export interface Passage {
  /** Where it stands, for people: the document's name, and the headings above it or the page. */
  readonly source: string;
  /** Plain text, of some sentences. */
  readonly text: string;
}

/** What a face knows. */
export interface Knowledge {
  /** Name of the place that the face speaks for. */
  readonly name: string;
  /** The questions that it can answer, in the order of their file. */
  readonly topics: readonly Topic[];
  /** Documents, in pieces, for minds that can read. @defaultValue none */
  readonly passages?: readonly Passage[];
}
