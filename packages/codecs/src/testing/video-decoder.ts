import { AV_CODEC_ID_H264, AV_CODEC_ID_VP8 } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import type { EncodedVideoFrame, VideoCodec } from '@visavis/media';

/** Decodes one stream as a viewer does: frames in order, the first a keyframe. */
export class VideoDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();

  constructor(codec: VideoCodec) {
    const decoder = Codec.findDecoder(codec === 'vp8' ? AV_CODEC_ID_VP8 : AV_CODEC_ID_H264);
    if (!decoder) throw new Error(`no decoder for ${codec}`);
    this.#context.allocContext3(decoder);
    this.#context.threadCount = 1;
    // Never an options dictionary: passing one to open2 corrupts the heap in node-av 6.1.1.
    if (this.#context.open2Sync(decoder, null) < 0) throw new Error(`${codec} decoder does not open`);
    this.#packet.alloc();
    this.#frame.alloc();
  }

  /** @returns The decoded frame, planar YUV 4:2:0. @throws {Error} When the frame cannot be decoded. */
  decode({ data }: EncodedVideoFrame): Uint8Array {
    this.#packet.data = Buffer.from(data);
    if (this.#context.sendPacketSync(this.#packet) < 0 || this.#context.receiveFrameSync(this.#frame) < 0)
      throw new Error('frame cannot be decoded');
    const decoded = new Uint8Array(this.#frame.toBuffer());
    this.#frame.unref();
    return decoded;
  }

  close(): void {
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }
}
