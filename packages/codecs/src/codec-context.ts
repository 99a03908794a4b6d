import {
  AVCOL_RANGE_MPEG,
  AV_FRAME_DATA_REGIONS_OF_INTEREST,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import type { EncodedVideoFrame, I420Frame, VideoEncoderOptions } from '@visavis/media';
import { check } from './ffmpeg.js';

export interface CodecSettings {
  /** FFmpeg's name of the encoder. */
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
  /** The quantiser at which the encoder stays by itself, and the largest difference from it that FFmpeg can express. */
  readonly quantiser: { readonly base: number; readonly range: number };
}

/** One opened FFmpeg encoder with the frame and packet it reuses. Each raw frame yields one encoded frame at once. */
export class OpenedCodec {
  readonly #context: CodecContext;
  readonly #settings: CodecSettings;
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  #pts = 0n;

  /** @throws {Error} When FFmpeg rejects an option or cannot open the encoder; all its memory is freed then. */
  constructor(settings: CodecSettings, options: VideoEncoderOptions) {
    this.#settings = settings;
    const codec = Codec.findEncoderByName(settings.name as FFEncoderCodec);
    if (!codec) throw new Error(`FFmpeg was built without ${settings.name}`);
    this.#context = new CodecContext();
    this.#context.allocContext3(codec);
    this.#packet.alloc();
    this.#frame.alloc();
    try {
      this.#configure(options);
      // Never an options dictionary: passing one to open2 corrupts the heap in node-av 6.1.1.
      check(this.#context.open2Sync(codec, null), `open ${settings.name}`);
      check(this.#frame.getBuffer(0), 'allocate a frame');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * @param quantiser In the codec's own steps.
   * @throws {Error} When the frame has the wrong size or the encoder fails.
   */
  encode(raw: I420Frame, forceKeyFrame: boolean, quantiser: number): EncodedVideoFrame {
    const frame = this.#frame;
    check(frame.makeWritable(), 'reuse the frame');
    const { buffer, byteOffset, byteLength } = raw.data;
    check(frame.fromBuffer(Buffer.from(buffer, byteOffset, byteLength)), 'copy the frame');
    this.#setQuantiser(quantiser);
    frame.pts = this.#pts++;
    frame.pictType = forceKeyFrame ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    check(this.#context.sendFrameSync(frame), 'encode');
    check(this.#context.receivePacketSync(this.#packet), 'return the encoded frame');
    const data = new Uint8Array(this.#packet.data ?? []);
    const keyFrame = this.#packet.isKeyframe;
    this.#packet.unref();
    return { data, keyFrame };
  }

  close(): void {
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }

  /** Makes the whole frame a region of interest: the one way by which FFmpeg passes on the quantiser of a frame. */
  #setQuantiser(quantiser: number): void {
    const { base, range } = this.#settings.quantiser;
    this.#frame.removeSideData(AV_FRAME_DATA_REGIONS_OF_INTEREST);
    // struct AVRegionOfInterest: its own size, top, bottom, left, right, and the change as a fraction of the range.
    const change = [Math.round((quantiser - base) * PARTS), range * PARTS];
    const fields = [REGION_BYTES, 0, this.#frame.height, 0, this.#frame.width, ...change];
    const region = this.#frame.newSideData(AV_FRAME_DATA_REGIONS_OF_INTEREST, REGION_BYTES);
    for (const [i, field] of fields.entries()) region.writeInt32LE(field, 4 * i);
  }

  #configure({ width, height, framesPerSecond }: VideoEncoderOptions): void {
    const context = this.#context;
    context.width = this.#frame.width = width;
    context.height = this.#frame.height = height;
    context.pixelFormat = this.#frame.format = AV_PIX_FMT_YUV420P;
    context.colorRange = AVCOL_RANGE_MPEG;
    context.timeBase = new Rational(1, framesPerSecond);
    context.framerate = new Rational(framesPerSecond, 1);
    context.gopSize = KEYFRAMES_ON_DEMAND_ONLY;
    context.maxBFrames = 0;
    context.threadCount = 1;
    context.bitRate = UNUSED_BPS;
    for (const [name, value] of Object.entries(this.#settings.options)) {
      check(context.setOption(name, String(value)), `set ${name}`);
    }
  }
}

/** Frames between keyframes that were not requested: eleven hours. */
const KEYFRAMES_ON_DEMAND_ONLY = 1_000_000;
/** Seven numbers of 32 bits. */
const REGION_BYTES = 28;
/** A step of a quantiser is passed on in so many parts, for codecs that can take less than one. */
const PARTS = 10;
/** libvpx needs a bitrate, which a fixed quantiser makes meaningless. */
const UNUSED_BPS = 2_000_000n;
