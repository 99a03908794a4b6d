import { BandLevels, HOP_MS, totalPower } from './band-levels.js';
import { CaptureClock } from './capture-clock.js';
import { EchoPrediction } from './echo-prediction.js';
import { LagSearch } from './lag-search.js';
import { PossibleDelays, type HopKind } from './possible-delays.js';
import { ReferenceTrack } from './reference-track.js';

/**
 * Mean share of unexplained power over the window from which the user is taken to be speaking. In simulated rooms echo
 * alone stays below 0.03, a user as loud as the echo passes it within 150 ms nine times out of ten.
 */
const UNEXPLAINED_SHARE = 0.1;
/** 112 ms: long enough to even out single hops, short enough for a barge-in. */
const WINDOW_HOPS = 7;
/** The most that one hop may add to that mean, so that a slammed door is not taken for a voice. */
const MAX_SHARE = 0.3;
/** A voice is believed to go on for 128 ms: where the face is louder for a moment, the user cannot be heard. */
const HOLD_HOPS = 8;
/** Power of a microphone while all are silent: about −55 dBFS. */
const QUIET = 10 ** -6.2;
/** Power of a sound that can be compared with what was played: about −49 dBFS. */
const SOUND = 4 * QUIET;
/** Delays of an echo, in hops: where there is none up to 0.6 s, there is no loudspeaker to be heard. */
const USUAL_DELAYS = 40;
/** Hops of sound unlike anything that was played, after which it is the user's although nothing was learned yet. */
const UNLIKE_HOPS = 30;
const UNLIKE_CORRELATION = 0.3;
/**
 * Nothing was played for so long: what comes now to a microphone that has heard nothing of the reply is a voice. Looking
 * for the reply in it would only find likeness by chance, and then take the beginning of an answer for echo.
 */
const JUST_NOW_HOPS = 8;

/**
 * Distinguishes the user's voice from the face's own coming back through a loudspeaker. The server knows what it
 * played, so it looks for that sound in the microphone (correlation of band levels over all delays up to a second),
 * learns how loud each band returns, and takes as the user's only what is clearly louder than the echo it predicts.
 * This is double-talk detection by spectral prediction, cf. Hänsler and Schmidt, Acoustic Echo and Noise Control
 * (2004), ch. 13; no sound is altered.
 */
export class EchoGate {
  readonly #reference = new ReferenceTrack();
  readonly #search = new LagSearch();
  readonly #delays = new PossibleDelays(LagSearch.MAX_LAG_HOPS);
  readonly #prediction = new EchoPrediction();
  readonly #levels = new BandLevels();
  /** Shares of the latest hops, oldest first. */
  #shares: number[] = [];
  #hold = 0;
  readonly #capture = new CaptureClock();
  /** Whether no echo came although one would have been heard. */
  #isSilent = false;
  #unlikeHops = 0;

  /** @param samples What was just sent, mono at 16 kHz. @param nowMs On the clock of `arrivedMs`. */
  played(samples: Float32Array, nowMs: number): void {
    this.#reference.push(samples, nowMs);
  }

  /**
   * @param frame The next samples of the microphone.
   * @param times When the samples arrived (bursts are normal), and where they end in the time that counts samples.
   * @returns Whether something other than echo is in them; always, while nothing sounds or has just sounded. `undefined`
   *   while that is not known yet: the next answer that is known holds for this frame as well.
   */
  hearsUser(frame: Float32Array, { arrivedMs, endMs }: { arrivedMs: number; endMs: number }): boolean | undefined {
    const capturedMs = this.#capture.capturedMs(endMs, arrivedMs);
    const hops = this.#levels.push(frame);
    const answers = hops.map((powers, i) => {
      const hop = Math.round(capturedMs / HOP_MS) - (hops.length - 1 - i);
      return this.#hopIsUser(powers, hop);
    });
    if (answers.includes(undefined)) return undefined;
    return answers.filter(Boolean).length * 2 >= answers.length;
  }

  #hopIsUser(powers: Float64Array, hop: number): boolean | undefined {
    this.#prediction.followNoise(powers);
    if (!this.#reference.soundedSince(hop - LagSearch.MAX_LAG_HOPS)) {
      this.#prediction.rest();
      this.#delays.forget();
      this.#shares = [];
      return true;
    }
    if (this.#hasHeadphones && !this.#reference.soundedSince(hop - JUST_NOW_HOPS)) return true;
    const kind = this.#kindOf(powers);
    if (this.#search.lag === undefined) return this.#isUserUnlearned(powers, kind, hop);
    const heard = { isQuiet: kind === 'quiet', mayFind: true };
    const isEcho = this.#search.push(powers, this.#reference, hop, heard) > LagSearch.ECHO_CORRELATION;
    this.#prediction.follow(powers, this.#reference, hop - this.#search.lag, isEcho);
    return this.#weigh(kind === 'quiet' ? 0 : this.#prediction.unexplained(powers));
  }

  #kindOf(powers: Float64Array): HopKind {
    const power = totalPower(powers);
    if (power < QUIET) return 'quiet';
    return power > SOUND && this.#prediction.standsOut(powers) ? 'sound' : 'noise';
  }

  #weigh(share: number): boolean {
    this.#shares.push(Math.min(MAX_SHARE, share));
    if (this.#shares.length > WINDOW_HOPS) this.#shares.shift();
    const unexplained = this.#shares.reduce((sum, latest) => sum + latest, 0) >= WINDOW_HOPS * UNEXPLAINED_SHARE;
    this.#hold = unexplained ? HOLD_HOPS : Math.max(0, this.#hold - 1);
    return this.#hold > 0;
  }

  /** No echo was ever found, and silence in the microphone while the face speaks means that there is none. */
  get #hasHeadphones(): boolean {
    return this.#search.lag === undefined && this.#isSilent;
  }

  /** Before the echo was ever found. */
  #isUserUnlearned(powers: Float64Array, kind: HopKind, hop: number): boolean | undefined {
    const quiet = kind === 'quiet';
    const isOther = this.#delays.hear(powers, kind, this.#reference, hop);
    const heard = { isQuiet: kind === 'quiet', mayFind: this.#delays.mayFind };
    const correlation = this.#search.push(powers, this.#reference, hop, heard);
    if (this.#search.lag !== undefined) return this.#learn(this.#delays.sound, hop - this.#search.lag);
    if (quiet) this.#isSilent ||= this.#delays.noneBelow(USUAL_DELAYS);
    else if (correlation < UNLIKE_CORRELATION) this.#unlikeHops++;
    else this.#unlikeHops = 0;
    // Bands that are silent while the face speaks return no echo: a likeness found later by chance then explains
    // little.
    if (quiet && this.#hasHeadphones) this.#prediction.follow(powers, this.#reference, hop, false);
    return this.#hasHeadphones || this.#unlikeHops >= UNLIKE_HOPS || isOther;
  }

  /** Learns from the sound in which the echo was found, up to now. @returns That it is not the user. */
  #learn(sound: readonly Float64Array[], hop: number): false {
    for (const [i, powers] of sound.entries())
      this.#prediction.follow(powers, this.#reference, hop - (sound.length - 1 - i), true);
    return false;
  }
}
