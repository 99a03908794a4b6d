import {
  VIDEO_FRAME_MS,
  type EncodedVideoFrame,
  type PlayoutView,
  type VideoCodec,
  type VideoSource,
} from '@visavis/media';
import type { FacePack } from '../ports.js';
import { IdleCursor } from './idle-cursor.js';
import type { Leases, SpeechInstant } from './lease.js';
import { LiveTake } from './live-take.js';

/** Bounds of a live encoder's bitrate: below, faces fall apart; above, no viewer sees a difference. */
const LOWEST_BPS = 120_000;
const HIGHEST_BPS = 900_000;
/** After a failure the idle loop is shown for this many frames before another encoder is tried. */
const RETRY_FRAMES = 25;

/** The mouth prepares for sounds this long before they are heard: the farthest that any of its shapes reaches ahead. */
const PREPARING_MS = 120;

export interface FaceVideoOwner {
  readonly pack: FacePack;
  readonly leases: Leases;
  /** Called when a live frame is late; the viewer sees the last one for 40 ms more. */
  onLate(): void;
  onClosed(): void;
}

/**
 * The video of a face for one viewer. Silent, it plays the prepared loop; while the playout is busy it holds a lease
 * and plays live frames. It changes over on keyframes, at poses that are equal on both sides.
 */
export class FaceVideo implements VideoSource {
  readonly #view: PlayoutView;
  readonly #owner: FaceVideoOwner;
  #codec: VideoCodec | undefined;
  #idle: IdleCursor | undefined;
  #take: LiveTake | undefined;
  #bitrateBps = HIGHEST_BPS;
  #retryIn = 0;
  #closed = false;

  constructor(view: PlayoutView, owner: FaceVideoOwner) {
    this.#view = view;
    this.#owner = owner;
  }

  start(codec: VideoCodec): void {
    if (this.#closed || codec === this.#codec) return this.requestKeyFrame();
    this.#leave();
    this.#codec = codec;
    const rungs = this.#owner.pack.idle[codec];
    if (this.#idle) this.#idle.use(rungs);
    else this.#idle = new IdleCursor(rungs);
    this.#idle.setBitrate(this.#bitrateBps);
  }

  nextFrame(): EncodedVideoFrame | undefined {
    if (this.#closed || !this.#idle) return undefined;
    if (this.#take?.state === 'failed') this.#giveUp(this.#idle);
    const take = this.#take;
    const frame = take ? this.#liveFrame(take, this.#idle) : this.#idle.next();
    this.#look();
    return frame;
  }

  requestKeyFrame(): void {
    this.#take?.requestKeyFrame();
    if (this.#take?.state !== 'showing') this.#idle?.requestKeyFrame();
  }

  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = Math.min(HIGHEST_BPS, Math.max(LOWEST_BPS, bitrateBps));
    this.#idle?.setBitrate(bitrateBps);
    this.#take?.setBitrate(this.#bitrateBps);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#owner.onClosed();
  }

  #liveFrame(take: LiveTake, idle: IdleCursor): EncodedVideoFrame | undefined {
    if (take.state === 'showing' && take.idle && this.#mayLeave(take, idle)) {
      this.#leave();
      idle.enter();
      return idle.next();
    }
    const picture = take.take();
    // Until the first live frame has arrived, the loop goes on.
    if (!picture && take.state === 'opening') return idle.next();
    if (!picture && !take.idle) this.#owner.onLate();
    idle.skip();
    return picture;
  }

  /** Requests the live frame of the next tick, and takes a lease for it when speech has begun. */
  #look(): void {
    const idle = this.#idle!;
    if (this.#retryIn > 0) this.#retryIn--;
    else if (!this.#take && this.#view.busy)
      this.#take = new LiveTake(this.#owner.leases.open(this.#codec!, this.#bitrateBps));
    const take = this.#take;
    if (!take || (take.state === 'showing' && this.#mayLeave(take, idle))) return;
    const speech = this.#view.at(VIDEO_FRAME_MS);
    take.ask({ loopFrame: idle.loopFrame, speech, next: this.#nextAfter(speech) });
  }

  #nextAfter(speech: SpeechInstant | undefined): SpeechInstant | undefined {
    const next = this.#view.at(VIDEO_FRAME_MS + PREPARING_MS);
    return next && next.segment !== speech?.segment
      ? { segment: next.segment, offsetMs: next.offsetMs - PREPARING_MS }
      : undefined;
  }

  #mayLeave(take: LiveTake, idle: IdleCursor): boolean {
    return take.settled && !this.#view.busy && idle.atEntry;
  }

  #giveUp(idle: IdleCursor): void {
    this.#leave();
    this.#retryIn = RETRY_FRAMES;
    idle.enter();
  }

  #leave(): void {
    this.#take?.close();
    this.#take = undefined;
  }
}
