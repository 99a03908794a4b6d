import { EventEmitter } from 'node:events';

/** The side of `ws` that is used, recording what it is asked to do. */
export class FakeWebSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: Array<[number, string]> = [];
  pings = 0;
  terminated = false;

  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings++;
  }
  close(code: number, reason: string): void {
    this.closes.push([code, reason]);
  }
  terminate(): void {
    if (this.terminated) return;
    this.terminated = true;
    this.emit('close', 1006, Buffer.alloc(0));
  }
}
