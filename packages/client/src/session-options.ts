import type { Endpoint } from './endpoint.js';
import type { MicrophoneOptions } from './microphone.js';
import type { SessionConfig } from './outgoing.js';

/** Options of a session. */
export interface SessionOptions extends Omit<Endpoint, 'license'> {
  /** The key or a token, or a function that fetches it, so that the page need not contain it. */
  license?: string | (() => string | Promise<string>);
  config?: SessionConfig;
  /** `false` for a session in which the user only types. */
  microphone?: boolean | MicrophoneOptions;
  /** Asks the avatar to speak first. */
  greet?: boolean;
}
