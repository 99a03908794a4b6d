import { compactNtp, writeGoodbye, writeSenderReport } from '../rtcp/write.js';
import type { RtpStream } from '../rtp/rtp-stream.js';

/**
 * Delays of the first reports after connecting, ms: at once, so that the viewer can play both tracks in sync from the
 * start, and once more in case that report was lost.
 */
const FIRST_REPORTS_MS = [0, 250];
const INTERVAL_MS = 1000;

/** Sends the sender reports of both tracks, taken from the same instant of media time (RFC 3550 §6). */
export class Reporter {
  readonly #streams: readonly RtpStream[];
  readonly #cname: string;
  readonly #wallMs: (mediaMs: number) => number;
  readonly #send: (packet: Buffer) => void;
  #dueMs: number[] = [];

  constructor(options: {
    streams: readonly RtpStream[];
    cname: string;
    wallMs: (mediaMs: number) => number;
    send: (packet: Buffer) => void;
  }) {
    this.#streams = options.streams;
    this.#cname = options.cname;
    this.#wallMs = options.wallMs;
    this.#send = options.send;
  }

  connected(mediaMs: number): void {
    this.#dueMs = FIRST_REPORTS_MS.map((delayMs) => mediaMs + delayMs);
  }

  /** Sends the reports that are due. @param mediaMs Media time now. */
  run(mediaMs: number): void {
    const [dueMs] = this.#dueMs;
    if (dueMs === undefined || mediaMs < dueMs) return;
    this.#dueMs.shift();
    if (this.#dueMs.length === 0) this.#dueMs.push(mediaMs + INTERVAL_MS);
    for (const stream of this.#streams) {
      if (stream.packets === 0) continue;
      const { ssrc, packets, payloadBytes } = stream;
      const timestamp = stream.timestampOf(mediaMs);
      const report = { ssrc, wallMs: this.#wallMs(mediaMs), timestamp, packets, payloadBytes };
      this.#send(writeSenderReport(report, this.#cname));
    }
  }

  /**
   * Computes the round trip from a reception report (RFC 3550 §6.4.1).
   *
   * @returns ms; `undefined` when the report has none.
   */
  roundTripMs(lastSenderReport: number, delaySinceLast: number, mediaMs: number): number | undefined {
    if (lastSenderReport === 0) return undefined;
    const ticks = (compactNtp(this.#wallMs(mediaMs)) - lastSenderReport - delaySinceLast) % 2 ** 32;
    const roundTripMs = ((ticks + 2 ** 32) % 2 ** 32) / 65.536;
    return roundTripMs < 60_000 ? roundTripMs : undefined;
  }

  sayGoodbye(): void {
    for (const { ssrc } of this.#streams) this.#send(writeGoodbye(ssrc, this.#cname));
  }
}
