import { TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { closeOf, numberAtEnd, numberOf } from '@visavis/protocol';
import type { ClientSocket, ClientSocketEvents } from './client-socket.js';
import { ReplayBuffer } from './replay-buffer.js';

export type LinkEvents = Pick<
  ClientSocketEvents,
  'textReceived' | 'largeReceived' | 'textRefused' | 'bytesReceived' | 'floodStarted' | 'floodPersisted'
> & {
  /** The connection broke, and the client may come back over another. */
  lost: { code: number };
  /** The client has come back. */
  regained: Record<never, never>;
  /** The link has closed. Once. @see RFC 6455 §7.4 for the code; 1006 for a client that did not come back. */
  closed: { code: number; reason: string };
};

/** How long a session waits for its client after a loss, s. */
export const RESUME_WINDOW_S = 30;
/** Close code of a client that is going away (RFC 6455 §7.4.1): browsers send it when a page ends without a goodbye. */
const GOING_AWAY = 1001;
/** The client is gone without a word (RFC 6455 §7.4.1: abnormal closure). */
const LOST = 1006;
/** How long a session waits after that code, s: the network worked, so a client that returns does so at once. */
const GOING_AWAY_WINDOW_S = 5;
/** Close codes of a client that does not mean to come back (RFC 6455 §7.4.1: normal closure, no status). */
const LEAVING_CODES = [1000, 1005];

/**
 * A session's way to its client. For most clients that is one socket, and its end is the end. A client that asked for
 * it may come back over a new socket: then everything said is numbered and kept for a while, its own numbered messages
 * are taken once, and a loss is no end before {@link RESUME_WINDOW_S} are over, or {@link GOING_AWAY_WINDOW_S}.
 */
export class Link {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: TypedEmitter<LinkEvents>;
  readonly #replay: ReplayBuffer | undefined;
  #socket: ClientSocket | undefined;
  #stopListening: () => void = () => undefined;
  #cancelWait: () => void = () => undefined;
  #state: 'open' | 'ending' | 'closed' = 'open';
  #survivesLoss = false;
  #received = 0;
  /** Number of the last frame before the loss. */
  #lostAfter = 0;
  #droppedBefore = 0;

  /** @param options.resumable Whether the client asked to be able to come back. */
  constructor(socket: ClientSocket, options: { resumable: boolean; clock: Clock; logger: Logger }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = new TypedEmitter(options.logger);
    this.#replay = options.resumable ? new ReplayBuffer() : undefined;
    this.#listen(socket);
  }

  get events(): Events<LinkEvents> {
    return this.#events;
  }

  get resumable(): boolean {
    return this.#replay !== undefined;
  }

  /** The client is lost, and waited for. */
  get waiting(): boolean {
    return this.#state === 'open' && this.#socket === undefined;
  }

  /** Number of the client's last message that arrived. */
  get received(): number {
    return this.#received;
  }

  /** Messages that were too many, over all sockets. */
  get dropped(): number {
    return this.#droppedBefore + (this.#socket?.dropped ?? 0);
  }

  /** Sends one text frame, or keeps it for when the client comes back; nothing once the end has begun. */
  send(frame: string): void {
    if (this.#state !== 'open') return;
    const replay = this.#replay;
    if (!replay) return this.#socket?.send(frame);
    const numbered = replay.push(frame);
    if (this.#socket) return this.#socket.send(numbered);
    if (!replay.reachesBackTo(this.#lostAfter)) this.#close(LOST, 'missed more than is kept');
  }

  /** The client's key was accepted. */
  recognise(): void {
    this.#socket?.recognise();
  }

  /** The client may come in. */
  admit(): void {
    this.#socket?.admit();
  }

  /** Asks whether the client is still there. */
  probe(): void {
    this.#socket?.probe();
  }

  /** The client knows how to come back: from now on a loss is not the end. */
  surviveLoss(): void {
    this.#survivesLoss = this.#replay !== undefined;
  }

  /**
   * The client has come back over `socket`; an old socket that still looks alive is replaced.
   *
   * @param after Number of the last frame the client has.
   * @param frames.greeting Sent first, and unnumbered; the frames that the client has missed follow.
   * @param frames.farewell Sent last over a replaced socket, unnumbered.
   * @returns Whether it can go on. If not, the link has closed, and `socket` is left to the caller.
   */
  resume(
    socket: ClientSocket,
    after: number,
    { greeting, farewell }: { greeting: () => readonly string[]; farewell: () => readonly string[] },
  ): boolean {
    if (this.#state !== 'open' || !this.#replay) return false;
    if (!this.#replay.reachesBackTo(after)) {
      void this.end(closeOf('session.gone'));
      return false;
    }
    this.#cancelWait();
    const old = this.#letGo();
    for (const frame of old ? farewell() : []) old?.send(frame);
    socket.admit();
    const { code, reason } = closeOf('session.resumed_elsewhere');
    void old?.end(code, reason);
    this.#listen(socket);
    for (const frame of [...greeting(), ...this.#replay.after(after)]) socket.send(frame);
    this.#events.emit('regained', {});
    return true;
  }

  /** Flushes sent messages, then closes the link. Resolves when it has closed; idempotent. */
  async end({ code, reason }: { code: number; reason: string }): Promise<void> {
    if (this.#state === 'open') this.#state = 'ending';
    const socket = this.#socket;
    this.#cancelWait();
    await socket?.end(code, reason);
    this.#close(code, reason);
  }

  #listen(socket: ClientSocket): void {
    this.#socket = socket;
    const { events } = socket;
    const stops = [
      events.on('textReceived', (event) => this.#textReceived(event)),
      events.on('largeReceived', (event) => this.#largeReceived(event)),
      events.on('textRefused', (event) => this.#events.emit('textRefused', event)),
      events.on('bytesReceived', (event) => this.#events.emit('bytesReceived', event)),
      events.on('floodStarted', (event) => this.#events.emit('floodStarted', event)),
      events.on('floodPersisted', (event) => this.#events.emit('floodPersisted', event)),
      events.on('closed', ({ code }) => this.#socketClosed(code)),
    ];
    this.#stopListening = () => stops.forEach((stop) => stop());
  }

  #textReceived(event: LinkEvents['textReceived']): void {
    if (this.#isNew(this.#replay && numberOf(event.text))) this.#events.emit('textReceived', event);
  }

  #largeReceived(event: LinkEvents['largeReceived']): void {
    if (this.#isNew(this.#replay && numberAtEnd(event.frame.end))) this.#events.emit('largeReceived', event);
  }

  /** Each of the client's numbered messages counts once: after a loss it repeats those it is not sure of. */
  #isNew(number: number | undefined): boolean {
    if (number !== undefined && number <= this.#received) return false;
    this.#received = number ?? this.#received;
    return true;
  }

  #socketClosed(code: number): void {
    this.#letGo();
    if (this.#state !== 'open' || !this.#survivesLoss || LEAVING_CODES.includes(code))
      return this.#close(code, `socket closed with ${code}`);
    this.#lostAfter = this.#replay?.last ?? 0;
    const windowS = code === GOING_AWAY ? GOING_AWAY_WINDOW_S : RESUME_WINDOW_S;
    this.#cancelWait = this.#clock.after(windowS * 1000, () => this.#close(LOST, 'client did not come back'));
    this.#logger.info('client lost', { code });
    this.#events.emit('lost', { code });
  }

  #letGo(): ClientSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#droppedBefore += socket?.dropped ?? 0;
    this.#stopListening();
    return socket;
  }

  #close(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#cancelWait();
    this.#events.emit('closed', { code, reason });
    this.#events.clear();
  }
}
