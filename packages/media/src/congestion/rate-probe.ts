import { DelayTrend } from './delay-trend.js';
import type { ArrivedPacket } from './link-meter.js';

/** Long enough for the trend to be that of a queue where a sender, a link or a receiver works in bursts of 25 ms. */
const PROBE_MS = 400;
/** A trend counts from so long on. */
const TREND_MS = 100;
/** Delays that rise by more than that, and by more than they vary anyway, are those of a queue. */
const RISE_MS = 20;
/** What is due until the next tick of the media clock leaves with this one; after late ticks little more than that. */
const TICK_MS = 20;
const MOST_MS = 2 * TICK_MS;

/** What a try has shown. */
export interface ProbeResult {
  /** Bits per second that arrived as fast as they were sent, headers included. */
  readonly provenBps: number;
  /** Whether packets began to queue up. */
  readonly queued: boolean;
}

/**
 * A try of a higher rate: for a while so much is sent, pictures and sound included and the rest filled up, and the delay of
 * all its packets shows whether a queue grows. That holds where packets arrive in bursts, by whose spacing a link seems to
 * carry any rate.
 */
export class RateProbe {
  readonly #bitrateBps: number;
  readonly #startMs: number;
  readonly #trend = new DelayTrend();
  #leftBytes = 0;
  #arrivedBytes = 0;

  /** @param bitrateBps The rate to try, headers included. */
  constructor(bitrateBps: number, nowMs: number) {
    this.#bitrateBps = bitrateBps;
    this.#startMs = nowMs;
  }

  /** @param bytes Of a packet that leaves while the try lasts, headers included. */
  leave(bytes: number): void {
    this.#leftBytes += bytes;
  }

  /** Bytes that are to be filled up now. */
  paddingBytes(nowMs: number): number {
    const elapsedMs = nowMs - this.#startMs;
    if (elapsedMs >= PROBE_MS) return 0;
    const bytesIn = (ms: number): number => (this.#bitrateBps * ms) / 8000;
    return Math.max(0, Math.min(bytesIn(MOST_MS), bytesIn(elapsedMs + TICK_MS) - this.#leftBytes));
  }

  /**
   * @param jitterMs By how much delays vary from packet to packet.
   * @returns The result, as soon as there is one.
   */
  receive(arrived: readonly ArrivedPacket[], jitterMs: number): ProbeResult | undefined {
    const endMs = this.#startMs + PROBE_MS;
    for (const { sentMs, bytes, delayMs } of arrived) {
      if (sentMs < this.#startMs || sentMs >= endMs) continue;
      this.#trend.add(sentMs, delayMs);
      this.#arrivedBytes += bytes;
    }
    const { spanMs, riseMs } = this.#trend;
    const queued = spanMs >= TREND_MS && riseMs > RISE_MS + jitterMs;
    if (!queued && !arrived.some(({ sentMs }) => sentMs >= endMs)) return undefined;
    // What left with the last tick was meant for the time until the next one.
    const takenMs = spanMs + TICK_MS + Math.max(0, riseMs);
    return { provenBps: (8000 * this.#arrivedBytes) / takenMs, queued };
  }
}
