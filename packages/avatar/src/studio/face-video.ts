import {
  VIDEO_FRAME_MS,
  type EncodedVideoFrame,
  type PlayoutView,
  type VideoCodec,
  type VideoSource,
} from '@visavis/media';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import type { FacePack } from '../ports.js';
import { IdleCursor } from './idle-cursor.js';
import type { Leases, SpeechInstant } from './lease.js';
import { LiveTake } from './live-take.js';

/** Bounds of a live encoder's bitrate: below, faces fall apart; above, no viewer sees a difference at any size. */
const LOWEST_BPS = 24_000;
const HIGHEST_BPS = 1_800_000;
/** After a failure the idle loop is shown for this many frames before another encoder is tried. */
const RETRY_FRAMES = 25;

/** The mouth prepares for sounds this long before they are heard: the farthest that any of its shapes reaches ahead. */
const PREPARING_MS = 120;

export interface FaceVideoOwner {
  /** The face, before what the viewer is to see behind it now. Asked for with each picture. */
  face(): FaceSource;
  /** The idle loop of that face, `undefined` while it is being made. Asked for with each picture. */
  loop(): FacePack | undefined;
  readonly leases: Leases;
  /** Called when a live frame is late; the viewer sees the last one for 40 ms more. */
  onLate(): void;
  onClosed(): void;
}

/**
 * The video of a face for one viewer. Silent, it plays the prepared loop; while the playout is busy, and until there is a
 * loop, it holds a lease and plays live frames. It changes over on keyframes, at poses that are equal on both sides. What is
 * seen behind the face changes by way of live frames too.
 */
export class FaceVideo implements VideoSource {
  readonly #view: PlayoutView;
  readonly #owner: FaceVideoOwner;
  #codec: VideoCodec | undefined;
  #look: string | undefined;
  readonly #idle = new IdleCursor();
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
    this.#idle.use(undefined);
  }

  nextFrame(): EncodedVideoFrame | undefined {
    if (this.#closed || !this.#codec) return undefined;
    const rungs = this.#owner.loop()?.idle[this.#codec];
    this.#follow(this.#owner.face());
    // The loop that a viewer sees goes on until live frames have taken over.
    if (this.#take?.state === 'showing' || !this.#idle.ready) this.#idle.use(rungs);
    if (this.#take?.state === 'failed') this.#giveUp();
    const frame = this.#take ? this.#liveFrame(this.#take) : this.#idle.next();
    this.#lookAhead(this.#codec, !this.#idle.plays(rungs));
    return frame;
  }

  requestKeyFrame(): void {
    this.#take?.requestKeyFrame();
    if (this.#take?.state !== 'showing') this.#idle.requestKeyFrame();
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

  #follow(face: FaceSource): void {
    const look = lookOf(face);
    if (look !== this.#look && this.#look !== undefined) this.#take?.show(face);
    this.#look = look;
  }

  #liveFrame(take: LiveTake): EncodedVideoFrame | undefined {
    const idle = this.#idle;
    if (take.state === 'showing' && take.idle && this.#mayLeave(take)) {
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

  /** Requests the live frame of the next tick, and takes a lease for it when speech has begun or the loop ends. */
  #lookAhead(codec: VideoCodec, loopEnds: boolean): void {
    const idle = this.#idle;
    if (this.#retryIn > 0) this.#retryIn--;
    else if (!this.#take && (this.#view.busy || loopEnds))
      this.#take = new LiveTake(this.#owner.leases.open(codec, this.#bitrateBps));
    const take = this.#take;
    if (!take || (take.state === 'showing' && this.#mayLeave(take))) return;
    const speech = this.#view.at(VIDEO_FRAME_MS);
    take.ask({ loopFrame: idle.loopFrame, speech, next: this.#nextAfter(speech) });
  }

  #nextAfter(speech: SpeechInstant | undefined): SpeechInstant | undefined {
    const next = this.#view.at(VIDEO_FRAME_MS + PREPARING_MS);
    return next && next.segment !== speech?.segment
      ? { segment: next.segment, offsetMs: next.offsetMs - PREPARING_MS }
      : undefined;
  }

  #mayLeave(take: LiveTake): boolean {
    return take.settled && !this.#view.busy && this.#idle.atEntry;
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
