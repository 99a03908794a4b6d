import type { CreateVideoEncoder, VideoCodec } from '@visavis/media';
import { FittingEncoder } from '../fitting-encoder.js';
import { SpeechLine } from '../mouth/speech-line.js';
import type { FaceRenderer } from '../render/face-renderer.js';
import { Speaker } from '../rig/speaker.js';
import type { LiveFrame } from './lease.js';
import type { DrawMessage, PhonesMessage, SegmentMessage } from './studio-calls.js';

/** A speaking face inside a drawing thread: its speech, its pose and its encoder. */
export class LiveFace {
  readonly #renderer: FaceRenderer;
  readonly #encoder: FittingEncoder;
  readonly #speaker = new Speaker();
  readonly #line = new SpeechLine();
  readonly #data: Uint8Array<ArrayBuffer>;

  constructor(renderer: FaceRenderer, create: CreateVideoEncoder, codec: VideoCodec, bitrateBps: number) {
    this.#renderer = renderer;
    this.#data = new Uint8Array(renderer.frameBytes);
    this.#encoder = new FittingEncoder(create, codec, renderer, bitrateBps);
  }

  addSegment({ segment, samples, sampleRateHz, phones }: SegmentMessage): void {
    this.#line.add(segment, { samples, sampleRateHz, phones });
  }

  setPhones({ segment, phones }: PhonesMessage): void {
    this.#line.setPhones(segment, phones);
  }

  /** @returns The compressed picture in memory of its own. */
  async draw({ loopFrame, speech, next, forceKeyFrame }: DrawMessage): Promise<LiveFrame> {
    const spoken = this.#line.at(speech, next);
    const pose = this.#speaker.pose(loopFrame, spoken, spoken?.ms ?? 0);
    const { data, keyFrame } = await this.#encoder.encode(this.#renderer.render(pose, this.#data), forceKeyFrame);
    return { data: data.slice(), keyFrame, settled: this.#speaker.settled, every: this.#encoder.every };
  }

  setBitrate(bitrateBps: number): void {
    this.#encoder.setBitrate(bitrateBps);
  }

  close(): void {
    this.#encoder.close();
  }
}
