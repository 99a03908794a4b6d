/** Even on the slowest link a frame must leave within the time of a few frames. */
const MIN_RATE_BPS = 80_000;
/** What waits leaves within this time, however much it is: a picture that is later is seen as a freeze. */
const LONGEST_MS = 300;
/** Packets of so much time may leave at once after a pause. */
const BURST_MS = 10;
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
  #backlogBytes = 0;
  #creditBytes = 0;
  #updatedAtMs = -Infinity;
  #heldUntilMs = -Infinity;
  #dropped = 0;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
  }

  get backlog(): number {
    return this.#urgent.length + this.#queue.length;
  }

  /** Number of packets dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  setRate(bitrateBps: number): void {
    this.#rateBytesPerMs = Math.max(MIN_RATE_BPS, bitrateBps) / 8000;
  }

  /** Sends nothing before a time: the queue of the link drains. */
  holdUntil(ms: number): void {
    this.#heldUntilMs = ms;
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
    for (const { length } of packets) this.#backlogBytes += length;
    return true;
  }

  /** Sends the packets that may leave now. @returns Whether packets still wait. */
  run(nowMs: number): boolean {
    const elapsedMs = Math.min(BURST_MS, nowMs - this.#updatedAtMs);
    this.#updatedAtMs = nowMs;
    const bytesPerMs = Math.max(this.#rateBytesPerMs, this.#backlogBytes / LONGEST_MS);
    this.#creditBytes = Math.min(this.#creditBytes + elapsedMs * bytesPerMs, BURST_MS * bytesPerMs);
    while (this.#creditBytes > 0 && nowMs >= this.#heldUntilMs) {
      const packet = this.#urgent.shift() ?? this.#queue.shift();
      if (!packet) break;
      this.#creditBytes -= packet.length;
      this.#backlogBytes -= packet.length;
      this.#send(packet);
    }
    return this.backlog > 0;
  }

  clear(): void {
    this.#urgent = [];
    this.#queue = [];
    this.#backlogBytes = 0;
  }
}
