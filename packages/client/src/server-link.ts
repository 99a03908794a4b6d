import { retryDelayMs } from './backoff.js';
import { EarlyMessages } from './early-messages.js';
import type { SayGoodbye } from './goodbye.js';
import { readServerMessage, type ResumeOffer, type ServerMessage } from './incoming.js';
import { parseObject, type Json } from './json.js';
import { Outbox } from './outbox.js';
import { problem, problemFromClose, type Problem } from './problem.js';
import { SocketLink, type SocketLike } from './socket-link.js';
import type { ResumePoint } from './endpoint.js';

export interface ServerLinkHandlers {
  /** The first socket is open. Called once. */
  opened(): void;
  received(message: ServerMessage): void;
  /** The connection to the server broke; `attempt` counts the attempts to resume the session (1, 2, …). */
  lost(attempt: number): void;
  /** The session goes on; missed messages follow. Called also where no loss had been reported. */
  regained(): void;
  /** The session cannot be resumed. Called once, and never after `close()`. */
  ended(problem: Problem): void;
}

export interface ServerLinkPlatform {
  openSocket(url: string): SocketLike;
  sayGoodbye: SayGoodbye;
  after(delayMs: number, callback: () => void): () => void;
  nowMs(): number;
}

/** How long one attempt to resume may take. */
const ATTEMPT_LIMIT_MS = 5_000;
/**
 * Close codes after which no session can be resumed: a goodbye, a restart, a refusal, too large a message, an error, a
 * full server.
 */
const FINAL_CODES = [1000, 1001, 1008, 1009, 1011, 1013];

const GONE = problem('network', 'The connection was lost for too long', { hint: 'Start again.' });

/**
 * A session's connection to its server, over one socket after the other as the network changes. With a server that
 * offers resumption, messages are numbered both ways, and a broken socket loses none; with any other, the session ends
 * with its socket.
 */
export class ServerLink {
  readonly #platform: ServerLinkPlatform;
  readonly #address: (from: ResumePoint | undefined) => string;
  readonly #handlers: ServerLinkHandlers;
  readonly #early = new EarlyMessages();
  readonly #outbox = new Outbox();
  #socket: SocketLink | undefined;
  /** The socket of an attempt to resume, until the server has accepted it. */
  #next: SocketLink | undefined;
  #offer: ResumeOffer | undefined;
  #received = 0;
  #droppedFrames = 0;
  #lostAtMs: number | undefined;
  #attempts = 0;
  #cancelTimer: () => void = () => undefined;
  #closed = false;

