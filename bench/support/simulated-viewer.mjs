// A viewer behind a narrow link in simulated time: a queue of so much time, a delay, a receiver that requests lost
// packets, receives them again on a stream of their own, and reports what it receives. Its estimate of the bitrate follows
// draft-ietf-rmcat-gcc-02 in outline: 85 % of what arrives when the delay rises, otherwise 8 % a second more, 1.5 times
// what arrives at most.
import { seeded } from '@visavis/core/testing';
import { isRtcp, readRtp } from '../../packages/media/dist/rtp/read-rtp.js';
import { parseRtcp } from '../../packages/media/dist/rtcp/parse.js';

const HEADER_BYTES = 28 + 10;
const MS_PER_TICK = 1 / 90;
const NACK_AFTER_MS = 10;
const NACK_EVERY_MS = 100;
const KEYFRAME_REQUEST_MS = 300;
/** For so long the buffer remembers a late picture, and so long it may be. */
const REMEMBERED_MS = 10_000;
const LONGEST_BUFFER_MS = 600;
const RISING_MS = 15;
const QUEUED_MS = 40;

/** A link whose properties may be changed at any time. */
export class SimulatedLink {
  nowMs = 0;
  lost = 0;
  #freeAtMs = 0;
  #events = [];
  #random = seeded(1);

  /** @param loss Share of packets lost at random, 0…1, the same ones in every run. */
  constructor({ kbps, queueMs, delayMs, loss = 0 }) {
    Object.assign(this, { kbps, queueMs, delayMs, loss });
  }

