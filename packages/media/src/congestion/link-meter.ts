/** When packets arrived, as their receiver reports it. */
export interface TransportFeedback {
  /** Number of the first packet, 16 bit. The packets of all streams are counted together. */
  readonly first: number;
  /** Of each packet from the first one on, by the receiver's clock, ms; `undefined` where it has not arrived. */
  readonly arrivedMs: readonly (number | undefined)[];
}

/** What the packets that have just arrived show of the link. */
export interface LinkState {
  /** How long packets wait in the queue of the link, ms. */
  readonly queuedMs: number;
  /** Bits per second that the link carries, headers included; `undefined` where it was not full lately. */
  readonly carriedBps: number | undefined;
  /** Packets lost, 0…1 of those of the last second. */
  readonly lost: number;
  /** By how much delays vary from packet to packet, ms (RFC 3550 §6.4.1). */
  readonly jitterMs: number;
  readonly arrived: readonly ArrivedPacket[];
}

/** A packet whose arrival was reported. */
export interface ArrivedPacket {
  readonly sentMs: number;
  /** Headers included. */
  readonly bytes: number;
  /** The two clocks differ: these are delays only in comparison with others. */
  readonly delayMs: number;
}

interface Sent {
  readonly sequence: number;
  readonly sentMs: number;
  /** Headers included. */
  readonly bytes: number;
}

interface Arrived extends Sent, ArrivedPacket {
  readonly arrivedMs: number;
}

/** What a link carries with each packet: headers of IPv4 and UDP, and the tag of SRTP. */
const OVERHEAD_BYTES = 28 + 10;
/** Share of the jitter that the newest packet decides (RFC 3550 §6.4.1). */
const JITTER_GAIN = 1 / 16;
/** Packets whose arrival may still be reported: about ten seconds of them. */
const REMEMBERED = 2048;
/** Packets that arrived within so long show the queue: it is as long as the luckiest of them waited. */
const QUEUE_MS = 100;
const QUEUE_PACKETS = 3;
/** Packets that arrived within so long show what is lost; of those that came back to back, the latest show the rate. */
const WINDOW_MS = 1000;
/** A packet counts as lost when one that was sent so much later has arrived. */
const REORDERED_MS = 100;
/** Of less packets than these the share that is lost says little. */
const FEW_PACKETS = 50;
/** More than are sent in that time: a bound for what a viewer costs whose reports make no sense. */
const WINDOW_PACKETS = 512;
const RATE_MS = 200;
const RATE_PACKETS = { least: 3, enough: 6 };
/** Reports count in quarters of a millisecond. */
const LEAST_MS = 0.25;
/** The shortest delay is that of one or two times so long: clocks drift, and a route may become longer for good. */
const SHORTEST_MS = 5000;

const NO_DELAYS = { presentMs: Infinity, lastMs: Infinity, endsAtMs: -Infinity };

/** @param bytes Of an RTP packet. @returns What a link carries for it. */
export const linkBytes = (bytes: number): number => bytes + OVERHEAD_BYTES;

/**
 * Measures a link by the arrival of its packets: how long they wait in its queue, and, by packets that left the queue one
 * behind the other, what it carries.
 *
 * @see draft-holmer-rmcat-transport-wide-cc-extensions-01, draft-ietf-rmcat-gcc-02 §3
 */
export class LinkMeter {
  readonly #sent: Array<Sent | undefined> = new Array(REMEMBERED).fill(undefined);
  #next = 0;
  #jitterMs = 0;
  /** Of the last second, in the order in which they were reported. */
  #arrived: Arrived[] = [];
  /** Reported as missing, by their number; some come after all. */
  readonly #missing = new Map<number, Sent>();
  /** Of the present and of the last period. The two clocks differ: these are delays only in comparison with others. */
  #shortest = NO_DELAYS;

  /** Counts a packet that leaves now. @param bytes Headers included, see {@link linkBytes}. @returns Its number. */
  send(bytes: number, nowMs: number): number {
    const sequence = this.#next;
    this.#next = (sequence + 1) & 0xffff;
    this.#sent[sequence % REMEMBERED] = { sequence, sentMs: nowMs, bytes };
    return sequence;
  }

  /** @returns `undefined` where no packet has arrived that was not reported before. */
  receive({ first, arrivedMs }: TransportFeedback, nowMs: number): LinkState | undefined {
    const arrived: Arrived[] = [];
    for (const [i, atMs] of arrivedMs.entries()) {
      const sequence = (first + i) & 0xffff;
      const sent = this.#sent[sequence % REMEMBERED];
      if (sent?.sequence !== sequence) continue;
      if (atMs === undefined) {
        this.#noteMissing(sent);
      } else {
        this.#sent[sequence % REMEMBERED] = undefined;
        this.#missing.delete(sequence);
        arrived.push({ ...sent, arrivedMs: atMs, delayMs: atMs - sent.sentMs });
      }
    }
    const last = arrived.at(-1);
    if (!last) return undefined;
    this.#vary(arrived);
    this.#arrived.push(...arrived);
    this.#forget(last, nowMs);
    return {
      queuedMs: this.#queuedMs(last),
      carriedBps: this.#carriedBps(last),
      lost: this.#lost(),
      jitterMs: this.#jitterMs,
      arrived,
    };
  }

