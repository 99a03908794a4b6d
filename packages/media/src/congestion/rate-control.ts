import { BitrateController, type BitrateLimits } from './bitrate-controller.js';
import { LinkMeter, linkBytes, type TransportFeedback } from './link-meter.js';
import { QueueControl } from './queue-control.js';

/** Without reports of arrivals packets leave so much faster than the target: well before the next frame comes. */
const PACE = 2.5;
/**
 * A frame that would wait in the queue of the link for so long is late: jitter buffers of browsers hold about that much.
 * Routers keep some 300 ms: one that would wait longer is lost.
 */
const LATE = { fromMs: 200, spacingMs: 150 };
const LOST = { fromMs: 300, spacingMs: 200 };

/**
 * Decides what may be sent: by the arrival of packets where the viewer reports it, otherwise by the viewer's own estimate
 * of the link, round trips and loss.
 */
export class RateControl {
  readonly #estimated: BitrateController;
  readonly #queue: QueueControl;
  readonly #link = new LinkMeter();
  #reportsArrivals = false;

  constructor(limits: BitrateLimits) {
    this.#estimated = new BitrateController(limits);
    this.#queue = new QueueControl(limits);
  }

  /** Whether the viewer reports the arrival of packets. */
  get reportsArrivals(): boolean {
    return this.#reportsArrivals;
  }

  /** Target for video, bits per second. */
  get targetBps(): number {
    return (this.#reportsArrivals ? this.#queue : this.#estimated).targetBps;
  }

  /** The rate at which packets leave while several wait. */
  get paceBps(): number {
    return this.#reportsArrivals ? this.#queue.paceBps : PACE * this.#estimated.targetBps;
  }

  /** @param mostBps The highest target, from the next report on. */
  setMost(mostBps: number): void {
    this.#estimated.setMost(mostBps);
    this.#queue.setMost(mostBps);
  }

  /** Counts a packet that leaves now. @returns Its number among those of all streams, by which its arrival is reported. */
  leave(bytes: number, nowMs: number): number {
    this.#queue.leave(linkBytes(bytes));
    return this.#link.send(linkBytes(bytes), nowMs);
  }

  /** @param numbered Whether packets are, from now on, so that their arrival may be reported. */
  negotiate(numbered: boolean): void {
    if (!numbered) this.#reportsArrivals = false;
  }

  /** Called when packets take another way to the viewer, with another delay. */
  reconnect(): void {
    this.#link.forget();
  }

  onTransportFeedback(feedback: TransportFeedback, nowMs: number): void {
    const state = this.#link.receive(feedback, nowMs);
    if (!state) return;
    this.#reportsArrivals = true;
    this.#queue.onLink(state, nowMs);
  }

  /** @param sentBps Video sent in the last second, repairs included. */
  onEstimate(estimateBps: number, sentBps: number, nowMs: number): void {
    this.#estimated.onEstimate(estimateBps, sentBps, nowMs);
  }

  /** @param rttMs Round trip of the last report. @param sentBps Video sent in the last second. */
  onRoundTrip(rttMs: number, sentBps: number, nowMs: number): void {
    this.#estimated.onRoundTrip(rttMs, sentBps, nowMs);
  }

  /** @param fractionLost 0…1 of the video packets of the last report interval. */
  onLoss(fractionLost: number, nowMs: number): void {
    this.#estimated.onLoss(fractionLost, nowMs);
  }

  /**
   * Whether a frame should wait: it would only wait in the queue of the link, and those behind it longer.
   *
   * @param sinceLastMs Time since the last frame was sent.
   */
  isFull(sinceLastMs: number, nowMs: number): boolean {
    const { limitBps } = this.#queue;
    const waitMs = limitBps === undefined ? 0 : this.#link.waitMs(limitBps, nowMs);
    if (waitMs <= LATE.fromMs) return false;
    return sinceLastMs < (waitMs > LOST.fromMs ? LOST : LATE).spacingMs;
  }

  /** Bytes to send now that show nothing, so that a higher rate is tried. Mostly 0. */
  paddingBytes(nowMs: number): number {
    return this.#queue.paddingBytes(nowMs);
  }
}
