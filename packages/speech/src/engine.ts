import type { Events } from '@visavis/core';

/** Where what an engine is given goes: the user's voice, words and pictures, and the words of the face. */
export type DataDestination =
  /** It stays in the server's machine. */
  | { readonly at: 'thisMachine' }
  /** It is sent to a service. `service` names it to users, as in `OpenAI` or `speech.example.com`. */
  | { readonly at: 'service'; readonly service: string };

/** What users and operators may know of an engine before they rely on it. */
export interface EngineInfo {
  /** BCP 47 tags of what it understands, says or writes, the best first; `any` where it is not tied to languages. */
  readonly languages: readonly string[] | 'any';
  /** What its results say about when something sounds; empty for nothing. */
  readonly times: readonly ('phones' | 'words')[];
  /** Whether a result comes in pieces while it is made: interim transcripts, sound within a sentence, text of a reply. */
  readonly streams: boolean;
  readonly data: DataDestination;
}

export type EngineHealth =
  /** Not prepared yet, or about to be: the next result may take long. */
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  /** The latest attempt failed. `reason` is for operators; it holds nothing that users said. */
  | { readonly state: 'failed'; readonly reason: string };

export type EngineEvents = {
  healthChanged: { from: EngineHealth; to: EngineHealth };
};

/** What detectors, recognisers, brains and synthesisers have in common. */
export interface Engine {
  readonly info: EngineInfo;
  readonly health: EngineHealth;
  readonly events: Events<EngineEvents>;
  /**
   * Loads and warms up, once; after a failure it tries again.
   *
   * @returns Resolves when the first result will come as quickly as the tenth.
   * @throws {CodedError} `provider.*`, `worker.died`
   */
  prepare(): Promise<void>;
  /** Gives everything back. What is under way fails. Idempotent. */
  close(): Promise<void>;
}
