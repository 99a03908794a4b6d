import { PacketHistory } from './packet-history.js';
import { RtpStream } from './rtp-stream.js';
import { writeRtx } from './rtp-packet.js';

/** Share of the bitrate that resent packets may use; without a limit a full link drowns in its own repairs. */
const SHARE_OF_BITRATE = 0.25;
/** Unspent allowance is kept for this long, so that the loss of a whole keyframe can be repaired at once. */
const SAVED_SECONDS = 0.5;
/** A packet re-sent less than about a round trip ago is still on its way. */
const MIN_QUIET_MS = 80;

/** The stream of retransmissions, when the viewer supports one (RFC 4588); otherwise packets are resent unchanged. */
export interface RtxOptions {
  readonly payloadType: number;
  readonly stream: RtpStream;
}

/** Answers negative acknowledgements (RFC 4585 §6.2.1) from the recent past, within a budget. */
export class Retransmitter {
  readonly #history = new PacketHistory();
  #rtx: RtxOptions | undefined;
  #allowanceBytes = 0;
  #updatedAtMs: number | undefined;
  #resent = 0;
  #refused = 0;

  /** Numbers of packets resent, and of packets requested but forgotten, on their way or over budget. */
  get counts(): { resent: number; refused: number } {
    return { resent: this.#resent, refused: this.#refused };
  }

  useRtx(rtx: RtxOptions | undefined): void {
    this.#rtx = rtx;
  }

  remember(packet: Buffer): void {
    this.#history.add(packet);
  }

  /** Drops all packets: those sent on a connection that has ended are too old to be shown. */
  forget(): void {
    this.#history.clear();
  }

  /** @returns The packets to send again, oldest request first. */
  answer(sequences: readonly number[], now: { nowMs: number; rttMs: number; bitrateBps: number }): Buffer[] {
    this.#save(now.nowMs, now.bitrateBps);
    const quietMs = Math.max(MIN_QUIET_MS, now.rttMs);
    const packets: Buffer[] = [];
    for (const sequence of sequences) {
      const packet = this.#allowanceBytes > 0 ? this.#history.takeForResend(sequence, now.nowMs, quietMs) : undefined;
      if (!packet) {
        this.#refused++;
        continue;
      }
      this.#allowanceBytes -= packet.length;
      this.#resent++;
      packets.push(this.#wrap(packet));
    }
    return packets;
  }

  #save(nowMs: number, bitrateBps: number): void {
    const bytesPerSecond = (SHARE_OF_BITRATE * bitrateBps) / 8;
    const elapsedSeconds = this.#updatedAtMs === undefined ? SAVED_SECONDS : (nowMs - this.#updatedAtMs) / 1000;
    const most = bytesPerSecond * SAVED_SECONDS;
    this.#allowanceBytes = Math.min(most, this.#allowanceBytes + bytesPerSecond * elapsedSeconds);
    this.#updatedAtMs = nowMs;
  }

  #wrap(packet: Buffer): Buffer {
    if (!this.#rtx) return packet;
    const { payloadType, stream } = this.#rtx;
    return writeRtx(packet, { payloadType, ssrc: stream.ssrc, sequence: stream.nextSequence() });
  }
}
