import { once } from 'node:events';
import { v1Frame, v1SignalFrame, type V1Frame, type V1SignalFrame } from '@visavis/protocol';
import type { RunningServer } from '@visavis/server/testing';
import { WebSocket as NodeSocket } from 'ws';

type Frame = V1Frame | V1SignalFrame;

/** One socket of an older client. Every frame has to be one that its dialect knows. */
export class OldSocket {
  readonly frames: Frame[] = [];
  readonly socket: NodeSocket;
  readonly closed: Promise<string>;
  #watchers: (() => void)[] = [];

  constructor(
    { url }: Pick<RunningServer, 'url'>,
    path: string,
    query: Record<string, string>,
    onOpen: readonly object[] = [],
  ) {
    this.socket = new NodeSocket(
      `${url.replace(/^http/, 'ws').replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`,
    );
    const schema = path.endsWith('webrtc') ? v1SignalFrame : v1Frame;
    this.socket.on('open', () => onOpen.forEach((message) => this.send(message)));
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(schema.parse(JSON.parse(data.toString())));
      this.#watchers.forEach((look) => look());
    });
    this.closed = once(this.socket, 'close').then(([code, reason]: unknown[]) => `${String(code)} ${String(reason)}`);
  }

  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  async next<T extends Frame['type']>(type: T, nth = 1): Promise<Extract<Frame, { type: T }>> {
    const found = () => this.frames.filter((frame) => frame.type === type)[nth - 1];
    await new Promise<void>((resolve, reject) => {
      const look = () => found() && resolve();
      this.#watchers.push(look);
      this.socket.once('close', () => reject(new Error(`${type} never came: ${this.types.join(' ')}`)));
      look();
    });
    return found() as Extract<Frame, { type: T }>;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }
}
