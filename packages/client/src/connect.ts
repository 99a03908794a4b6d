import type { SessionOptions } from './session-options.js';
import { Session } from './session.js';

/** Makes a session and opens it. Call it from a click. */
export function connect(options: SessionOptions): Session {
  const session = new Session(options);
  session.connect();
  return session;
}
