import { openCamera, type OpenCamera } from './camera.js';
import { listDevices, watchDevices, type Device } from './devices.js';
import { fetchIceServers, type FetchIceServers } from './ice-servers.js';
import { openMicrophone, type OpenMicrophone } from './microphone.js';
import { watchPageLife, type PageLifeHandlers } from './page-life.js';
import type { PeerPlatform } from './peer-link.js';
import type { SocketLike } from './socket-link.js';

/** What a session takes from its host. The browser by default; tests bring their own. */
export interface Platform extends PeerPlatform {
  openSocket(url: string): SocketLike;
  openMicrophone: OpenMicrophone;
  openCamera: OpenCamera;
  fetchIceServers: FetchIceServers;
  listDevices(): Promise<readonly Device[]>;
  /** Calls `changed` when something is plugged in or out. @returns Stops. */
  watchDevices(changed: () => void): () => void;
  /** Tells when the page wakes up or leaves. @returns Stops. */
  watchLife(handlers: PageLifeHandlers): () => void;
  /** Monotonic, ms. */
  nowMs(): number;
  /** What a relative server address counts from. */
  readonly pageUrl?: string;
}

export const browserPlatform: Platform = {
  openSocket: (url) => new WebSocket(url),
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  openMicrophone,
  openCamera,
  fetchIceServers,
  listDevices,
  watchDevices,
  watchLife: (handlers) =>
    watchPageLife({ window, document, now: () => Date.now(), after: browserPlatform.after }, handlers),
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
  get pageUrl() {
    return globalThis.location?.href;
  },
};
