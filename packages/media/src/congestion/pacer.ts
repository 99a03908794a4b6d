/** Factor above the video's own rate: a frame should leave well before the next one comes. */
const RATE_FACTOR = 2.5;
/** Even on the slowest link a frame must leave within the time of a few frames. */
const MIN_RATE_BPS = 80_000;
/**
 * Pace of the first frame, before which the viewer sees nothing: a keyframe of 10 kB takes about 20 ms. The queue that it
 * makes in a narrow link drains before the face first speaks.
 */
const OPENING_BPS = 3_000_000;
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
  #creditBytes = 0;
  /** Whether the first frame has not left yet. */
  #opening = true;
  #updatedAtMs = -Infinity;
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

  setTarget(bitrateBps: number): void {
    this.#rateBytesPerMs = Math.max(MIN_RATE_BPS, RATE_FACTOR * bitrateBps) / 8000;
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
    const elapsedMs = Math.min(BURST_MS, nowMs - this.#updatedAtMs);
    this.#updatedAtMs = nowMs;
    const rateBytesPerMs = this.#opening ? OPENING_BPS / 8000 : this.#rateBytesPerMs;
    this.#creditBytes = Math.min(this.#creditBytes + elapsedMs * rateBytesPerMs, BURST_MS * rateBytesPerMs);
    while (this.#creditBytes > 0) {
      const packet = this.#urgent.shift() ?? this.#queue.shift();
      if (!packet) break;
      this.#creditBytes -= packet.length;
      this.#send(packet);
      this.#opening &&= this.backlog > 0;
    }
    return this.backlog > 0;
  }

  clear(): void {
    this.#urgent = [];
    this.#queue = [];
  }
}
