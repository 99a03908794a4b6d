import type { JsonObject, Tool } from '../ports.js';

/** Tools that the server runs itself: the brain calls them as it calls the client's, and the client has no part in it. */
export interface OwnTools {
  /** Those that can be called now; no two have the same name. */
  readonly tools: readonly Tool[];
  /**
   * @param name One of `tools`.
   * @returns What the brain reads as its output. A tool that fails has an output as well, which says so.
   * @throws The signal's reason when aborted.
   */
  call(name: string, given: JsonObject, options: { signal: AbortSignal }): Promise<string>;
}
