/** Share of the audio: 32 kbps of Opus and its packet headers. */
const AUDIO_BPS = 40_000;
/** Part of the receiver's estimate that is used: the rest is for repairs and for the estimate's own error. */
const USABLE = 0.92;
/** Receivers lower their estimate by 15 % when packets queue up; smaller changes are noise. */
const FALL = 0.95;
/** Largest and smallest share kept of the rate at which packets queued up: the rest drains the queue. */
const KEPT = { most: 0.8, least: 0.7 };
/** The target counts as used from this share on; below it the rate sent carries no information about the link. */
const USED = 0.6;
/** The estimate goes on falling while the queue drains: falls within this time are one congestion, answered once. */
const EPISODE_MS = 2000;
/** Growth while a higher rate is tried, per second: slow enough that the receiver notices before a queue overflows. */
const GROWTH_PER_SECOND = 1.05;
/** An estimate older than this is no longer believed. Receivers send one at least every second. */
const ESTIMATE_LIFE_MS = 3000;
/** Time after congestion in which no rate beyond the estimate is tried; doubled each time that a try soon fails. */
const MIN_HOLD_MS = 10_000;
const MAX_HOLD_MS = 60_000;
const PROBE_FAILED_MS = 20_000;
/** A round trip this much above the shortest means that packets queue up already: the rate must not grow. */
const QUEUEING_MS = 20;
/**
 * A round trip this much above the shortest means that the queue is about to overflow, whether the estimate shows it or
 * not.
 */
const OVERFLOWING_MS = 100;
/** Rate at which the shortest round trip is forgotten, ms per report: a route may become longer for good. */
const FORGET_MS = 0.2;
/** Loss bounds of the loss-based rule in draft-ietf-rmcat-gcc-02 §6. */
const HIGH_LOSS = 0.1;
const LOW_LOSS = 0.02;

/** Bounds of the target bitrate. */
export interface BitrateLimits {
  readonly minBps: number;
  /** Target before the network is known. */
  readonly startBps: number;
  readonly maxBps: number;
}

/**
 * Decides which bitrate the network can carry for video. The receiver's estimate (REMB) takes precedence, but it is
 * bounded by the rate that the receiver gets (about 1.5 times) and climbs slowly: while little is sent, a low estimate
 * carries no information about the link. Its fall counts: it means that packets queue up. After a while without another
 * fall a higher rate is tried. Heavy loss lowers the target, too, and without an estimate loss alone decides.
 *
 * @see draft-alvestrand-rmcat-remb-03, draft-ietf-rmcat-gcc-02
 */
export class BitrateController {
  readonly #limits: BitrateLimits;
  #mostBps: number;
  #targetBps: number;
  #estimateBps = 0;
  #estimatedAtMs = -Infinity;
  #congestedAtMs = -Infinity;
  #holdMs = MIN_HOLD_MS;
  #grownAtMs = -Infinity;
  #shortestMs = Infinity;
  #queueing = false;
  #episode = { endMs: -Infinity, floorBps: 0 };

  constructor(limits: BitrateLimits) {
    this.#limits = limits;
    this.#mostBps = limits.maxBps;
    this.#targetBps = limits.startBps;
  }

  /** @param mostBps The highest target, from the next estimate or report on. */
  setMost(mostBps: number): void {
    this.#mostBps = mostBps;
  }

  /** Target for video, bits per second. */
  get targetBps(): number {
    return this.#targetBps;
  }

  /** @param sentBps Video sent in the last second, repairs included. */
  onEstimate(estimateBps: number, sentBps: number, nowMs: number): void {
    const allowedBps = USABLE * estimateBps - AUDIO_BPS;
    const fell = estimateBps < FALL * this.#estimateBps;
    this.#estimateBps = estimateBps;
    this.#estimatedAtMs = nowMs;
    if (fell && allowedBps < this.#targetBps) {
      this.#backOff(allowedBps, sentBps, nowMs);
    } else if (allowedBps > this.#targetBps && !this.#queueing) {
      this.#set(allowedBps);
    } else if (!this.#isHeld(nowMs)) {
      this.#grow(nowMs);
    }
  }

  /** @param rttMs Round trip of the last report. @param sentBps Video sent in the last second. */
  onRoundTrip(rttMs: number, sentBps: number, nowMs: number): void {
    this.#shortestMs = Math.min(rttMs, this.#shortestMs + FORGET_MS);
    const queuedMs = rttMs - this.#shortestMs;
    this.#queueing = queuedMs > QUEUEING_MS;
    const used = sentBps > USED * this.#targetBps;
    if (queuedMs > OVERFLOWING_MS && used && nowMs > this.#episode.endMs) this.#backOff(Infinity, sentBps, nowMs);
  }

  /** @param fractionLost 0…1 of the video packets of the last report interval. */
  onLoss(fractionLost: number, nowMs: number): void {
    if (fractionLost > HIGH_LOSS) {
      this.#onCongestion(nowMs);
      this.#set(this.#targetBps * (1 - 0.5 * fractionLost));
    } else if (fractionLost < LOW_LOSS && nowMs - this.#estimatedAtMs > ESTIMATE_LIFE_MS && !this.#isHeld(nowMs)) {
      this.#grow(nowMs);
    }
  }

  #isHeld(nowMs: number): boolean {
    return nowMs - this.#congestedAtMs < this.#holdMs;
  }

  #backOff(allowedBps: number, sentBps: number, nowMs: number): void {
    this.#onCongestion(nowMs);
    if (nowMs > this.#episode.endMs) this.#episode = { endMs: nowMs + EPISODE_MS, floorBps: KEPT.least * sentBps };
    const used = sentBps > USED * this.#targetBps;
    const wantedBps = used ? Math.min(allowedBps, KEPT.most * sentBps) : allowedBps;
    this.#set(Math.min(this.#targetBps, Math.max(wantedBps, this.#episode.floorBps)));
  }

  /** Signs that come together are one congestion; one soon after a hold ended means that the try failed. */
  #onCongestion(nowMs: number): void {
    if (!this.#isHeld(nowMs)) {
      const probeFailed = nowMs - this.#congestedAtMs < this.#holdMs + PROBE_FAILED_MS;
      this.#holdMs = probeFailed ? Math.min(MAX_HOLD_MS, 2 * this.#holdMs) : MIN_HOLD_MS;
    }
    this.#congestedAtMs = nowMs;
  }

  #grow(nowMs: number): void {
    const elapsedSeconds = Math.min(1, (nowMs - this.#grownAtMs) / 1000);
    this.#grownAtMs = nowMs;
    if (!this.#queueing) this.#set(this.#targetBps * GROWTH_PER_SECOND ** elapsedSeconds);
  }

  #set(bitrateBps: number): void {
    this.#targetBps = Math.round(Math.min(this.#mostBps, Math.max(this.#limits.minBps, bitrateBps)));
  }
}
