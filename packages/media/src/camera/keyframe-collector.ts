import type { VideoCodec } from '../ports.js';
import { beginsH264KeyFrame, joinH264 } from '../rtp/depacketize-h264.js';
import { readVp8 } from '../rtp/depacketize-vp8.js';
import type { RtpPacket } from '../rtp/read-rtp.js';

/** Most packets of one frame: a keyframe of a 4K camera at a high rate has about as many. */
const MAX_PACKETS = 512;
/** Reordered packets are not further apart than this. */
const REORDERED = 32;

/**
 * Reassembles the keyframes of a stream and skips every other frame. A keyframe that misses a packet is dropped: the
 * next one comes soon enough. Pure: packets in, frames out.
 */
export class KeyFrameCollector {
  readonly #codec: VideoCodec;
  readonly #pieces = new Map<number, Uint8Array>();
  #timestamp = 0;
  #first = 0;
  #last: number | undefined;

  constructor(codec: VideoCodec) {
    this.#codec = codec;
  }

  /** @returns A whole keyframe in the form that a decoder takes, when this packet completes one. */
  push(packet: RtpPacket): Uint8Array | undefined {
    if (this.#begins(packet)) this.#begin(packet);
    else if (this.#pieces.size === 0) return undefined;
    const offset = (packet.sequence - this.#first) & 0xffff;
    if (packet.timestamp !== this.#timestamp) return this.#leave(offset);
    if (offset >= MAX_PACKETS) return undefined;
    this.#pieces.set(offset, packet.payload);
    if (packet.marker) this.#last = offset;
    return this.#last !== undefined && this.#pieces.size === this.#last + 1 ? this.#take() : undefined;
  }

  #begins({ payload, timestamp }: RtpPacket): boolean {
    if (this.#pieces.size > 0 && timestamp === this.#timestamp) return false;
    return this.#codec === 'vp8' ? readVp8(payload)?.keyFrame === true : beginsH264KeyFrame(payload);
  }

  #begin({ sequence, timestamp }: RtpPacket): void {
    this.#pieces.clear();
    this.#last = undefined;
    this.#first = sequence;
    this.#timestamp = timestamp;
  }

  /** Handles a packet of another frame: missing packets may still come, if they were only overtaken. */
  #leave(offset: number): undefined {
    const newer = offset < 0x8000;
    if (newer && offset > Math.max(...this.#pieces.keys()) + REORDERED) this.#pieces.clear();
    return undefined;
  }

  #take(): Uint8Array | undefined {
    const ordered = [...this.#pieces].sort(([a], [b]) => a - b).map(([, payload]) => payload);
    this.#pieces.clear();
    if (this.#codec === 'h264') return joinH264(ordered);
    const pieces = ordered.map(readVp8);
    return pieces.every((piece) => piece !== undefined) ? Buffer.concat(pieces.map(({ data }) => data)) : undefined;
  }
}
