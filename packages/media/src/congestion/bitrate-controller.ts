import type { Loss } from './loss-meter.js';

/** Below this bitrate of video the sound takes half of its usual bits: still well understood. */
export const NARROW_BPS = 60_000;
/** Share of the audio: 32 kbps of Opus, or 16, and its packet headers. */
const AUDIO_BPS = 40_000;
const NARROW_AUDIO_BPS = 24_000;
/** Part of the receiver's estimate that is used: the rest is for repairs and for the estimate's own error. */
const USABLE = 0.92;
/** Receivers lower their estimate by 15 % when packets queue up; smaller changes are noise. */
const FALL = 0.95;
/** Largest and smallest share kept of the rate at which packets queued up: the rest drains the queue. */
const KEPT = { most: 0.8, least: 0.7 };
/** The target counts as used from this share on; below it the rate sent carries no information about the link. */
const USED = 0.6;
/** On a narrow link all that is sent may grow to so many times what was sent lately, where the link carried it. */
const BEYOND_SENT = 1.5;
/** … and to so many times the estimate, which no longer follows where packets queue up, and is slow to follow elsewhere. */
const BEYOND_ESTIMATE = 1.15;
/** What was sent lately is forgotten at this rate per second. */
const FORGOTTEN_PER_SECOND = 0.95;
/** The estimate goes on falling while the queue drains: falls within this time are one congestion, answered once. */
const EPISODE_MS = 2000;
/**
 * Growth by the cube of the time, as in RFC 9438 §4.2: fast towards the rate at which packets queued up last, slow around
 * it, so that the receiver notices before a queue overflows, and ever faster beyond it, since the link has become wider.
 * Per cubic second: after ten seconds beyond, four times that rate.
 */
const GROWTH_PER_S3 = 0.003;
/** Growth of one step: reports come once a second. */
const LONGEST_STEP_MS = 1000;
/** An estimate older than this is no longer believed. Receivers send one at least every second. */
const ESTIMATE_LIFE_MS = 3000;
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
/** Where so much is lost, the queue of a link overflows that has become narrower at once; behind a queue less says so. */
const OVERFLOWED = 0.3;
const OVERFLOWED_QUEUE = 0.12;
/** A link that stood still for a moment carries something afterwards. */
const LEAST_ARRIVED = 0.2;
/** Packets leave so much faster than the target, that a frame is gone well before the next one comes. */
const PACE = 2.5;
/** On a link whose limit is known they leave so much faster than the target, or as fast as the limit. */
const NARROW_PACE = 1.1;

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
 * carries no information about the link. Its fall counts: it means that packets queue up. After that a higher rate is
 * tried, as long as the round trip is short. Heavy loss lowers the target, too, and without an estimate loss alone
 * decides.
 *
 * @see draft-alvestrand-rmcat-remb-03, draft-ietf-rmcat-gcc-02
 */
export class BitrateController {
  readonly #limits: BitrateLimits;
  #mostBps: number;
  #targetBps: number;
  #estimateBps = 0;
  #estimatedAtMs = -Infinity;
  #shortestMs = Infinity;
  /** Time that packets wait on their way, by the last report and by the one before. */
  #queuedMs = 0;
  #queuedBeforeMs = 0;
  #episode = { endMs: -Infinity, floorBps: 0 };
  #overflowEndMs = -Infinity;
  /** The rate at which packets queued up last, and the time after which a growing target is there. */
  #limit: { bps: number; afterMs: number } | undefined;
  #grownMs = 0;
  #grownAtMs = -Infinity;
  /** The most that was sent lately. */
  #shownBps = 0;

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

  /** Whether the link's limit is known: it is near. */
  get limited(): boolean {
    return this.#limit !== undefined;
  }

  /** The rate at which packets leave while several wait. On a narrow link a keyframe at once would overrun the queue. */
  get paceBps(): number {
    const wide = PACE * this.#targetBps;
    return this.#limit ? Math.min(wide, Math.max(NARROW_PACE * this.#targetBps, this.#limit.bps)) : wide;
  }

