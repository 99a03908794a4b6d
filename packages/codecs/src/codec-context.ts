import {
  AVCOL_RANGE_MPEG,
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
  /** Size of the rate-control buffer, in seconds of the bitrate. It bounds the size of a keyframe. */
  readonly bufferSeconds: number;
  readonly constantBitrate: boolean;
}

/** One opened FFmpeg encoder with the frame and packet it reuses. Each raw frame yields one encoded frame at once. */
export class OpenedCodec {
  readonly #context: CodecContext;
  readonly #settings: CodecSettings;
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  #pts = 0n;

  /** @throws {Error} When FFmpeg rejects an option or cannot open the encoder; all its memory is freed then. */
  constructor(settings: CodecSettings, options: VideoEncoderOptions, bitrateBps: number) {
    this.#settings = settings;
    const codec = Codec.findEncoderByName(settings.name as FFEncoderCodec);
    if (!codec) throw new Error(`FFmpeg was built without ${settings.name}`);
    this.#context = new CodecContext();
    this.#context.allocContext3(codec);
    this.#packet.alloc();
    this.#frame.alloc();
    try {
      this.#configure(options);
      this.setBitrate(bitrateBps);
      // Never an options dictionary: passing one to open2 corrupts the heap in node-av 6.1.1.
      check(this.#context.open2Sync(codec, null), `open ${settings.name}`);
      check(this.#frame.getBuffer(0), 'allocate a frame');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws {Error} When the frame has the wrong size or the encoder fails. */
  encode(raw: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame {
    const frame = this.#frame;
    check(frame.makeWritable(), 'reuse the frame');
    const { buffer, byteOffset, byteLength } = raw.data;
    check(frame.fromBuffer(Buffer.from(buffer, byteOffset, byteLength)), 'copy the frame');
    frame.pts = this.#pts++;
    frame.pictType = forceKeyFrame ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    check(this.#context.sendFrameSync(frame), 'encode');
    check(this.#context.receivePacketSync(this.#packet), 'return the encoded frame');
    const data = new Uint8Array(this.#packet.data ?? []);
    const keyFrame = this.#packet.isKeyframe;
    this.#packet.unref();
    return { data, keyFrame };
  }

  /** Takes effect in a running libx264 only; libvpx reads the bitrate once, when it opens. */
  setBitrate(bitrateBps: number): void {
    const { bufferSeconds, constantBitrate } = this.#settings;
    this.#context.bitRate = BigInt(bitrateBps);
    this.#context.rcMaxRate = BigInt(bitrateBps);
    if (constantBitrate) this.#context.rcMinRate = BigInt(bitrateBps);
    this.#context.rcBufferSize = Math.round(bitrateBps * bufferSeconds);
  }

  close(): void {
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
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
    for (const [name, value] of Object.entries(this.#settings.options)) {
      check(context.setOption(name, String(value)), `set ${name}`);
    }
  }
}

/** Frames between keyframes that were not requested: eleven hours. */
const KEYFRAMES_ON_DEMAND_ONLY = 1_000_000;
