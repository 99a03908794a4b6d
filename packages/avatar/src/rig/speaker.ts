import { AT_REST, type Motion } from '@visavis/core';
import type { Loudness } from '@visavis/sound';
import { between } from '../mouth/blend.js';
import type { MouthTrack } from '../mouth/mouth-track.js';
import type { FacePose, MouthShape } from './face-pose.js';
import { BLINK, IDLE_FRAMES, REST_SMILE } from './idle.js';
import { blendedPose, withinReach } from './loop-pose.js';
import { MovingShares } from './shares.js';
import { Spring } from './spring.js';

/** The mouth and the loudness of one segment of speech. */
export interface SpokenSegment {
  readonly mouth: MouthTrack;
  readonly loudness: Loudness;
}

const FRAME_MS = 40;
/** A change of motion takes half a second; the eyes are there long before. */
const CHANGE_MS = 500;
const GAZE_MS = 160;
/** How far the upper lip, raised off the teeth, parts the lips beside the jaw, and how far a lip at the teeth brings them together. */
const PARTED_BY_UPPER = 0.1;
const CLOSED_BY_TUCK = 0.07;
/**
 * The farthest that the lips part or close within a frame. Tracks of known phones keep to it by themselves; phones
 * that are found late may correct a mouth that is shown already, which then shuts over two or three frames.
 */
const FARTHEST = 0.26;
/** Share of the way to a new shape that the mouth goes at once, unless it closes: closures are seen, the rest is softer. */
const AT_ONCE = 0.92;
/** The mouth is closed by the lips when it is open no further, and by lip and teeth when the lip is as far as this at them. */
const SHUT = 0.05;
const AT_TEETH = 0.5;
/** After a longer time without a picture, or a jump back in the loop, a face goes on where it was. */
const MOST_SKIPPED = 25;
/** Share of the speech's mouth shape after one, two … frames of silence; shut within 80 ms. */
const LETTING_GO = [0.3, 0] as const;
/** How far the smile at rest gives way to that of the sounds. */
const OF_THE_SMILE = 0.4;
/** Share of an expression that the mouth shows under speech. */
const UNDER_SPEECH = 1 / 3;

/**
 * Turns speech into poses, frame by frame: the motion of the silent face goes on underneath, the mouth follows the sound,
 * head and brows accent stressed sounds. Everything eases in and out, so a viewer sees no change-over.
 */
export class Speaker {
  readonly #nod = new Spring(300);
  readonly #brow = new Spring(340);
  readonly #lean = new Spring(900);
  readonly #voice = new Spring(400);
  readonly #body: MovingShares;
  readonly #gaze: MovingShares;
  #motion: Motion;
  #blinkFrame: number = BLINK.length;
  #lastMouth: MouthShape | undefined;
  #silentFrames = Infinity;
  /** The loop's frame of the last pose. */
  #last: number | undefined;
  /** Mean loudness of the last half second: sound well above it is stressed. */
  #usual = 0;

  /** @param motion Of the loop that was shown before. */
  constructor(motion: Motion = AT_REST) {
    this.#motion = motion;
    this.#body = new MovingShares(motion, CHANGE_MS);
    this.#gaze = new MovingShares(motion, GAZE_MS);
  }

  /** Whether the pose is that of the loop of the motion that was wanted last. */
  get settled(): boolean {
    const moved = this.#body.settled && this.#gaze.settled && this.#blinkFrame >= BLINK.length;
    return moved && this.#silentFrames > LETTING_GO.length && this.#accents.every((spring) => spring.resting);
  }

