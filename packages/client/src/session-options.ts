import type { EarsChoice } from './ears/find-browser-ears.js';
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
  /**
   * What turns the user's speech into text. `browser`: the browser's own recognition, on the device where it offers that,
   * and else by a service of its maker, which receives the user's voice: `describeBrowserEars` says so in words for users.
   * `device`: the same on the device alone; the browser may download what it needs. Where the browser cannot, a problem of
   * kind `ears` is reported, and the server's own ears are used. @defaultValue server
   */
  ears?: EarsChoice;
  /** The language that the user speaks, for the browser's ears, BCP 47. @defaultValue of the browser, as the face speaks it */
  language?: string;
  /** Asks the avatar to speak first. */
  greet?: boolean;
}
