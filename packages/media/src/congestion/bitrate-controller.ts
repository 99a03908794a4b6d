/** The sound's share: 32 kbps of Opus and its packet headers. */
const AUDIO_BPS = 40_000;
/** Part of the receiver's estimate that is used: the rest is for repairs and for the estimate's own error. */
const USABLE = 0.92;
/** The estimate of a receiver that gets little is bounded by what it gets; below this share it says nothing about the link. */
const APPLICATION_LIMITED = 0.8;
/** Growth towards what may be possible, per second. */
const GROWTH_PER_SECOND = 1.08;
/** An estimate older than this is no longer believed. Receivers send one about once a second. */
const ESTIMATE_LIFE_MS = 3000;
/** After congestion nothing is tried for this long; doubled each time trying fails, up to the maximum. */
const MIN_HOLD_MS = 5000;
const MAX_HOLD_MS = 60_000;
/** A fall this soon after trying means that trying failed. */
const PROBE_FAILED_MS = 20_000;
/** Loss bounds of the loss-based rule in draft-ietf-rmcat-gcc-02 §6. */
const HIGH_LOSS = 0.1;
const LOW_LOSS = 0.02;

export interface BitrateLimits {
  readonly minBps: number;
  readonly maxBps: number;
}

/**
 * Decides what the network can take for video. The receiver's estimate (REMB) comes first; heavy loss lowers the target
 * too, and where no estimate comes loss alone decides.
 */
export class BitrateController {
  readonly #limits: BitrateLimits;
  #targetBps: number;
  #estimatedAtMs = -Infinity;
  #grownAtMs: number | undefined;
  #congestedAtMs = -Infinity;
  #holdMs = MIN_HOLD_MS;

  constructor(limits: BitrateLimits) {
    this.#limits = limits;
    this.#targetBps = limits.maxBps;
  }

  /** Bits per second for video. */
  get targetBps(): number {
    return this.#targetBps;
  }

  /** @param sentBps Video really sent in the last second. @see draft-alvestrand-rmcat-remb-03 */
  onEstimate(estimateBps: number, sentBps: number, nowMs: number): void {
    this.#estimatedAtMs = nowMs;
    const allowedBps = USABLE * estimateBps - AUDIO_BPS;
    const linkBound = sentBps >= APPLICATION_LIMITED * allowedBps;
    if (allowedBps < this.#targetBps) {
      if (linkBound) this.#lower(allowedBps, nowMs);
      else this.#grow(nowMs);
      return;
    }
    if (linkBound) this.#set(allowedBps);
    else this.#grow(nowMs);
    this.#grownAtMs = nowMs;
  }

  /** @param fractionLost 0…1 of the video packets of the last report interval. */
  onLoss(fractionLost: number, nowMs: number): void {
    if (fractionLost > HIGH_LOSS) this.#lower(this.#targetBps * (1 - 0.5 * fractionLost), nowMs);
    else if (fractionLost < LOW_LOSS && nowMs - this.#estimatedAtMs > ESTIMATE_LIFE_MS) this.#grow(nowMs);
  }

  #lower(bitrateBps: number, nowMs: number): void {
    const failedProbe = nowMs - this.#congestedAtMs < this.#holdMs + PROBE_FAILED_MS;
    if (nowMs - this.#congestedAtMs > MIN_HOLD_MS) {
      this.#holdMs = failedProbe ? Math.min(MAX_HOLD_MS, this.#holdMs * 2) : MIN_HOLD_MS;
    }
    this.#congestedAtMs = nowMs;
    this.#set(bitrateBps);
  }

  #grow(nowMs: number): void {
    const elapsedSeconds = Math.min(2, (nowMs - (this.#grownAtMs ?? nowMs)) / 1000);
    this.#grownAtMs = nowMs;
    if (nowMs - this.#congestedAtMs < this.#holdMs) return;
    this.#set(this.#targetBps * GROWTH_PER_SECOND ** elapsedSeconds);
  }

  #set(bitrateBps: number): void {
    this.#targetBps = Math.round(Math.min(this.#limits.maxBps, Math.max(this.#limits.minBps, bitrateBps)));
  }
}
