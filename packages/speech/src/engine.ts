import type { Events } from '@visavis/core';

/** Where an engine's input goes: the user's voice, words and pictures, and the words of the face. */
export type DataDestination =
  /** The input stays on the server's machine. */
  | { readonly at: 'thisMachine' }
  /** The input is sent to a service. `service` names it to users, as in `OpenAI` or `speech.example.com`. */
  | { readonly at: 'service'; readonly service: string };

/** The facts about an engine that users and operators may need before they rely on it. */
export interface EngineInfo {
  /**
   * BCP 47 tags of the languages it understands, speaks or writes, the best first; `any` where it is not tied to
   * languages.
   */
  readonly languages: readonly string[] | 'any';
  /** The units whose times its results report; empty where they report none. */
  readonly times: readonly ('phones' | 'words')[];
  /**
   * Whether a result comes in pieces while it is produced: interim transcripts, sound within a sentence, text of a
   * reply.
   */
  readonly streams: boolean;
  readonly data: DataDestination;
}

/** Whether an engine can work now. */
export type EngineHealth =
  /** The engine is not prepared yet, or is being prepared: the next result may take long. */
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  /** The latest attempt failed. `reason` is for operators; it holds nothing that users said. */
  | { readonly state: 'failed'; readonly reason: string };

/** Events of an {@link Engine}: `healthChanged` when the state of its health becomes another one. */
export type EngineEvents = {
  healthChanged: { from: EngineHealth; to: EngineHealth };
};

/** The common part of detectors, recognisers, brains and synthesisers. */
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
  /** Releases everything. Work under way fails. Idempotent. */
  close(): Promise<void>;
}