  /**
   * The face moves through the frames that passed since its last pose too: with fewer pictures a second it is not slower.
   *
   * @param frame Number of the loop's frame that would be shown.
   * @param speech The segment heard at this instant, `undefined` for silence. @param offsetMs Offset in it.
   * @param motion The motion that the face is to have now.
   */
  pose(frame: number, speech: SpokenSegment | undefined, offsetMs: number, motion: Motion = AT_REST): FacePose {
    for (let early = this.#skippedBefore(frame); early > 0; early--)
      this.#advance(frame - early, speech, offsetMs - early * FRAME_MS, motion);
    this.#last = frame;
    return this.#advance(frame, speech, offsetMs, motion);
  }

  #skippedBefore(frame: number): number {
    if (this.#last === undefined) return 0;
    const passed = (frame - this.#last + IDLE_FRAMES) % IDLE_FRAMES;
    return passed > MOST_SKIPPED ? 0 : Math.max(0, passed - 1);
  }

  #advance(frame: number, speech: SpokenSegment | undefined, offsetMs: number, motion: Motion): FacePose {
    this.#move(motion);
    const level = speech ? speech.loudness.at(offsetMs) : 0;
    this.#usual += (level - this.#usual) * 0.12;
    const stress = speech ? Math.min(1, Math.max(0, level - this.#usual - 0.08) * 2.4) : 0;
    this.#accent(stress, speech !== undefined, frame);
    const mouthShare = 1 - (1 - UNDER_SPEECH) * this.#voice.value;
    const rest = blendedPose({ body: this.#body.shares, gaze: this.#gaze.shares, mouth: mouthShare }, frame);
    const [nod, brow, lean] = [this.#nod.value, this.#brow.value, this.#lean.value];
    return withinReach({
      ...rest,
      pitch: rest.pitch + nod * 3.2 - brow * 0.7 + lean * (1.2 * sway(frame, 4, 0) + 0.6 * sway(frame, 7, 1)),
      yaw: rest.yaw + lean * (3 * sway(frame, 3, 0.6) + 1.7 * sway(frame, 5, 2)),
      roll: rest.roll + lean * 1.7 * sway(frame, 2, 1) + nod * 0.4,
      shiftY: rest.shiftY + nod * 0.018,
      brows: { ...rest.brows, raise: rest.brows.raise + brow * 0.75 },
      eyes: { ...rest.eyes, blink: Math.max(rest.eyes.blink, BLINK[this.#blinkFrame] ?? -Infinity) },
      mouth: this.#mouth(rest.mouth, speech?.mouth.at(offsetMs)),
    });
  }

  get #accents(): readonly Spring[] {
    return [this.#nod, this.#brow, this.#lean, this.#voice];
  }

  #move(motion: Motion): void {
    this.#blinkFrame++;
    // A gaze that goes far is accompanied by a blink.
    const looksAway = (motion.attention === 'thinking') !== (this.#motion.attention === 'thinking');
    if (looksAway && this.#blinkFrame >= BLINK.length) this.#blinkFrame = 0;
    this.#motion = motion;
    this.#body.step(motion, FRAME_MS);
    this.#gaze.step(motion, FRAME_MS);
  }

  #accent(stress: number, speaking: boolean, frame: number): void {
    this.#nod.step(stress, FRAME_MS);
    // Brows mark the strongest stresses only, and not each of them.
    this.#brow.step(stress > 0.55 && frame % 75 < 40 ? stress : 0, FRAME_MS);
    this.#lean.step(speaking ? 1 : 0, FRAME_MS);
    this.#voice.step(speaking ? 1 : 0, FRAME_MS);
    if (!speaking && this.#silentFrames >= LETTING_GO.length)
      for (const spring of this.#accents) if (spring.resting) spring.rest();
  }

  #mouth(rest: MouthShape, spoken: MouthShape | undefined): MouthShape {
    if (spoken) {
      const easing = this.#silentFrames > 0 && this.#lastMouth === undefined ? 0.5 : 1;
      this.#silentFrames = 0;
      const before = this.#lastMouth ?? rest;
      // Little by little: corners that fall at once are seen before the first sound.
      const smile = rest.smile + this.#lean.value * OF_THE_SMILE * (spoken.smile - REST_SMILE);
      const next = { ...between(rest, spoken, easing), smile };
      const closes = next.open < SHUT || next.tuck > AT_TEETH;
      const far = Math.abs(partedIn(next) - partedIn(before));
      const share = Math.min(closes ? 1 : AT_ONCE, far > 0 ? FARTHEST / far : 1);
      this.#lastMouth = between(before, next, share);
      return this.#lastMouth;
    }
    const kept = this.#lastMouth ? (LETTING_GO[this.#silentFrames] ?? 0) : 0;
    this.#silentFrames++;
    const mouth = kept > 0 ? between(rest, this.#lastMouth!, kept) : rest;
    if (kept === 0) this.#lastMouth = undefined;
    return mouth;
  }
}

const partedIn = ({ open, upper, tuck }: MouthShape): number => open + PARTED_BY_UPPER * upper - CLOSED_BY_TUCK * tuck;

/** A motion of the loop's length, or a part of it: −1…1. */
const sway = (frame: number, cycles: number, phase: number): number =>
  Math.sin((2 * Math.PI * cycles * frame) / IDLE_FRAMES + phase);
