import type { Endpoint } from './endpoint.js';
import type { MicrophoneOptions } from './microphone.js';
import type { SessionConfig } from './outgoing.js';

/** What a session is opened with. */
export interface SessionOptions extends Omit<Endpoint, 'license'> {
  /** The key, or whoever fetches it, so that it need not stand in the page. */
  license?: string | (() => string | Promise<string>);
  config?: SessionConfig;
  /** `false` for a session that is only typed into. */
  microphone?: boolean | MicrophoneOptions;
  /** Asks the avatar to speak first. */
  greet?: boolean;
}