  /**
   * How long a packet that leaves now waits in the queue of a link that carries so much: behind those that were sent after
   * the last one that has arrived.
   */
  waitMs(carriedBps: number, nowMs: number): number {
    const last = this.#arrived.at(-1);
    if (!last) return 0;
    let freeAtMs = last.sentMs + this.#waitOf(last);
    const later = Math.min(REMEMBERED, (this.#next - 1 - last.sequence) & 0xffff);
    for (let i = this.#next - later; i < this.#next; i++) {
      const sent = this.#sent[(i + REMEMBERED) % REMEMBERED];
      if (sent) freeAtMs = Math.max(freeAtMs, sent.sentMs) + (8000 * sent.bytes) / carriedBps;
    }
    return Math.max(0, freeAtMs - nowMs);
  }

  /** Forgets all but the numbers: another way to the viewer has other delays. */
  forget(): void {
    this.#sent.fill(undefined);
    this.#arrived = [];
    this.#missing.clear();
    this.#shortest = NO_DELAYS;
  }

  #vary(arrived: readonly Arrived[]): void {
    let beforeMs = this.#arrived.at(-1)?.delayMs ?? arrived[0]!.delayMs;
    for (const { delayMs } of arrived) {
      this.#jitterMs += JITTER_GAIN * (Math.abs(delayMs - beforeMs) - this.#jitterMs);
      beforeMs = delayMs;
    }
  }

  #noteMissing(sent: Sent): void {
    this.#missing.set(sent.sequence, sent);
    if (this.#missing.size > WINDOW_PACKETS) this.#missing.delete(this.#missing.keys().next().value!);
  }

  #waitOf({ delayMs }: Arrived): number {
    return delayMs - this.#shortestMs;
  }

  #forget(last: Arrived, nowMs: number): void {
    const inWindow = this.#arrived.filter(({ arrivedMs }) => arrivedMs > last.arrivedMs - WINDOW_MS);
    this.#arrived = inWindow.slice(-WINDOW_PACKETS);
    const fromMs = this.#arrived[0]!.sentMs;
    for (const [sequence, { sentMs }] of this.#missing) if (sentMs < fromMs) this.#missing.delete(sequence);
    const { presentMs, endsAtMs } = this.#shortest;
    if (nowMs > endsAtMs) this.#shortest = { presentMs: Infinity, lastMs: presentMs, endsAtMs: nowMs + SHORTEST_MS };
    const delays = this.#arrived.map(({ delayMs }) => delayMs);
    this.#shortest = { ...this.#shortest, presentMs: Math.min(this.#shortest.presentMs, ...delays) };
  }

  get #shortestMs(): number {
    return Math.min(this.#shortest.presentMs, this.#shortest.lastMs);
  }

  #queuedMs(last: Arrived): number {
    let queuedMs = Infinity;
    for (let i = 1; i <= this.#arrived.length; i++) {
      const packet = this.#arrived.at(-i)!;
      if (i > QUEUE_PACKETS && packet.arrivedMs <= last.arrivedMs - QUEUE_MS) break;
      queuedMs = Math.min(queuedMs, this.#waitOf(packet));
    }
    return queuedMs;
  }

  /** Of packets that waited behind the one before: the time between the two is the time that the link took. */
  #carriedBps(last: Arrived): number | undefined {
    let [packets, bytes, ms] = [0, 0, 0];
    for (let i = this.#arrived.length - 1; i > 0; i--) {
      const [before, packet] = [this.#arrived[i - 1]!, this.#arrived[i]!];
      if (packets >= RATE_PACKETS.enough && packet.arrivedMs < last.arrivedMs - RATE_MS) break;
      if (packet.sentMs + this.#shortestMs > before.arrivedMs) continue;
      packets++;
      bytes += packet.bytes;
      ms += packet.arrivedMs - before.arrivedMs;
    }
    return packets < RATE_PACKETS.least ? undefined : (8000 * bytes) / Math.max(LEAST_MS, ms);
  }

  #lost(): number {
    const newestMs = Math.max(...this.#arrived.map(({ sentMs }) => sentMs));
    const due = ({ sentMs }: Sent): boolean => sentMs <= newestMs - REORDERED_MS;
    const missing = [...this.#missing.values()].filter(due).length;
    return missing / Math.max(FEW_PACKETS, missing + this.#arrived.filter(due).length);
  }
}
