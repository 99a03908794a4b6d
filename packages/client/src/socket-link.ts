/** The part of the browser's `WebSocket` that the SDK uses. */
export interface SocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(code?: number): void;
}

export interface SocketHandlers {
  opened(): void;
  received(frame: unknown): void;
  /**
   * Never called after `close()`.
   * @param opened Whether the socket had been open: a refusal to connect and a cut look alike otherwise (both 1006).
   */
  lost(code: number, reason: string, opened: boolean): void;
}

/** Close code of a client that does not mean to come back (RFC 6455 §7.4.1). */
const LEAVING = 1000;
/**
 * Close code of a client that means to, or has done so already over another socket: private, so that no server takes it
 * for a goodbye.
 */
const REPLACED = 4000;

const OPEN = 1;
/** Unsent bytes past which sound is dropped rather than sent late: about one second of it. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** One socket. Owns it; `close()` is final and idempotent. */
export class SocketLink {
  readonly #socket: SocketLike;

  constructor(socket: SocketLike, handlers: SocketHandlers) {
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      handlers.opened();
    };
    socket.onmessage = (event) => handlers.received(event.data);
    socket.onclose = (event) => handlers.lost(event.code, event.reason, opened);
  }

  /** Sends `text` if the socket is open; otherwise drops it. */
  send(text: string): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(text);
  }

  /** Sends sound. @returns Whether it could leave in time; if not, it is dropped. */
  sendLive(data: string | ArrayBuffer): boolean {
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) return false;
    if (this.#socket.readyState === OPEN) this.#socket.send(data);
    return true;
  }

  /** @param leaving Whether this is a goodbye; if not, the session may be resumed over another socket. */
  close(leaving: boolean): void {
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(leaving ? LEAVING : REPLACED);
  }
}
