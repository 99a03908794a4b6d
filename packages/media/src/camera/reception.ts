import type { RtpPacket } from '../rtp/read-rtp.js';
import type { ReceptionReport } from '../rtcp/parse.js';

/** Loss is reported in 24 bits, signed. */
const MAX_LOST = 0x7fffff;
/** A jump further ahead than this is another stream's numbering, not loss (RFC 3550 appendix A.1). */
const MAX_JUMP = 3000;

/**
 * Counts the packets of one received stream, for the reports to its sender.
 *
 * @see RFC 3550 §6.4.1 and appendices A.3 (loss) and A.8 (jitter)
 */
export class RtpReception {
  readonly #ssrc: number;
  readonly #clockRateHz: number;
  #base: number | undefined;
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #transit: number | undefined;
  #senderReport: { compactNtp: number; atMs: number } | undefined;

  constructor(ssrc: number, clockRateHz: number) {
    this.#ssrc = ssrc;
    this.#clockRateHz = clockRateHz;
  }

  receive({ sequence, timestamp }: RtpPacket, nowMs: number): void {
    if (this.#base === undefined) this.#base = this.#highest = sequence;
    const ahead = (sequence - this.#highest) & 0xffff;
    if (ahead < MAX_JUMP) this.#highest += ahead;
    else if (ahead < 0x8000) this.#restart(sequence);
    this.#received++;
    const transit = (nowMs * this.#clockRateHz) / 1000 - timestamp;
    // `| 0`: timestamps wrap at 32 bit.
    if (this.#transit !== undefined) this.#jitter += (Math.abs((transit - this.#transit) | 0) - this.#jitter) / 16;
    this.#transit = transit;
  }

  /** Called with each sender report. @param compactNtp Middle 32 bit of its NTP time. */
  senderReported(compactNtp: number, nowMs: number): void {
    this.#senderReport = { compactNtp, atMs: nowMs };
  }

  /** @returns The reception since the last report. */
  report(nowMs: number): ReceptionReport & { lost: number; highestSequence: number } {
    const expected = this.#base === undefined ? 0 : this.#highest - this.#base + 1;
    const inInterval = expected - this.#expectedBefore;
    const lostInInterval = inInterval - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    const held = this.#senderReport && Math.round((nowMs - this.#senderReport.atMs) * 65.536);
    return {
      ssrc: this.#ssrc,
      fractionLost: inInterval > 0 && lostInInterval > 0 ? lostInInterval / inInterval : 0,
      lost: Math.max(0, Math.min(MAX_LOST, expected - this.#received)),
      highestSequence: this.#highest % 2 ** 32,
      jitter: Math.min(2 ** 32 - 1, Math.round(this.#jitter)),
      lastSenderReport: this.#senderReport?.compactNtp ?? 0,
      delaySinceLastSenderReport: held ?? 0,
    };
  }

  #restart(sequence: number): void {
    this.#base = this.#highest = sequence;
    this.#received = this.#expectedBefore = this.#receivedBefore = 0;
  }
}
