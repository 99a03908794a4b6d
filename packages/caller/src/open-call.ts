import { CallViewer, type CallViewerOptions } from './call-viewer.js';
import { Call, type CallOptions } from './call.js';

export interface OpenCallOptions extends CallOptions {
  readonly viewer?: CallViewerOptions;
}

/** A conversation that can be followed in words, pictures and sound. Whoever opened it closes it. */
export interface OpenCall {
  readonly call: Call;
  readonly viewer: CallViewer;
  /** Idempotent. */
  close(): Promise<void>;
}

/** What this machine could take: the server sends pictures as to a browser on a good network. */
const ESTIMATE_BPS = 2_000_000;

/**
 * Opens a session with its picture and sound.
 * @param url Of the unified socket, with the licence or a token in its query.
 * @returns When packets flow and the session has its settings.
 * @throws {Error} When it is refused, or nothing can flow; nothing is left open then.
 */
export async function openCall(url: string, { viewer: watching, ...options }: OpenCallOptions = {}): Promise<OpenCall> {
  const call = new Call(url, options);
  const viewer = new CallViewer(call, { estimateBps: ESTIMATE_BPS, ...watching });
  const close = async (): Promise<void> => {
    viewer.close();
    await call.close();
  };
  try {
    await viewer.connect();
    await call.next('realtime.session.updated');
  } catch (error) {
    await close();
    throw error;
  }
  return { call, viewer, close };
}
