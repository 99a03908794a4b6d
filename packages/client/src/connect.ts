import type { SessionOptions } from './session-options.js';
import { Session } from './session.js';

/** Creates a session and opens it. Call it from a click: the browser then allows sound. */
export function connect(options: SessionOptions): Session {
  const session = new Session(options);
  session.connect();
  return session;
}