  /**
   * Opens the first socket at once.
   * @param address Returns the address of the socket to open: of a session to resume, or of a new one for `undefined`.
   * @throws {unknown} The error of the platform for an address that cannot be opened.
   */
  constructor(
    address: (from: ResumePoint | undefined) => string,
    platform: ServerLinkPlatform,
    handlers: ServerLinkHandlers,
  ) {
    this.#address = address;
    this.#platform = platform;
    this.#handlers = handlers;
    this.#socket = new SocketLink(platform.openSocket(address(undefined)), {
      opened: () => handlers.opened(),
      received: (frame) => this.#receive(frame),
      lost: (code, reason, opened) => this.#lose(code, reason, opened),
    });
  }

  /** Audio frames dropped because the network did not keep up. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  get open(): boolean {
    return this.#socket !== undefined;
  }

  /**
   * Sends messages. Large ones wait until the session is connected, and all wait while the connection is broken, where
   * the server lets a client resume.
   */
  send(messages: readonly Json[]): void {
    if (this.#closed) return;
    for (const message of this.#early.pass(messages))
      if (this.#offer) {
        const text = this.#outbox.push(message);
        this.#socket?.send(text);
      } else this.#socket?.send(JSON.stringify(message));
  }

  /** Sends sound: frames that cannot leave in time are dropped and counted. */
  sendLive(data: string | ArrayBuffer): void {
    if (this.#socket && !this.#socket.sendLive(data)) this.#droppedFrames++;
  }

  /**
   * Resumes the session over a new socket, and keeps the old one until that has worked: the network may have changed
   * under the old one, which can look alive for minutes. Does nothing where the server offers no resumption.
   */
  renew(): void {
    if (this.#closed || !this.#offer || this.#next) return;
    this.#cancelTimer();
    this.#comeBack();
  }

  /**
   * Ends the session for good, with close code 1000, and by a request of its own where there is no socket to carry it.
   * Idempotent.
   *
   * @param pageLeaves Whether the page ends with the session: its browser may drop the socket before the code is sent.
   */
  close(pageLeaves = false): void {
    if (this.#closed) return;
    if (this.#offer && (pageLeaves || !this.#socket))
      this.#platform.sayGoodbye(this.#address(undefined), this.#offer.token);
    this.#release();
  }

  #release(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#next?.close(true);
    this.#socket?.close(true);
  }

  #receive(frame: unknown): void {
    const parsed = typeof frame === 'string' ? parseObject(frame) : undefined;
    if (!parsed) return;
    const number = parsed['seq'];
    if (typeof number === 'number') {
      if (number <= this.#received) return; // repeated after a resumption
      this.#received = number;
    }
    const message = readServerMessage(parsed);
    if (!message) return;
    // What the old socket says of this very attempt to resume is no news.
    if (message.type === 'warned' && message.code === 'session.resumed_elsewhere' && this.#next) return;
    if (message.type === 'connected') {
      this.#offer = message.resume;
      this.send(this.#early.release());
    }
    this.#handlers.received(message);
  }

  #lose(code: number, reason: string, opened: boolean): void {
    this.#socket = undefined;
    if (this.#next) return; // the server has released the old socket, or an attempt to resume is under way anyway
    if (!this.#offer || FINAL_CODES.includes(code)) return this.#end(problemFromClose(code, reason, opened));
    this.#retry();
  }

  /** Schedules the next attempt, as long as the server keeps the session. */
  #retry(): void {
    const nowMs = this.#platform.nowMs();
    this.#lostAtMs ??= nowMs;
    if (nowMs - this.#lostAtMs >= (this.#offer?.windowMs ?? 0)) return this.#end(GONE);
    const delayMs = retryDelayMs(this.#attempts++, Math.random());
    this.#handlers.lost(this.#attempts);
    if (this.#closed) return;
    if (delayMs === 0) this.#comeBack();
    else this.#cancelTimer = this.#platform.after(delayMs, () => this.#comeBack());
  }

  #comeBack(): void {
    const from = { token: this.#offer!.token, after: this.#received };
    const socket: SocketLink = new SocketLink(this.#platform.openSocket(this.#address(from)), {
      opened: () => undefined,
      received: (frame) => (this.#socket === socket ? this.#receive(frame) : this.#greeted(socket, frame)),
      lost: (code, reason, opened) =>
        this.#socket === socket ? this.#lose(code, reason, opened) : this.#failed(socket, code),
    });
    this.#next = socket;
    this.#cancelTimer = this.#platform.after(ATTEMPT_LIMIT_MS, () => {
      socket.close(false);
      this.#failed(socket, 1006);
    });
  }

  /** Handles the first message on a new socket: the server resumes the session, or has forgotten it. */
  #greeted(socket: SocketLink, frame: unknown): void {
    const message = readServerMessage(frame);
    if (!message) return;
    if (message.type !== 'connected' || !message.resumed || !message.resume) {
      socket.close(true);
      return this.#failed(socket, 1008);
    }
    this.#cancelTimer();
    this.#socket?.close(false);
    this.#socket = socket;
    this.#next = this.#lostAtMs = undefined;
    this.#attempts = 0;
    for (const text of this.#outbox.after(message.resumed.received)) socket.send(text);
    this.#receive(frame);
    this.#handlers.regained();
  }

  #failed(socket: SocketLink, code: number): void {
    if (this.#closed || this.#next !== socket) return;
    this.#next = undefined;
    this.#cancelTimer();
    if (this.#socket) return; // the old one is still open, and will report its own end
    if (FINAL_CODES.includes(code)) this.#end(GONE);
    else this.#retry();
  }

  #end(reason: Problem): void {
    if (this.#closed) return;
    this.#release();
    this.#handlers.ended(reason);
  }
}
