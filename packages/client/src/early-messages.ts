import type { Json } from './json.js';

/** Bytes of one message that a server takes from a client which it has not connected with a session yet. */
const MAX_BYTES = 64 * 1024;

/** Holds back what would be too large before the session is connected, and all that is sent after it, in order. */
export class EarlyMessages {
  #held: Json[] = [];
  #connected = false;

  /** @returns The messages that may leave now. */
  pass(messages: readonly Json[]): readonly Json[] {
    if (this.#connected) return messages;
    const stop = this.#held.length > 0 ? 0 : messages.findIndex(isTooLarge);
    if (stop < 0) return messages;
    this.#held.push(...messages.slice(stop));
    return messages.slice(0, stop);
  }

  /** The session is connected: nothing is held back any more. @returns What has been. */
  release(): readonly Json[] {
    this.#connected = true;
    return this.#held.splice(0);
  }
}

const isTooLarge = (message: Json): boolean => new TextEncoder().encode(JSON.stringify(message)).length > MAX_BYTES;
