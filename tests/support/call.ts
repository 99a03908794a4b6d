import { serverFrame, type ServerFrame } from '@visavis/protocol';
import WebSocket from 'ws';
import type { RunningServer } from '@visavis/server/testing';

/** One frame as it came. */
export interface Received {
  readonly atMs: number;
  readonly text: string;
  readonly frame: ServerFrame;
}

type TypeOf = ServerFrame['type'];
type FrameOf<T extends TypeOf> = Extract<ServerFrame, { type: T }>;

export interface CallOptions {
  /** Beside the license; `license: ''` leaves it out. */
  readonly query?: Record<string, string>;
  /** Sent in the same turn of the event loop in which the socket opens. */
  readonly onOpen?: readonly object[];
}

/** How long anything may take on a small, busy machine before it counts as never. */
const NEVER_MS = 45_000;

/**
 * A client of the unified socket that writes everything down. Every frame must be text and valid by the protocol's own
 * schema, whatever the test is about; `faults` says which were not.
 */
export class Call {
  readonly received: Received[] = [];
  /** What no client could have read. */
  readonly faults: string[] = [];
  /** The server's end of the socket, or ours. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #watchers = new Set<() => void>();
  #end: { code: number; reason: string } | undefined;

  constructor(server: RunningServer, { query = {}, onOpen = [] }: CallOptions = {}) {
    this.#socket = new WebSocket(server.socketUrl(query), { perMessageDeflate: false });
    this.#socket.on('open', () => onOpen.forEach((message) => this.send(message)));
    this.#socket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary));
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
   * The first frame of the type that came at or after position `from` and fits; waits for it.
   * @throws {Error} When the socket closes first, or it never comes.
   */
  async next<T extends TypeOf>(
    type: T,
    { from = 0, fits = () => true }: { from?: number; fits?: (frame: FrameOf<T>) => boolean } = {},
  ): Promise<FrameOf<T>> {
    let found: FrameOf<T> | undefined;
    await this.until(() => {
      const late = this.received.slice(from).map(({ frame }) => frame);
      found = late.find((frame): frame is FrameOf<T> => frame.type === type && fits(frame as FrameOf<T>));
      return found !== undefined;
    }, type);
    return found!;
  }

  /** Waits for something about what was received; looked at again with every frame. */
  until(holds: () => boolean, name: string): Promise<void> {
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
      const timer = setTimeout(() => fail('never came'), NEVER_MS);
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

  #receive(data: Buffer, isBinary: boolean): void {
    const text = data.toString('utf8');
    if (isBinary) return void this.faults.push('a binary frame');
    const frame = parse(text);
    const read = serverFrame.safeParse(frame);
    if (!read.success) this.faults.push(`${text.slice(0, 200)}: ${read.error.issues[0]?.message}`);
    this.received.push({ atMs: performance.now(), text, frame: frame as ServerFrame });
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