  /** @param sentBps Video sent in the last second, repairs included. */
  onEstimate(estimateBps: number, sentBps: number, nowMs: number): void {
    const fell = estimateBps < FALL * this.#estimateBps;
    this.#estimateBps = estimateBps;
    const allowedBps = this.#allowedBps;
    this.#estimatedAtMs = nowMs;
    if (fell && allowedBps < this.#targetBps) {
      this.#backOff(allowedBps, sentBps, nowMs);
    } else {
      if (allowedBps > this.#targetBps && !this.#isQueueing && !this.#limit) this.#set(allowedBps);
      this.#grow(sentBps, nowMs);
    }
  }

  /** @param rttMs Round trip of the last report. @param sentBps Video sent in the last second. */
  onRoundTrip(rttMs: number, sentBps: number, nowMs: number): void {
    this.#shortestMs = Math.min(rttMs, this.#shortestMs + FORGET_MS);
    this.#queuedBeforeMs = this.#queuedMs;
    this.#queuedMs = rttMs - this.#shortestMs;
    const used = sentBps > USED * this.#targetBps;
    if (this.#queuedMs > OVERFLOWING_MS && used && nowMs > this.#episode.endMs) this.#backOff(Infinity, sentBps, nowMs);
  }

  /** @param fractionLost 0…1 of the video packets of the last report interval. */
  onLoss(fractionLost: number, sentBps: number, nowMs: number): void {
    if (fractionLost > HIGH_LOSS) this.#fall(this.#targetBps * (1 - 0.5 * fractionLost), this.#targetBps, nowMs);
    else if (fractionLost < LOW_LOSS && !this.#isEstimated(nowMs)) this.#grow(sentBps, nowMs);
  }

  /**
   * The queue of the link may be full.
   *
   * @param sentBps Video sent in the last second.
   * @returns Whether it is: what arrives is all that the link carries, and what was sent before is of little use.
   */
  onMissing({ share, since }: Loss, sentBps: number, nowMs: number): boolean {
    const queue = this.#queuedMs > OVERFLOWING_MS;
    const arrivedBps = Math.max(LEAST_ARRIVED, 1 - since) * sentBps;
    const wantedBps = KEPT.least * arrivedBps;
    if (share < (queue ? OVERFLOWED_QUEUE : OVERFLOWED) || wantedBps > this.#targetBps) return false;
    if (nowMs < this.#overflowEndMs) return false;
    this.#overflowEndMs = nowMs + EPISODE_MS;
    this.#episode = { endMs: nowMs + EPISODE_MS, floorBps: wantedBps };
    this.#fall(wantedBps, arrivedBps, nowMs);
    return true;
  }

  #backOff(allowedBps: number, sentBps: number, nowMs: number): void {
    if (nowMs > this.#episode.endMs) this.#episode = { endMs: nowMs + EPISODE_MS, floorBps: KEPT.least * sentBps };
    const used = sentBps > USED * this.#targetBps;
    const wantedBps = used ? Math.min(allowedBps, KEPT.most * sentBps) : allowedBps;
    this.#fall(Math.max(wantedBps, this.#episode.floorBps), sentBps, nowMs);
  }

  /** @param limitBps The rate at which packets queued up, or were lost. */
  #fall(wantedBps: number, limitBps: number, nowMs: number): void {
    this.#set(Math.min(this.#targetBps, wantedBps));
    const bps = Math.max(limitBps, this.#targetBps);
    this.#limit = { bps, afterMs: 1000 * Math.cbrt((1 - this.#targetBps / bps) / GROWTH_PER_S3) };
    this.#grownMs = 0;
    this.#grownAtMs = nowMs + EPISODE_MS;
    this.#shownBps = 0;
  }

  #grow(sentBps: number, nowMs: number): void {
    const elapsedMs = Math.min(LONGEST_STEP_MS, nowMs - this.#grownAtMs);
    if (elapsedMs <= 0) return;
    this.#grownAtMs = nowMs;
    if (this.#isQueueing) return;
    this.#shownBps = Math.max(sentBps, this.#shownBps * FORGOTTEN_PER_SECOND ** (elapsedMs / 1000));
    const { bps: fromBps, afterMs } = this.#limit ?? { bps: this.#limits.startBps, afterMs: 0 };
    const mostBps = this.#limit ? this.#most(nowMs) : Infinity;
    if (this.#targetBps >= mostBps) return;
    this.#grownMs += elapsedMs;
    const grownBps = fromBps * (1 + GROWTH_PER_S3 * ((this.#grownMs - afterMs) / 1000) ** 3);
    this.#set(Math.max(this.#targetBps, Math.min(mostBps, grownBps)));
    if (this.#targetBps === this.#mostBps) this.#limit = undefined;
  }

  /** On a narrow link: the most that may be tried. */
  #most(nowMs: number): number {
    const shownBps = this.#shownBps + this.#audioBps;
    // Below what the link has carried without a queue, an estimate is behind: on a few pictures a second it may stay so.
    const carriedBps = this.#isEstimated(nowMs) ? BEYOND_ESTIMATE * Math.max(this.#estimateBps, shownBps) : Infinity;
    return Math.min(BEYOND_SENT * shownBps, carriedBps) - this.#audioBps;
  }

  /** A single report that is late says nothing: a queue that stays does. */
  get #isQueueing(): boolean {
    return Math.min(this.#queuedMs, this.#queuedBeforeMs) > QUEUEING_MS;
  }

  #isEstimated(nowMs: number): boolean {
    return nowMs - this.#estimatedAtMs <= ESTIMATE_LIFE_MS;
  }

  /** What the estimate leaves for video. */
  get #allowedBps(): number {
    return USABLE * this.#estimateBps - this.#audioBps;
  }

  get #audioBps(): number {
    return this.#targetBps < NARROW_BPS ? NARROW_AUDIO_BPS : AUDIO_BPS;
  }

  #set(bitrateBps: number): void {
    this.#targetBps = Math.round(Math.min(this.#mostBps, Math.max(this.#limits.minBps, bitrateBps)));
  }
}
