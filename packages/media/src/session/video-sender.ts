import { randomInt } from 'node:crypto';
import { Pacer } from '../congestion/pacer.js';
import type { EncodedVideoFrame } from '../ports.js';
import { packetizeH264 } from '../rtp/packetize-h264.js';
import { PICTURE_ID_MODULUS, packetizeVp8 } from '../rtp/packetize-vp8.js';
import { Retransmitter } from '../rtp/retransmitter.js';
import { stampSendTime } from '../rtp/rtp-packet.js';
import { RtpStream } from '../rtp/rtp-stream.js';
import type { LocalMedia } from '../sdp/local-media.js';
import type { Negotiated } from '../sdp/negotiate.js';

const VIDEO_CLOCK_HZ = 90_000;

/** One session's video on the wire: packets, pacing, repairs. Its numbering goes on through a change of connection. */
export class VideoSender {
  readonly stream: RtpStream;
  readonly #rtx: RtpStream;
  readonly #pacer: Pacer;
  readonly #retransmitter = new Retransmitter();
  #agreed: Negotiated['video'];
  #pictureId = randomInt(PICTURE_ID_MODULUS);
  #nowMs = 0;
  #frames = 0;

  constructor(media: LocalMedia, send: (packet: Buffer) => void) {
    this.stream = new RtpStream({ ssrc: media.videoSsrc, clockRateHz: VIDEO_CLOCK_HZ });
    this.#rtx = new RtpStream({ ssrc: media.rtxSsrc, clockRateHz: VIDEO_CLOCK_HZ });
    this.#pacer = new Pacer((packet) => {
      stampSendTime(packet, this.#nowMs);
      send(packet);
    });
  }

  get stats(): { frames: number; backlog: number; dropped: number; resent: number; refused: number } {
    return {
      frames: this.#frames,
      backlog: this.#pacer.backlog,
      dropped: this.#pacer.dropped,
      ...this.#retransmitter.counts,
    };
  }

  /** @param agreed `undefined` while the viewer receives no video. */
  negotiate(agreed: Negotiated['video']): void {
    this.#agreed = agreed;
    const payloadType = agreed?.rtxPayloadType;
    this.#retransmitter.useRtx(payloadType === undefined ? undefined : { payloadType, stream: this.#rtx });
  }

  setBitrate(bitrateBps: number): void {
    this.#pacer.setTarget(bitrateBps);
  }

  /**
   * @param mediaMs The media time at which the frame is shown.
   * @returns Whether it was taken; if not, the viewer needs a keyframe.
   */
  sendFrame(frame: EncodedVideoFrame, mediaMs: number, nowMs: number): boolean {
    if (!this.#agreed) return true;
    const { payloadType, absSendTimeId } = this.#agreed;
    const payloads = this.#packetize(frame);
    const packets = payloads.map((payload, index) => {
      const marker = index === payloads.length - 1;
      const packet = this.stream.write(payload, { payloadType, mediaMs, marker, absSendTimeId });
      this.#retransmitter.remember(packet);
      return packet;
    });
    this.#frames++;
    const taken = this.#pacer.add(packets);
    this.run(nowMs);
    return taken;
  }

  /** Resends the packets that the viewer misses. */
  repair(sequences: readonly number[], now: { nowMs: number; rttMs: number; bitrateBps: number }): void {
    this.#pacer.add(this.#retransmitter.answer(sequences, now), true);
    this.run(now.nowMs);
  }

  /** Sends the packets that may leave now. @returns Whether packets still wait. */
  run(nowMs: number): boolean {
    this.#nowMs = nowMs;
    return this.#pacer.run(nowMs);
  }

  get waiting(): boolean {
    return this.#pacer.backlog > 0;
  }

  close(): void {
    this.#pacer.clear();
    this.#retransmitter.forget();
  }

  #packetize({ data }: EncodedVideoFrame): Uint8Array[] {
    if (this.#agreed?.codec === 'h264') return packetizeH264(data);
    this.#pictureId = (this.#pictureId + 1) % PICTURE_ID_MODULUS;
    return packetizeVp8(data, this.#pictureId);
  }
}
