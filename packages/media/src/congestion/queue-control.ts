import type { BitrateLimits } from './bitrate-controller.js';
import type { LinkState } from './link-meter.js';
import { RateProbe } from './rate-probe.js';

/**
 * Packets that wait for so long queue up; for less, they wait for each other. Where delays vary, it is so many times as
 * much as they do: a threshold that adapts (draft-ietf-rmcat-gcc-02 §5.4).
 */
const QUEUEING = { leastMs: 35, jitters: 2 };
/** A queue that must become shorter; that of a try becomes it anyway. */
const LONG_MS = { usual: 70, tried: 120 };
/** There is no queue. */
const EMPTY_MS = 20;
/**
 * Share of what the link carries that is used, and while its queue is long. A link that carries half of that a moment
 * later is overrun for as long as the news of it takes: the less was used, the shorter is the queue.
 */
const USED = 0.7;
const DRAINING = 0.4;
/** After a queue no higher rate is tried for so long; doubled each time that a rate that a try has proven soon failed. */
const HOLD_MS = { least: 1000, most: 4000 };
const FAILED_MS = 5000;
/** A try is of so many times the rate that is used. */
const TRIED = 1.5;
/** Share of what a try has proven that is used: the link may carry more. */
const PROVEN = 0.8;
/** Time from the end of a try that has shown more than is used to the next one, and from the begin of another. */
const PROBE_ON_MS = 300;
const PROBE_AGAIN_MS = 3000;
/** A queue within so long from the begin of a try is its own, and ends with it. */
const OWN_QUEUE_MS = 1000;
/** The first try comes after the pictures with which a session begins. */
const FIRST_PROBE_MS = 500;
/** Loss without a queue lowers the target by half of it (draft-ietf-rmcat-gcc-02 §6), once in so long. */
const HIGH_LOSS = 0.1;
const LOSS_EVERY_MS = 1000;
/** A frame should leave well before the next one comes: factor above the target. */
const PACE = 2.5;
/** The same where the limit of the link is near. */
const NARROW_PACE = 1.1;
/** Below this bitrate of video the sound takes half of its usual bits: still well understood. */
export const NARROW_BPS = 60_000;
/** What sound takes of a link: 32 kbps of Opus, or 16, and fifty headers a second. */
const AUDIO_BPS = 56_000;
const NARROW_AUDIO_BPS = 40_000;

/**
 * Decides which bitrate there is for video by the queue of the link and by what the link carries, for viewers that report
 * the arrival of packets. Where packets queue up, the target follows at once. Whether there is more is found out by
 * tries: little is sent while a face is silent, which shows nothing of the link.
 */
export class QueueControl {
  readonly #limits: BitrateLimits;
  #mostBps: number;
  #targetBps: number;
  #limitBps: number | undefined;
  /** The target once the queue has drained. */
  #drainedBps = 0;
  #queuedAtMs = -Infinity;
  #holdMs = HOLD_MS.least;
  #grownAtMs = -Infinity;
  #probe: RateProbe | undefined;
  #probedAtMs = -Infinity;
  #probeAtMs = Infinity;
  #lostAtMs = -Infinity;

  constructor(limits: BitrateLimits) {
    this.#limits = limits;
    this.#mostBps = limits.maxBps;
    this.#targetBps = limits.startBps;
  }

  /** @param mostBps The highest target, from the next report on. */
  setMost(mostBps: number): void {
    this.#mostBps = mostBps;
  }

  /** Target for video, bits per second. */
  get targetBps(): number {
    return this.#targetBps;
  }

  /** What the link carried when it was full last; `undefined` before it was. */
  get limitBps(): number | undefined {
    return this.#limitBps;
  }

