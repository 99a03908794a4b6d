import { openMicrophone, type OpenMicrophone } from './microphone.js';
import type { PeerPlatform } from './peer-link.js';
import type { SocketLike } from './socket-link.js';

/** What a session takes from its host. The browser by default; tests bring their own. */
export interface Platform extends PeerPlatform {
  openSocket(url: string): SocketLike;
  openMicrophone: OpenMicrophone;
  /** Monotonic, ms. */
  nowMs(): number;
  /** What a relative server address counts from. */
  readonly pageUrl?: string;
}

export const browserPlatform: Platform = {
  openSocket: (url) => new WebSocket(url),
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  openMicrophone,
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
  get pageUrl() {
    return globalThis.location?.href;
  },
};
