/** Even on the slowest link a frame must leave within the time of a few frames. */
const MIN_RATE_BPS = 80_000;
/**
 * Pace of the first frame, before which the viewer sees nothing: a keyframe of 10 kB takes about 20 ms. The queue that it
 * makes in a narrow link drains before the face first speaks.
 */
const OPENING_BPS = 3_000_000;
/** Packets of so much time may leave at once after a pause, and where a step came late while they waited. */
const BURST_MS = { paused: 10, late: 40 };
/** About four seconds of video. A longer backlog is too old to be worth sending. */
const CAPACITY_PACKETS = 512;

/**
 * Spreads video packets over time, so that a keyframe does not overrun the queue of a narrow link and the audio behind
 * it. Audio does not pass through here and never waits. When full, the whole backlog is dropped: the decoder needs a
 * keyframe then anyway.
 */
export class Pacer {
  readonly #send: (packet: Buffer) => void;
  #urgent: Buffer[] = [];
  #queue: Buffer[] = [];
  #rateBytesPerMs = MIN_RATE_BPS / 8000;
  #creditBytes = 0;
  /** Whether the first frame has not left yet. */
  #opening = true;
  #updatedAtMs = -Infinity;
  #mostMs = BURST_MS.paused;
  #dropped = 0;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
  }

  get backlog(): number {
    return this.#urgent.length + this.#queue.length;
  }

  /** Time that the waiting packets take to leave. */
  get backlogMs(): number {
    const bytes = [...this.#urgent, ...this.#queue].reduce((sum, { length }) => sum + length, 0);
    return bytes / this.#rateBytesPerMs;
  }

  /** Number of packets dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  setRate(bitrateBps: number): void {
    this.#rateBytesPerMs = Math.max(MIN_RATE_BPS, bitrateBps) / 8000;
  }

  /**
   * Queues packets.
   *
   * @param urgent Sends them before those that wait: repairs, without which later packets are of no use.
   * @returns Whether there was room.
   */
  add(packets: readonly Buffer[], urgent = false): boolean {
    if (this.backlog + packets.length > CAPACITY_PACKETS) {
      this.#dropped += this.backlog + packets.length;
      this.clear();
      return false;
    }
    (urgent ? this.#urgent : this.#queue).push(...packets);
    return true;
  }

  /** Sends the packets that may leave now. @returns Whether packets still wait. */
  run(nowMs: number): boolean {
    const elapsedMs = Math.min(this.#mostMs, nowMs - this.#updatedAtMs);
    this.#updatedAtMs = nowMs;
    const rateBytesPerMs = this.#opening ? OPENING_BPS / 8000 : this.#rateBytesPerMs;
    this.#creditBytes = Math.min(this.#creditBytes + elapsedMs * rateBytesPerMs, this.#mostMs * rateBytesPerMs);
    while (this.#creditBytes > 0) {
      const packet = this.#urgent.shift() ?? this.#queue.shift();
      if (!packet) break;
      this.#creditBytes -= packet.length;
      this.#send(packet);
      this.#opening &&= this.backlog > 0;
    }
    const waits = this.backlog > 0;
    this.#mostMs = waits ? BURST_MS.late : BURST_MS.paused;
    return waits;
  }

  clear(): void {
    this.#urgent = [];
    this.#queue = [];
  }
}
