import { openCamera, type OpenCamera } from './camera.js';
import { listDevices, watchDevices, type Device } from './devices.js';
import { sayGoodbye, type SayGoodbye } from './goodbye.js';
import { browserRecognition, type BrowserRecognition } from './ears/browser-recognition.js';
import { fetchIceServers, type FetchIceServers } from './ice-servers.js';
import { openMicrophone, type OpenMicrophone } from './microphone.js';
import { watchPageLife, type PageLifeHandlers } from './page-life.js';
import type { PeerPlatform } from './peer-link.js';
import type { Problem } from './problem.js';
import { whyNoMicrophone } from './silent-microphone.js';
import type { SocketLike } from './socket-link.js';

/** Everything a session takes from its host: the browser by default; tests supply their own. */
export interface Platform extends PeerPlatform {
  openSocket(url: string): SocketLike;
  openMicrophone: OpenMicrophone;
  openCamera: OpenCamera;
  /** Finds out why no microphone is open yet. Never rejects. @param allowed Whether the user has allowed it. */
  whyNoMicrophone(allowed: boolean): Promise<Problem>;
  /** The browser's own speech recognition; `undefined` where it has none. */
  readonly recognition: BrowserRecognition | undefined;
  fetchIceServers: FetchIceServers;
  sayGoodbye: SayGoodbye;
  listDevices(): Promise<readonly Device[]>;
  /** Calls `changed` when a device is plugged in or out. @returns A function that stops watching. */
  watchDevices(changed: () => void): () => void;
  /** Reports when the page wakes up or is left. @returns A function that stops watching. */
  watchLife(handlers: PageLifeHandlers): () => void;
  /** Monotonic time, ms. */
  nowMs(): number;
  /** Base of a relative server address. */
  readonly pageUrl?: string;
}

/** The platform of the page that the SDK runs in. */
export const browserPlatform: Platform = {
  openSocket: (url) => new WebSocket(url),
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  openMicrophone,
  openCamera,
  whyNoMicrophone,
  fetchIceServers,
  sayGoodbye,
  listDevices,
  watchDevices,
  watchLife: (handlers) =>
    watchPageLife({ window, document, now: () => Date.now(), after: browserPlatform.after }, handlers),
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
  get recognition() {
    return browserRecognition();
  },
  get pageUrl() {
    return globalThis.location?.href;
  },
};