  /** The rate at which packets leave while several wait: on a narrow link a keyframe at once would overrun the queue. */
  get paceBps(): number {
    const wide = PACE * this.#targetBps;
    if (this.#limitBps === undefined) return wide;
    return Math.min(wide, Math.max(NARROW_PACE * this.#targetBps, videoOf(this.#limitBps)));
  }

  onLink(state: LinkState, nowMs: number): void {
    const { queuedMs, carriedBps, lost } = state;
    if (this.#probeAtMs === Infinity) this.#probeAtMs = nowMs + FIRST_PROBE_MS;
    this.#judge(state, nowMs);
    if (queuedMs > Math.max(QUEUEING.leastMs, QUEUEING.jitters * state.jitterMs)) {
      this.#probe = undefined;
      if (carriedBps !== undefined) this.#onQueue(queuedMs, carriedBps, nowMs);
    } else if (lost > HIGH_LOSS) {
      this.#onLoss(lost, nowMs);
    } else if (queuedMs < EMPTY_MS && !this.#isHeld(nowMs)) {
      this.#raise(this.#drainedBps);
    }
  }

  /** @param bytes Of a packet that leaves now, headers included. */
  leave(bytes: number): void {
    this.#probe?.leave(bytes);
  }

  /** Bytes to send now that show nothing, so that a higher rate is tried. Mostly 0. */
  paddingBytes(nowMs: number): number {
    const due = nowMs >= this.#probeAtMs && this.#targetBps < this.#mostBps && !this.#isHeld(nowMs);
    if (due) {
      this.#probeAtMs = nowMs + PROBE_AGAIN_MS;
      this.#probedAtMs = nowMs;
      this.#probe = new RateProbe(TRIED * linkOf(this.#targetBps), nowMs);
    }
    return this.#probe?.paddingBytes(nowMs) ?? 0;
  }

  #judge({ arrived, jitterMs }: LinkState, nowMs: number): void {
    const result = this.#probe?.receive(arrived, jitterMs);
    if (!result) return;
    this.#probe = undefined;
    const before = this.#targetBps;
    this.#raise(videoOf(PROVEN * result.provenBps));
    if (this.#limitBps !== undefined) this.#limitBps = Math.max(this.#limitBps, result.provenBps);
    if (this.#targetBps === before) return;
    this.#grownAtMs = nowMs;
    if (!result.queued) this.#probeAtMs = nowMs + PROBE_ON_MS;
  }

  #onQueue(queuedMs: number, carriedBps: number, nowMs: number): void {
    this.#limitBps = carriedBps;
    this.#drainedBps = videoOf(USED * carriedBps);
    const tried = nowMs < this.#probedAtMs + OWN_QUEUE_MS;
    const long = queuedMs > (tried ? LONG_MS.tried : LONG_MS.usual);
    const share = long ? DRAINING : tried ? PROVEN : USED;
    const fittingBps = videoOf(share * carriedBps);
    // Otherwise the queue is that of a keyframe or a try, and drains by itself.
    if (fittingBps >= this.#targetBps) return;
    if (!this.#isHeld(nowMs)) {
      const failed = nowMs - this.#grownAtMs < FAILED_MS;
      this.#holdMs = failed ? Math.min(HOLD_MS.most, 2 * this.#holdMs) : HOLD_MS.least;
    }
    this.#queuedAtMs = nowMs;
    this.#set(fittingBps);
  }

  #onLoss(lost: number, nowMs: number): void {
    if (nowMs < this.#lostAtMs + LOSS_EVERY_MS) return;
    this.#lostAtMs = nowMs;
    this.#set(this.#targetBps * (1 - 0.5 * lost));
  }

  #isHeld(nowMs: number): boolean {
    return nowMs < this.#queuedAtMs + this.#holdMs;
  }

  #raise(bitrateBps: number): void {
    this.#set(Math.max(this.#targetBps, bitrateBps));
  }

  #set(bitrateBps: number): void {
    this.#targetBps = Math.round(Math.min(this.#mostBps, Math.max(this.#limits.minBps, bitrateBps)));
  }
}

/** What is left for video of a link that carries so much. */
function videoOf(linkBps: number): number {
  const beside = linkBps - AUDIO_BPS;
  return beside < NARROW_BPS ? linkBps - NARROW_AUDIO_BPS : beside;
}

/** What a link carries with so much video. */
function linkOf(videoBps: number): number {
  return videoBps + (videoBps < NARROW_BPS ? NARROW_AUDIO_BPS : AUDIO_BPS);
}
