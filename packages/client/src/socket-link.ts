import type { Json } from './json.js';
import { problemFromClose, type Problem } from './problem.js';

/** The part of the browser's WebSocket that is used. */
export interface SocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface SocketHandlers {
  opened(): void;
  received(frame: unknown): void;
  /** Never called after `close()`. */
  lost(problem: Problem): void;
}

const OPEN = 1;
/** Unsent bytes past which sound is dropped rather than sent late: about one second of it. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** The one socket of a session. Owns it; `close()` is final and idempotent. */
export class SocketLink {
  readonly #socket: SocketLike;
  #droppedFrames = 0;

  constructor(socket: SocketLike, handlers: SocketHandlers) {
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      handlers.opened();
    };
    socket.onmessage = (event) => handlers.received(event.data);
    socket.onclose = (event) => handlers.lost(problemFromClose(event.code, event.reason, opened));
  }

  /** Frames of sound given up because the network did not keep up. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  send(messages: readonly Json[]): void {
    if (this.#socket.readyState !== OPEN) return;
    for (const message of messages) this.#socket.send(JSON.stringify(message));
  }

  /** As {@link send}, for sound: what cannot leave in time is dropped and counted. */
  sendLive(messages: readonly Json[]): void {
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.#droppedFrames++;
    else this.send(messages);
  }

  close(): void {
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(1000);
  }
}