  carry(packet, arrive) {
    const startMs = Math.max(this.nowMs, this.#freeAtMs);
    if (startMs - this.nowMs > this.queueMs || this.#random() < this.loss) return void this.lost++;
    this.#freeAtMs = startMs + (8 * (packet.length + HEADER_BYTES)) / this.kbps;
    this.at(this.#freeAtMs + this.delayMs, () => arrive(packet));
  }

  at(ms, run) {
    this.#events.push({ ms, run });
  }

  advance(toMs) {
    for (;;) {
      const due = this.#events.reduce(
        (a, b, i) => (b.ms <= toMs && b.ms < (this.#events[a]?.ms ?? Infinity) ? i : a),
        -1,
      );
      if (due < 0) break;
      const [{ ms, run }] = this.#events.splice(due, 1);
      this.nowMs = Math.max(this.nowMs, ms);
      run();
    }
    this.nowMs = toMs;
  }
}

export class SimulatedViewer {
  /** Sends feedback to the sender; set by its owner. */
  feedback = () => undefined;
  /**
   * Called with each picture shown: `{ mediaMs, nowMs }`. A buffer delays all pictures by the lateness that was usual for
   * the latest of them, as browsers do.
   */
  shown = () => undefined;
  estimates = [];
  #frames = new Map();
  #lateness = [];
  #bufferMs = 0;
  #shownMs = 0;
  #sequence;
  #missing = new Map();
  #lastShown = -1;
  #lastShownAtMs = 0;
  #requestedAtMs = -Infinity;
  #firstTimestamp;
  #arrived = [];
  #estimateBps = 500_000;
  #base = Infinity;
  #delays = [];
  #reportedMs = 0;
  #senderReport;
  #expected = 0;
  #lostNow = 0;

  constructor(link, { videoSsrc, rtxSsrc, isKeyFrame, firstMediaMs }) {
    Object.assign(this, { link, videoSsrc, rtxSsrc, isKeyFrame, firstMediaMs });
  }

  receive(packet, sentAtMs) {
    const { nowMs } = this.link;
    if (isRtcp(packet)) {
      for (const one of parseRtcp(packet))
        if (one.kind === 'sender-report' && one.ssrc === this.videoSsrc) this.#senderReport = { ...one, atMs: nowMs };
      return;
    }
    this.#measure(packet, nowMs, sentAtMs);
    const rtp = this.#readVideo(packet);
    if (!rtp) return;
    this.#firstTimestamp ??= rtp.timestamp;
    const mediaMs = this.firstMediaMs + ((rtp.timestamp - this.#firstTimestamp) | 0) * MS_PER_TICK;
    this.#note(rtp.sequence, nowMs);
    const frame = this.#frames.get(mediaMs) ?? { mediaMs, packets: new Map() };
    this.#frames.set(mediaMs, frame);
    frame.packets.set(rtp.sequence, rtp);
    this.#show();
  }

  /** @returns A packet of the video; a repeated one (RFC 4588) only where it is missing. */
  #readVideo(packet) {
    const rtp = readRtp(packet);
    if (rtp.ssrc === this.videoSsrc) return rtp;
    if (rtp.ssrc !== this.rtxSsrc) return undefined;
    const sequence = (rtp.payload[0] << 8) | rtp.payload[1];
    if (!this.#missing.has(sequence)) return undefined;
    return { ...rtp, ssrc: this.videoSsrc, sequence, payload: rtp.payload.subarray(2) };
  }

  /** Called every few milliseconds. */
  run() {
    const { nowMs } = this.link;
    const asked = [...this.#missing].filter(([, gap]) => nowMs >= gap.nextMs);
    for (const [sequence, gap] of asked) {
      gap.nextMs = nowMs + NACK_EVERY_MS;
      if (++gap.times > 10) this.#missing.delete(sequence);
    }
    if (asked.length > 0)
      this.#send([{ kind: 'nack', ssrc: this.videoSsrc, sequences: asked.map(([sequence]) => sequence) }]);
    const waiting = this.#frames.size > 0 && nowMs - this.#lastShownAtMs > KEYFRAME_REQUEST_MS;
    if (waiting && nowMs - this.#requestedAtMs > KEYFRAME_REQUEST_MS) {
      this.#requestedAtMs = nowMs;
      this.#send([{ kind: 'keyframe-request', ssrc: this.videoSsrc }]);
    }
    if (nowMs - this.#reportedMs >= 1000) this.#report();
  }

  #send(feedback) {
    this.link.at(this.link.nowMs + this.link.delayMs, () => this.feedback(feedback));
  }

  #note(sequence, nowMs) {
    if (this.#sequence === undefined) this.#sequence = sequence;
    else if (((sequence - this.#sequence) & 0xffff) < 0x8000) {
      for (let next = (this.#sequence + 1) & 0xffff; next !== sequence; next = (next + 1) & 0xffff) {
        this.#missing.set(next, { nextMs: nowMs + NACK_AFTER_MS, times: 0 });
        this.#lostNow++;
      }
      this.#sequence = sequence;
    }
    this.#missing.delete(sequence);
    this.#expected++;
  }

  /** A picture is shown when it is whole and nothing before it is missing, or when it is a whole keyframe. */
  #show() {
    for (const frame of [...this.#frames.values()].sort((a, b) => a.mediaMs - b.mediaMs)) {
      const all = [...frame.packets.values()].sort((a, b) => ((a.sequence - b.sequence) << 16) >> 16);
      const whole =
        all.at(-1).marker &&
        all.every(({ sequence }, i) => i === 0 || sequence === ((all[i - 1].sequence + 1) & 0xffff)) &&
        !this.#missing.has((all[0].sequence - 1) & 0xffff);
      const keyFrame = this.isKeyFrame(all[0].payload);
      const follows = this.#lastShown >= 0 && ((this.#lastShown + 1) & 0xffff) === all[0].sequence;
      if (!whole || !(follows || keyFrame)) continue;
      for (const mediaMs of this.#frames.keys()) if (mediaMs <= frame.mediaMs) this.#frames.delete(mediaMs);
      this.#lastShown = all.at(-1).sequence;
      this.#lastShownAtMs = this.link.nowMs;
      this.#showLater(frame.mediaMs);
    }
  }

  #showLater(mediaMs) {
    const lateMs = this.link.nowMs - mediaMs;
    this.#lateness = [...this.#lateness.filter(({ at }) => at > mediaMs - REMEMBERED_MS), { at: mediaMs, lateMs }];
    const wantedMs = Math.min(LONGEST_BUFFER_MS, Math.max(...this.#lateness.map((one) => one.lateMs)));
    // It grows and shrinks by a little, so that no picture stands still or is skipped for it.
    this.#bufferMs += Math.max(-2, Math.min(15, wantedMs - this.#bufferMs));
    const atMs = Math.max(this.link.nowMs, mediaMs + this.#bufferMs, this.#shownMs + 10);
    this.#shownMs = atMs;
    this.shown({ mediaMs, nowMs: atMs });
  }

  #measure(packet, nowMs, sentAtMs) {
    const delay = nowMs - sentAtMs;
    this.#base = Math.min(this.#base, delay);
    this.#arrived.push({ nowMs, bytes: packet.length });
    this.#arrived = this.#arrived.filter((one) => one.nowMs > nowMs - 500);
    this.#delays.push({ nowMs, delay });
    this.#delays = this.#delays.filter((one) => one.nowMs > nowMs - 400);
    const before = this.#delays.filter((one) => one.nowMs < nowMs - 200);
    if (before.length === 0 || nowMs - (this.fellAtMs ?? -Infinity) < 300) return;
    const usual = before.reduce((sum, one) => sum + one.delay, 0) / before.length;
    const late = this.#delays.filter((one) => one.nowMs > nowMs - 80);
    const now = late.reduce((sum, one) => sum + one.delay, 0) / late.length;
    if (now - usual < RISING_MS || now - this.#base < QUEUED_MS) return;
    this.fellAtMs = nowMs;
    this.#estimate(Math.min(this.#estimateBps, 0.85 * this.#receivedBps));
    this.#send([{ kind: 'bitrate-estimate', bitrateBps: this.#estimateBps }]);
  }

  get #receivedBps() {
    return (this.#arrived.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / 0.5;
  }

  #estimate(bps) {
    this.#estimateBps = Math.max(10_000, Math.round(bps));
  }

  #report() {
    const { nowMs } = this.link;
    this.#reportedMs = nowMs;
    if (nowMs - (this.fellAtMs ?? -Infinity) > 1000)
      this.#estimate(Math.max(this.#estimateBps * 0.999, Math.min(this.#estimateBps * 1.08, 1.5 * this.#receivedBps)));
    const held = this.#senderReport;
    const fractionLost = this.#expected === 0 ? 0 : this.#lostNow / (this.#expected + this.#lostNow);
    this.#expected = this.#lostNow = 0;
    const report = {
      ssrc: this.videoSsrc,
      fractionLost,
      jitter: 0,
      lastSenderReport: held?.compactNtp ?? 0,
      delaySinceLastSenderReport: held ? Math.round(((nowMs - held.atMs) * 65_536) / 1000) : 0,
    };
    this.#send([
      { kind: 'reception', report },
      { kind: 'bitrate-estimate', bitrateBps: this.#estimateBps },
    ]);
  }
}
