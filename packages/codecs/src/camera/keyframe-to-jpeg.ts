import {
  AVCOL_RANGE_JPEG,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_VP8,
  AV_PIX_FMT_YUVJ420P,
  type AVPixelFormat,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';
import type { CameraPicture, VideoCodec } from '@visavis/media';
import { check } from '../ffmpeg.js';
import { fitWithin } from './fit-within.js';

/** Longer side of the JPEG, pixels: vision models use no larger pictures. */
const LONGEST_SIDE = 640;
/** Frames larger than 4K are rejected before memory is allocated for them. */
const MAX_PIXELS = 3840 * 2160;
/** Quality of the JPEG, 1 (best) … 31: about 30 kB for a face at 640×480. */
const JPEG_QUANTIZER = 5;
const FF_QP2LAMBDA = 118;

/**
 * Decodes one keyframe and encodes it as a JPEG. Decoder and encoder are opened for this one picture, so that a
 * stranger's stream cannot damage the next one.
 *
 * @param frame A VP8 keyframe, or an H.264 access unit in Annex B form with its parameter sets.
 * @throws {Error} When the frame cannot be decoded.
 */
export function keyFrameToJpeg(codec: VideoCodec, frame: Uint8Array): CameraPicture {
  const picture = new Frame();
  const scaled = new Frame();
  try {
    picture.alloc();
    scaled.alloc();
    decode(codec, frame, picture);
    scale(picture, scaled);
    return { mime: 'image/jpeg', bytes: encode(scaled), width: scaled.width, height: scaled.height };
  } finally {
    picture.free();
    scaled.free();
  }
}

function decode(codec: VideoCodec, data: Uint8Array, into: Frame): void {
  const context = new CodecContext();
  const packet = new Packet();
  try {
    const decoder = Codec.findDecoder(codec === 'vp8' ? AV_CODEC_ID_VP8 : AV_CODEC_ID_H264);
    if (!decoder) throw new Error(`FFmpeg was built without a decoder for ${codec}`);
    context.allocContext3(decoder);
    context.threadCount = 1;
    check(context.setOption('max_pixels', String(MAX_PIXELS)), 'limit the size');
    // Never an options dictionary: passing one to open2 corrupts the heap in node-av 6.1.1.
    check(context.open2Sync(decoder, null), 'open the decoder');
    packet.alloc();
    packet.data = Buffer.from(data);
    check(context.sendPacketSync(packet), 'decode');
    // The end of the stream: a decoder that waits for more frames returns the one it has.
    context.sendPacketSync(null);
    check(context.receiveFrameSync(into), 'take the picture');
  } finally {
    packet.free();
    context.freeContext();
  }
}

function scale(from: Frame, to: Frame): void {
  const size = fitWithin(from.width, from.height, LONGEST_SIDE);
  to.width = size.width;
  to.height = size.height;
  to.format = AV_PIX_FMT_YUVJ420P;
  to.colorRange = AVCOL_RANGE_JPEG;
  check(to.getBuffer(0), 'allocate a picture');
  const scaler = new SoftwareScaleContext();
  try {
    scaler.getContext(
      from.width,
      from.height,
      from.format as AVPixelFormat,
      size.width,
      size.height,
      AV_PIX_FMT_YUVJ420P,
    );
    check(scaler.scaleFrameSync(to, from), 'scale');
  } finally {
    scaler.freeContext();
  }
}

function encode(picture: Frame): Uint8Array {
  const context = new CodecContext();
  const packet = new Packet();
  try {
    const encoder = Codec.findEncoder(AV_CODEC_ID_MJPEG);
    if (!encoder) throw new Error('FFmpeg was built without JPEG');
    context.allocContext3(encoder);
    context.width = picture.width;
    context.height = picture.height;
    context.pixelFormat = AV_PIX_FMT_YUVJ420P;
    context.colorRange = AVCOL_RANGE_JPEG;
    context.timeBase = new Rational(1, 1);
    context.threadCount = 1;
    check(context.setOption('flags', '+qscale'), 'set the quality');
    check(context.setOption('global_quality', String(JPEG_QUANTIZER * FF_QP2LAMBDA)), 'set the quality');
    check(context.open2Sync(encoder, null), 'open the JPEG encoder');
    packet.alloc();
    check(context.sendFrameSync(picture), 'encode');
    check(context.receivePacketSync(packet), 'take the JPEG');
    return new Uint8Array(packet.data ?? []);
  } finally {
    packet.free();
    context.freeContext();
  }
}
