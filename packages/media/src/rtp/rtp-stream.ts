import { randomBytes } from 'node:crypto';
import { writeRtp } from './rtp-packet.js';

/**
 * Numbering of one outgoing RTP stream: starts at random (RFC 3550 §5.1), then counts; keeps the figures of its sender
 * reports.
 */
export class RtpStream {
  readonly ssrc: number;
  readonly clockRateHz: number;
  /** Ticks added to media time: the stream's random start. */
  readonly #firstTimestamp = randomBytes(4).readUInt32BE();
  #sequence = randomBytes(2).readUInt16BE();
  #packets = 0;
  #payloadBytes = 0;

  constructor(options: { ssrc: number; clockRateHz: number }) {
    this.ssrc = options.ssrc;
    this.clockRateHz = options.clockRateHz;
  }

  get packets(): number {
    return this.#packets;
  }

  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  /** @param mediaMs Media time. @returns The stream's timestamp of that instant, wrapped to 32 bit. */
  timestampOf(mediaMs: number): number {
    return (this.#firstTimestamp + Math.round((mediaMs * this.clockRateHz) / 1000)) % 2 ** 32;
  }

  /** Writes the next packet and counts it. */
  write(
    payload: Uint8Array,
    options: { payloadType: number; mediaMs: number; marker: boolean; absSendTimeId?: number },
  ): Buffer {
    const sequence = this.nextSequence();
    this.#packets++;
    this.#payloadBytes += payload.length;
    const { payloadType, mediaMs, marker, absSendTimeId } = options;
    const timestamp = this.timestampOf(mediaMs);
    return writeRtp({ payloadType, sequence, timestamp, ssrc: this.ssrc, marker, absSendTimeId }, payload);
  }

  nextSequence(): number {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    return sequence;
  }
}
