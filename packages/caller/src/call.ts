import type { ServerFrame } from '@visavis/protocol';
import WebSocket from 'ws';

type TypeOf = ServerFrame['type'];
export type FrameOf<T extends TypeOf> = Extract<ServerFrame, { type: T }>;

/** One frame as it came. */
export interface Received<F = ServerFrame> {
  /** Monotonic clock of this process, ms. */
  readonly atMs: number;
  readonly text: string;
  readonly frame: F;
}

export interface CallOptions {
  /** Sent in the same turn of the event loop in which the socket opens. */
  readonly onOpen?: readonly object[];
  /** Frames kept in `received`; then the older half is forgotten. Default 20 000: an hour of talk. */
  readonly keep?: number;
}

export interface NextOptions<F> {
  /** Position in `received` from which a frame counts. */
  readonly from?: number;
  /** Earlier frames do not count, ms on the clock of `atMs`. */
  readonly sinceMs?: number;
  readonly fits?: (frame: F) => boolean;
  readonly withinMs?: number;
}

/** How long anything may take on a small, busy machine before it counts as never. */
const NEVER_MS = 45_000;
const KEEP = 20_000;

/**
 * The socket of a session, for programs that follow a conversation: writes down what comes, and waits for what is to
 * come. Every frame is taken for what its `type` says; a server that sends something else is not noticed here.
 */
export class Call {
  readonly received: Received[] = [];
  /** The server's end of the socket, or ours. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #keep: number;
  readonly #watchers = new Set<() => void>();
  #end: { code: number; reason: string } | undefined;

  /** @param url Of the unified socket, with the licence or a token in its query. */
  constructor(url: string, { onOpen = [], keep = KEEP }: CallOptions = {}) {
    this.#keep = keep;
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('open', () => onOpen.forEach((message) => this.send(message)));
    this.#socket.on('message', (data: Buffer, isBinary) => this.take(data.toString('utf8'), isBinary));
    this.#socket.on('error', () => undefined); // 'close' follows, with the code
    this.closed = new Promise((resolve) =>
      this.#socket.on('close', (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        this.#tell();
        resolve(this.#end);
      }),
    );
  }

  get types(): string[] {
    return this.received.map(({ frame }) => frame.type);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Every frame of one type so far. */
  all<T extends TypeOf>(type: T): FrameOf<T>[] {
    return this.received.map(({ frame }) => frame).filter((frame): frame is FrameOf<T> => frame.type === type);
  }

  /**
   * The first frame of the type that counts and fits; waits for it.
   * @throws {Error} When the socket closes first, or it never comes.
   */
  async next<T extends TypeOf>(type: T, options: NextOptions<FrameOf<T>> = {}): Promise<FrameOf<T>> {
    return (await this.arrival(type, options)).frame;
  }

  /** As `next`, with when it came. */
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

  /** Waits for something about what was received; looked at again with every frame. */
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

  send(message: object): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    if (this.isOpen) this.#socket.send(data);
  }

  /** Says something by keyboard. */
  type(content: string): void {
    this.send({ type: 'realtime.input_text', data: { content } });
  }

  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.closed;
  }

  /** Vanishes without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Every message passes here; one that is no JSON counts as a frame of no type. */
  protected take(text: string, _isBinary: boolean): void {
    this.received.push({ atMs: performance.now(), text, frame: parse(text) as ServerFrame });
    if (this.received.length > this.#keep) this.received.splice(0, this.#keep >> 1);
    this.#tell();
  }

  #tell(): void {
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
