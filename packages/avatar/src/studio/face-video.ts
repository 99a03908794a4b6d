import { AT_REST, sameMotion, type Motion } from '@visavis/core';
import {
  AUDIO_FRAME_MS,
  VIDEO_FRAME_MS,
  type EncodedVideoFrame,
  type FaceView,
  type VideoCodec,
  type VideoSource,
} from '@visavis/media';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import type { FacePack, IdleRung } from '../ports.js';
import { IdleCursor } from './idle-cursor.js';
import type { Leases, SpeechInstant } from './lease.js';
import { LiveTake } from './live-take.js';
import { WantedMotion } from './wanted-motion.js';

/** Bounds of a live encoder's bitrate: below, faces fall apart; above, no viewer sees a difference at any size. */
const LOWEST_BPS = 24_000;
const HIGHEST_BPS = 1_800_000;
/** A speaking face gains up to so many times the bits of the highest rung of its loop. */
const GAINING = 4 / 3;
/** After a failure the idle loop is shown for this many frames before another encoder is tried. */
const RETRY_FRAMES = 25;

/** The mouth prepares for sounds this long before they are heard: the farthest that any of its shapes reaches ahead. */
const PREPARING_MS = 120;
const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

export interface FaceVideoOwner {
  /** The face, before what the viewer is to see behind it now. Asked for with each picture. */
  face(): FaceSource;
  /**
   * The loop of that face in a motion, `undefined` while it is being made. The one that is shown is asked for with each
   * picture.
   */
  loop(motion: Motion): FacePack | undefined;
  readonly leases: Leases;
  /** Called when a live frame is late; the viewer sees the last one for 40 ms more. */
  onLate(): void;
  onClosed(): void;
}

/** How long a face that thinks is drawn live, frames: an answer mostly comes sooner, and finds its encoder at work. */
const THINKING_FRAMES = 75;

/** Below this bitrate the two keyframes of a change of motion cost the viewer more than the change is worth. */
const CHANGES_FROM_BPS = 150_000;

/**
 * The video of a face for one viewer. Silent, it plays the prepared loop of its motion; while the playout is busy, while it
 * changes its motion, and until there is a loop, it holds a lease and plays live frames. It changes over on keyframes, at
 * poses that are equal on both sides. What is seen behind the face changes by way of live frames too.
 */
export class FaceVideo implements VideoSource {
  readonly #view: FaceView;
  readonly #owner: FaceVideoOwner;
  #codec: VideoCodec | undefined;
  #look: string | undefined;
  readonly #idle = new IdleCursor();
  #take: LiveTake | undefined;
  readonly #wanted: WantedMotion;
  /** The motion of the loop that is shown, or was before the live frames. */
  #shown = AT_REST;
  #bitrateBps = HIGHEST_BPS;
  #retryIn = 0;
  /** Whether the next picture has been seen to. */
  #isAhead = false;
  #closed = false;

  constructor(view: FaceView, owner: FaceVideoOwner) {
    this.#view = view;
    this.#wanted = new WantedMotion(view, (motion) => this.#hasRoomFor(motion));
    this.#owner = owner;
  }

