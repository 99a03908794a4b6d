import { CallViewer, type CallViewerOptions } from './call-viewer.js';
import { Call, type CallOptions } from './call.js';

/** Options of {@link openCall}: those of the call, and those of its viewer. */
export interface OpenCallOptions extends CallOptions {
  readonly viewer?: CallViewerOptions;
}

/** A conversation that can be followed in words, pictures and sound. The caller of {@link openCall} closes it. */
export interface OpenCall {
  readonly call: Call;
  readonly viewer: CallViewer;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The bitrate that this machine could receive: the server sends video as to a browser on a good network. */
const ESTIMATE_BPS = 2_000_000;

/**
 * Opens a session with its picture and sound.
 * @param url Address of the unified socket, with the licence or a token in its query.
 * @returns The call, as soon as packets flow and the session has its settings.
 * @throws {Error} When the session is refused, or no packets can flow; socket and connection are closed then.
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
