/** Bursts above the video's own rate: a picture should leave well before the next one comes. */
const RATE_FACTOR = 2.5;
/** Even on the slowest link a picture must be out within a few frames. */
const MIN_RATE_BPS = 300_000;
/** What may leave at once after a pause. */
const BURST_MS = 10;
/** About four seconds of video. Beyond it nothing that waits is worth sending. */
const CAPACITY_PACKETS = 512;

/**
 * Spreads video packets over time, so that a keyframe does not overrun the queue of a narrow link and the sound behind it.
 * Audio does not pass through here and never waits. When full, everything that waits is dropped: the decoder needs a
 * keyframe then anyway.
 */
export class Pacer {
  readonly #send: (packet: Buffer) => void;
  #urgent: Buffer[] = [];
  #queue: Buffer[] = [];
  #rateBytesPerMs = MIN_RATE_BPS / 8000;
  #creditBytes = 0;
  #updatedAtMs = -Infinity;
  #dropped = 0;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
  }

  get backlog(): number {
    return this.#urgent.length + this.#queue.length;
  }

  /** Packets given up because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  setTarget(bitrateBps: number): void {
    this.#rateBytesPerMs = Math.max(MIN_RATE_BPS, RATE_FACTOR * bitrateBps) / 8000;
  }

  /** @param urgent Goes before what waits: a repair, without which later packets are no use. @returns Whether there was room. */
  add(packets: readonly Buffer[], urgent = false): boolean {
    if (this.backlog + packets.length > CAPACITY_PACKETS) {
      this.#dropped += this.backlog + packets.length;
      this.clear();
      return false;
    }
    (urgent ? this.#urgent : this.#queue).push(...packets);
    return true;
  }

  /** Sends what may go now. @returns Whether something still waits. */
  run(nowMs: number): boolean {
    const elapsedMs = Math.min(BURST_MS, nowMs - this.#updatedAtMs);
    this.#updatedAtMs = nowMs;
    this.#creditBytes = Math.min(this.#creditBytes + elapsedMs * this.#rateBytesPerMs, BURST_MS * this.#rateBytesPerMs);
    while (this.#creditBytes > 0) {
      const packet = this.#urgent.shift() ?? this.#queue.shift();
      if (!packet) break;
      this.#creditBytes -= packet.length;
      this.#send(packet);
    }
    return this.backlog > 0;
  }

  clear(): void {
    this.#urgent = [];
    this.#queue = [];
  }
}
