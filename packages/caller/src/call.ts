import type { ServerFrame } from '@visavis/protocol';
import WebSocket from 'ws';

type TypeOf = ServerFrame['type'];
/** The server's frame of one `type`. */
export type FrameOf<T extends TypeOf> = Extract<ServerFrame, { type: T }>;

/** One frame as it arrived. */
export interface Received<F = ServerFrame> {
  /** Time of arrival on the monotonic clock of this process, ms. */
  readonly atMs: number;
  readonly text: string;
  readonly frame: F;
}

/** Options of a {@link Call}. */
export interface CallOptions {
  /** Messages sent in the same turn of the event loop in which the socket opens. */
  readonly onOpen?: readonly object[];
  /** Number of frames kept in `received`; beyond it the older half is dropped. Default 20 000: an hour of talk. */
  readonly keep?: number;
}

/** Which frames count in {@link Call.next} and {@link Call.arrival}, and how long to wait for one. */
export interface NextOptions<F> {
  /** Position in `received` from which a frame counts. */
  readonly from?: number;
  /** Frames that arrived earlier do not count, ms on the clock of `atMs`. */
  readonly sinceMs?: number;
  /** Whether a frame counts; absent: every frame of the type does. */
  readonly fits?: (frame: F) => boolean;
  /** Longest wait, ms. Default 45 000. */
  readonly withinMs?: number;
}

/** An event that has not come after this long on a small, busy machine counts as one that never comes. */
const NEVER_MS = 45_000;
const KEEP = 20_000;

/**
 * The socket of a session, for programs that follow a conversation: records the frames that arrive, and waits for those
 * to come. Frames are not validated: each is taken for the one that its `type` names.
 */
export class Call {
  readonly received: Received[] = [];
  /** Resolves when either side has closed the socket, with the close code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #keep: number;
  readonly #watchers = new Set<() => void>();
  #end: { code: number; reason: string } | undefined;

  /** @param url Address of the unified socket, with the licence or a token in its query. */
  constructor(url: string, { onOpen = [], keep = KEEP }: CallOptions = {}) {
    this.#keep = keep;
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('open', () => onOpen.forEach((message) => this.send(message)));
    this.#socket.on('message', (data: Buffer, isBinary) => this.take(data.toString('utf8'), isBinary));
    this.#socket.on('error', () => undefined); // 'close' follows, with the code
    this.closed = new Promise((resolve) =>
      this.#socket.on('close', (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        this.#notify();
        resolve(this.#end);
      }),
    );
  }

  /** Types of the frames in `received`, in order. */
  get types(): string[] {
    return this.received.map(({ frame }) => frame.type);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** @returns Every frame of one type so far. */
  all<T extends TypeOf>(type: T): FrameOf<T>[] {
    return this.received.map(({ frame }) => frame).filter((frame): frame is FrameOf<T> => frame.type === type);
  }

  /**
   * Waits for the first frame of the type that counts and fits, unless it has come already.
   *
   * @throws {Error} When the socket closes first, or no such frame comes in time.
   */
  async next<T extends TypeOf>(type: T, options: NextOptions<FrameOf<T>> = {}): Promise<FrameOf<T>> {
    return (await this.arrival(type, options)).frame;
  }

  /** Like `next`, but returns the time of arrival, too. */
  async arrival<T extends TypeOf>(
    type: T,
    { from = 0, sinceMs = 0, fits = () => true, withinMs = NEVER_MS }: NextOptions<FrameOf<T>> = {},
  ): Promise<Received<FrameOf<T>>> {
    let found: Received | undefined;
    const counts = ({ frame, atMs }: Received): boolean =>
      frame.type === type && atMs >= sinceMs && fits(frame as FrameOf<T>);
    await this.until(() => (found = this.received.slice(from).find(counts)) !== undefined, type, withinMs);
    return found as Received<FrameOf<T>>;
  }

  /**
   * Waits until `holds` returns true; it is called again with every frame.
   *
   * @param name What is waited for, as the error names it.
   * @throws {Error} When the socket closes first, or the time is over.
   */
  until(holds: () => boolean, name: string, withinMs = NEVER_MS): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#watchers.delete(look);
        clearTimeout(timer);
        act();
      };
      const fail = (why: string) => settle(() => reject(new Error(`${name}: ${why}; came: ${this.types.join(' ')}`)));
      const look = (): void => {
        if (holds()) settle(resolve);
        else if (this.#end) fail(`the socket closed with ${this.#end.code} ${this.#end.reason}`);
      };
      const timer = setTimeout(() => fail('never came'), withinMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** Sends a message as JSON. On a socket that is not open it has no effect. */
  send(message: object): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    if (this.isOpen) this.#socket.send(data);
  }

  /** Sends a typed message of the user. */
  type(content: string): void {
    this.send({ type: 'realtime.input_text', data: { content } });
  }

  /** Closes the socket; resolves when the server has closed it, too. */
  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.closed;
  }

  /** Drops the connection without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Records one message. A message that is not JSON counts as a frame of an unknown type. */
  protected take(text: string, _isBinary: boolean): void {
    this.received.push({ atMs: performance.now(), text, frame: parse(text) as ServerFrame });
    if (this.received.length > this.#keep) this.received.splice(0, this.#keep >> 1);
    this.#notify();
  }

  #notify(): void {
    for (const look of [...this.#watchers]) look();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'not JSON' };
  }
}
