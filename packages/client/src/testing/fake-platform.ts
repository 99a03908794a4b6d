import type { Camera } from '../camera.js';
import type { Device } from '../devices.js';
import type { Microphone, MicrophoneHandlers } from '../microphone.js';
import type { PageLifeHandlers } from '../page-life.js';
import type { Platform } from '../platform.js';
import { problem, type Problem } from '../problem.js';
import type { SocketLike } from '../socket-link.js';
import { FakePeerConnection } from './fake-peer-connection.js';
import type { FakeSpeech } from './fake-speech.js';

/** A socket that a test opens, feeds and cuts. */
export class FakeSocket implements SocketLike {
  readyState = 0;
  bufferedAmount = 0;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  readonly sent: { type: string; [key: string]: unknown }[] = [];
  closedWith: number | undefined;

  constructor(readonly url: string) {}

  /** Binary frames that were sent. */
  readonly bytes: ArrayBuffer[] = [];

  send(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.sent.push(JSON.parse(data) as FakeSocket['sent'][number]);
    else this.bytes.push(data);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }

  /** The server sends a message. */
  say(type: string, data: object = {}, top: object = {}): void {
    this.onmessage?.({ data: JSON.stringify({ type, data, ...top }) } as MessageEvent);
  }

  /** The connection ends from the other side. */
  drop(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason } as CloseEvent);
  }

  types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}

/** A microphone that records the calls of a session. */
export class FakeMicrophone implements Microphone {
  track = { kind: 'audio' } as MediaStreamTrack;
  muted = false;
  closed = false;
  revived = 0;
  readonly selected: (string | undefined)[] = [];

  constructor(readonly handlers: MicrophoneHandlers) {}

  async select(deviceId: string | undefined): Promise<void> {
    this.selected.push(deviceId);
    this.track = { kind: 'audio' } as MediaStreamTrack;
  }

  revive(): void {
    this.revived++;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** A platform without a browser: it keeps everything that a session opens, for a test to inspect. */
export class FakePlatform implements Platform {
  readonly sockets: FakeSocket[] = [];
  readonly connections: FakePeerConnection[] = [];
  readonly microphones: FakeMicrophone[] = [];
  readonly cameras: (Camera & { closed: boolean; gone: () => void })[] = [];
  devices: readonly Device[] = [];
  /** Watchers of the devices, and of the page. */
  readonly deviceWatchers = new Set<() => void>();
  readonly lifeWatchers = new Set<PageLifeHandlers>();
  readonly timers = new Set<{ dueMs: number; callback: () => void }>();
  readonly pageUrl = 'https://page.example/';
  /** Set to make the user, or the machine, refuse the microphone. */
  microphoneError: Error | undefined;
  #nowMs = 0;

  openSocket(url: string): FakeSocket {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }

  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection {
    const connection = new FakePeerConnection(configuration);
    this.connections.push(connection);
    return connection as unknown as RTCPeerConnection;
  }

  /** Set to make the microphone come later: the request waits for it. */
  microphoneAnswer: Promise<void> | undefined;
  /** Whether the user has allowed it meanwhile. */
  microphoneAllowed = false;

  openMicrophone: Platform['openMicrophone'] = async (_options, handlers) => {
    if (this.microphoneAllowed) handlers.allowed();
    if (this.microphoneAnswer) await this.microphoneAnswer;
    if (this.microphoneError) throw this.microphoneError;
    const microphone = new FakeMicrophone(handlers);
    this.microphones.push(microphone);
    return microphone;
  };

  openCamera: Platform['openCamera'] = async (_deviceId, gone) => {
    const track = { kind: 'video' } as MediaStreamTrack;
    const stream = { getVideoTracks: () => [track] } as unknown as MediaStream;
    const camera = { stream, closed: false, gone, close: () => void (camera.closed = true) };
    this.cameras.push(camera);
    return camera;
  };

  /** Set to give the browser a speech recognition. */
  recognition: FakeSpeech | undefined;

  /** ICE servers returned over HTTP. */
  iceServers: RTCIceServer[] = [];
  readonly iceRequests: string[] = [];

  /** Goodbyes that were sent over HTTP. */
  readonly goodbyes: { socketUrl: string; token: string }[] = [];

  sayGoodbye(socketUrl: string, token: string): void {
    this.goodbyes.push({ socketUrl, token });
  }

  async fetchIceServers(socketUrl: string): Promise<RTCIceServer[]> {
    this.iceRequests.push(socketUrl);
    return this.iceServers;
  }

  async whyNoMicrophone(allowed: boolean): Promise<Problem> {
    return problem('microphone', allowed ? 'The microphone does not answer' : 'The user does not answer');
  }

  async listDevices(): Promise<readonly Device[]> {
    return this.devices;
  }

  watchDevices(changed: () => void): () => void {
    this.deviceWatchers.add(changed);
    return () => this.deviceWatchers.delete(changed);
  }

  watchLife(handlers: PageLifeHandlers): () => void {
    this.lifeWatchers.add(handlers);
    return () => this.lifeWatchers.delete(handlers);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.timers]) {
      if (timer.dueMs > this.#nowMs) continue;
      this.timers.delete(timer);
      timer.callback();
    }
  }
}

/** Runs all work that waits only for promises to its end. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}
