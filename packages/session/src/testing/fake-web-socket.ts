import { EventEmitter } from 'node:events';

/** The part of `ws` that sessions use; it records the calls it receives. */
export class FakeWebSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: Array<[number, string]> = [];
  pings = 0;
  terminated = false;

  #held: [string, unknown[]][] | undefined;

  override emit(name: string, ...args: unknown[]): boolean {
    if (!this.#held) return super.emit(name, ...args);
    this.#held.push([name, args]);
    return true;
  }

  pause(): void {
    this.#held ??= [];
  }
  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [name, args] of held) this.emit(name, ...args);
  }
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
    // A paused one closes too.
    super.emit('close', 1006, Buffer.alloc(0));
  }
}
