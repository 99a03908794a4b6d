import type { Microphone, MicrophoneHandlers } from '../microphone.js';
import type { Platform } from '../platform.js';
import type { SocketLike } from '../socket-link.js';
import { FakePeerConnection } from './fake-peer-connection.js';

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

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }

  /** The server says something. */
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

export class FakeMicrophone implements Microphone {
  muted = false;
  closed = false;
  readonly selected: (string | undefined)[] = [];

  constructor(readonly handlers: MicrophoneHandlers) {}

  async select(deviceId: string | undefined): Promise<void> {
    this.selected.push(deviceId);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** A browser without a browser: everything a session opens is kept here for the test to look at. */
export class FakePlatform implements Platform {
  readonly sockets: FakeSocket[] = [];
  readonly connections: FakePeerConnection[] = [];
  readonly microphones: FakeMicrophone[] = [];
  readonly timers = new Set<{ dueMs: number; callback: () => void }>();
  readonly pageUrl = 'https://page.example/';
  /** Set to make the user, or the machine, refuse the microphone. */
  microphoneTrouble: unknown;
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

  openMicrophone: Platform['openMicrophone'] = async (_options, handlers) => {
    if (this.microphoneTrouble !== undefined) throw this.microphoneTrouble;
    const microphone = new FakeMicrophone(handlers);
    this.microphones.push(microphone);
    return microphone;
  };

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

/** Lets everything that waits for promises only run to its end. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}
