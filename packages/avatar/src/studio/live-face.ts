import type { CreateVideoEncoder, VideoCodec, VideoEncoder } from '@visavis/media';
import { AudioMouthTrack } from '../mouth/audio-track.js';
import { loudnessOf } from '@visavis/sound';
import { PhoneMouthTrack, visemesFromPhones } from '../mouth/phone-track.js';
import { FACE_FRAMES_PER_SECOND, FACE_SIZE } from '../ports.js';
import { FRAME_BYTES, type FaceRenderer } from '../render/face-renderer.js';
import { Speaker, type SpokenSegment } from '../rig/speaker.js';
import type { LiveFrame } from './lease.js';
import type { DrawMessage, SegmentMessage } from './studio-calls.js';

/**
 * Share of a second's bits that the first picture may take: it follows a sharp one of the loop and must not look
 * softer. At the pacer's rate it is sent in about 70 ms.
 */
const KEYFRAME_SECONDS = 0.17;

/** Segments kept: the one that sounds, the one before it and the one after. */
const SEGMENTS = 3;

/** A speaking face inside a drawing thread: its speech, its pose and its encoder. */
export class LiveFace {
  readonly #renderer: FaceRenderer;
  readonly #encoder: VideoEncoder;
  readonly #speaker = new Speaker();
  readonly #speeches = new Map<number, SpokenSegment>();
  readonly #data = new Uint8Array(FRAME_BYTES);

  constructor(renderer: FaceRenderer, create: CreateVideoEncoder, codec: VideoCodec, bitrateBps: number) {
    this.#renderer = renderer;
    this.#encoder = create({
      codec,
      width: FACE_SIZE,
      height: FACE_SIZE,
      framesPerSecond: FACE_FRAMES_PER_SECOND,
      bitrateBps,
      keyFrameBytes: Math.round((bitrateBps * KEYFRAME_SECONDS) / 8),
    });
  }

  addSegment({ segment, samples, sampleRateHz, phones }: SegmentMessage): void {
    const mouth = phones?.length
      ? new PhoneMouthTrack(visemesFromPhones(phones))
      : new AudioMouthTrack(samples, sampleRateHz);
    this.#speeches.set(segment, { mouth, loudness: loudnessOf(samples, sampleRateHz) });
    if (this.#speeches.size > SEGMENTS) this.#speeches.delete(this.#speeches.keys().next().value!);
  }

  /** @returns The compressed picture in memory of its own. */
  async draw({ loopFrame, speech, forceKeyFrame }: DrawMessage): Promise<LiveFrame> {
    const pose = this.#speaker.pose(loopFrame, speech && this.#speeches.get(speech.segment), speech?.offsetMs ?? 0);
    const { data, keyFrame } = await this.#encoder.encode(this.#renderer.render(pose, this.#data), forceKeyFrame);
    return { data: data.slice(), keyFrame, settled: this.#speaker.settled };
  }

  setBitrate(bitrateBps: number): void {
    this.#encoder.setBitrate(bitrateBps);
  }

  close(): void {
    this.#encoder.close();
  }
}