  start(codec: VideoCodec): void {
    if (this.#closed || codec === this.#codec) return this.requestKeyFrame();
    this.#leave();
    this.#codec = codec;
    this.#idle.use(undefined);
  }

  nextFrame(): EncodedVideoFrame | undefined {
    if (this.#closed || !this.#codec) return undefined;
    const rungs = this.#rungs(this.#codec);
    this.#follow(this.#owner.face());
    // The loop that a viewer sees goes on until live frames have taken over.
    if (this.#take?.state === 'showing' || !this.#idle.ready) this.#idle.use(rungs);
    if (this.#take?.state === 'failed') this.#giveUp();
    const frame = this.#take ? this.#liveFrame(this.#take) : this.#idle.next();
    this.#isAhead = this.#view.busy;
    if (this.#isAhead) this.#askFor(VIDEO_FRAME_MS, this.#codec);
    return frame;
  }

  lookAhead(): void {
    if (this.#closed || !this.#codec || this.#isAhead) return;
    this.#isAhead = true;
    this.#askFor(AUDIO_FRAME_MS, this.#codec);
  }

  requestKeyFrame(): void {
    this.#take?.requestKeyFrame();
    if (this.#take?.state !== 'showing') this.#idle.requestKeyFrame();
  }

  get mostBps(): number | undefined {
    return this.#idle.highestBps && GAINING * this.#idle.highestBps;
  }

  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = Math.min(HIGHEST_BPS, Math.max(LOWEST_BPS, bitrateBps));
    this.#idle.setBitrate(bitrateBps);
    this.#take?.setBitrate(this.#bitrateBps);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#owner.onClosed();
  }

  #rungs(codec: VideoCodec): readonly IdleRung[] | undefined {
    return this.#owner.loop(this.#shown)?.idle[codec];
  }

  #follow(face: FaceSource): void {
    const look = lookOf(face);
    if (look !== this.#look && this.#look !== undefined) this.#take?.show(face);
    this.#look = look;
  }

  #liveFrame(take: LiveTake): EncodedVideoFrame | undefined {
    const idle = this.#idle;
    const entered = take.state === 'showing' && take.idle ? this.#enterable(take) : undefined;
    if (entered) {
      this.#leave();
      this.#shown = this.#wanted.motion;
      idle.use(entered.idle[this.#codec!]);
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

  /**
   * Requests the live frame that is shown `aheadMs` from now, and takes a lease for it when the loop that is shown does not
   * do.
   */
  #askFor(aheadMs: number, codec: VideoCodec): void {
    const idle = this.#idle;
    const speech = this.#view.at(VIDEO_FRAME_MS);
    this.#wanted.advance(speech, this.#shown);
    const motion = this.#wanted.motion;
    const drawn = this.#view.busy || !idle.plays(this.#rungs(codec)) || !sameMotion(motion, this.#shown);
    if (this.#retryIn > 0) this.#retryIn--;
    else if (!this.#take && drawn) {
      const options = { codec, bitrateBps: this.#bitrateBps, motion: this.#shown };
      this.#take = new LiveTake(this.#owner.leases.open(options));
    }
    const take = this.#take;
    if (!take || (take.state === 'showing' && this.#enterable(take))) return;
    take.ask({ loopFrame: idle.loopFrame, motion, speech: this.#heardSoon(aheadMs) });
  }

  /**
   * A silent face may change its motion while there is room on the link and among the threads, and stay live for it until
   * its loop is ready. Without room it stays in the loop that it shows, or goes back there.
   */
  #hasRoomFor(motion: Motion): boolean {
    if (this.#view.busy) return true;
    if (this.#bitrateBps < CHANGES_FROM_BPS) return false;
    return this.#owner.leases.room || (this.#take !== undefined && this.#owner.loop(motion) !== undefined);
  }

  /** The segments that are heard `aheadMs` from now or soon after it, however short they are. */
  #heardSoon(aheadMs: number): SpeechInstant[] {
    const soon: SpeechInstant[] = [];
    for (let waitMs = 0; waitMs <= PREPARING_MS;) {
      const heard = this.#view.at(aheadMs + waitMs);
      if (heard) soon.push({ segment: heard.segment, offsetMs: heard.offsetMs - waitMs });
      const leftMs = heard && heard.segment.samples.length / SAMPLES_PER_MS - heard.offsetMs;
      // Half a sample into what follows: the end itself may be rounded to this segment.
      waitMs += leftMs === undefined ? AUDIO_FRAME_MS : leftMs + 0.5 / SAMPLES_PER_MS;
    }
    return soon;
  }

  /** @returns The loop that can be entered with the next frame, where the live picture has come to rest in its motion. */
  #enterable(take: LiveTake): FacePack | undefined {
    const { motion, frames } = this.#wanted;
    if (this.#view.busy || !take.settledIn(motion)) return undefined;
    if (motion.attention === 'thinking' && frames < THINKING_FRAMES) return undefined;
    const loop = this.#owner.loop(motion);
    return loop && this.#idle.mayEnter(loop.idle[this.#codec!]) ? loop : undefined;
  }

  #giveUp(): void {
    this.#leave();
    this.#retryIn = RETRY_FRAMES;
    this.#idle.enter();
  }

  #leave(): void {
    this.#take?.close();
    this.#take = undefined;
  }
}
