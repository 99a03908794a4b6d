import type { CreateVideoEncoder } from '@visavis/media';
import { FittingEncoder } from '../fitting-encoder.js';
import { SpeechLine } from '../mouth/speech-line.js';
import type { FaceRenderer } from '../render/face-renderer.js';
import { Speaker } from '../rig/speaker.js';
import type { LeaseOptions, LiveFrame } from './lease.js';
import type { DrawMessage, PhonesMessage, SegmentMessage } from './studio-calls.js';

/** A speaking face inside a drawing thread: its speech, its pose and its encoder. */
export class LiveFace {
  readonly #create: (renderer: FaceRenderer) => FittingEncoder;
  #renderer: FaceRenderer;
  #encoder: FittingEncoder;
  #bitrateBps: number;
  /** Shown from the next picture on. */
  #next: FaceRenderer | undefined;
  readonly #speaker: Speaker;
  readonly #line = new SpeechLine();
  #data: Uint8Array<ArrayBuffer>;

  constructor(renderer: FaceRenderer, create: CreateVideoEncoder, { codec, bitrateBps, motion }: LeaseOptions) {
    this.#renderer = renderer;
    this.#speaker = new Speaker(motion);
    this.#data = new Uint8Array(renderer.frameBytes);
    this.#bitrateBps = bitrateBps;
    this.#create = (shown) => new FittingEncoder(create, codec, shown, this.#bitrateBps);
    this.#encoder = this.#create(renderer);
  }

  /** Shows another face, or the same before another background, from the next picture on. */
  show(renderer: FaceRenderer): void {
    this.#next = renderer;
  }

  addSegment({ segment, samples, sampleRateHz, phones }: SegmentMessage): void {
    this.#line.add(segment, { samples, sampleRateHz, phones });
  }

  setPhones({ segment, phones }: PhonesMessage): void {
    this.#line.setPhones(segment, phones);
  }

  /** @returns The compressed picture in memory of its own. */
  async draw({ loopFrame, motion, speech, forceKeyFrame }: DrawMessage): Promise<LiveFrame> {
    const spoken = this.#line.at(speech);
    const pose = this.#speaker.pose(loopFrame, spoken, spoken?.ms ?? 0, motion);
    const changes = this.#change();
    const picture = this.#renderer.render(pose, this.#data);
    const { data, keyFrame } = await this.#encoder.encode(picture, forceKeyFrame || changes);
    return { data: data.slice(), keyFrame, settled: this.#speaker.settled, every: this.#encoder.every };
  }

  /** @returns Whether the picture shows something else than the last. */
  #change(): boolean {
    const [before, next] = [this.#renderer, this.#next];
    if (!next) return false;
    this.#renderer = next;
    this.#next = undefined;
    if (next.width === before.width && next.height === before.height) return true;
    this.#data = new Uint8Array(next.frameBytes);
    this.#encoder.close();
    this.#encoder = this.#create(next);
    return true;
  }

  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = bitrateBps;
    this.#encoder.setBitrate(bitrateBps);
  }

  close(): void {
    this.#encoder.close();
  }
}
