import type { Clock, Logger } from '@visavis/core';
import { readPcm16, WIRE_RATE_HZ } from '@visavis/sound';
import { RateLimit } from '../link/rate-limit.js';
import { RateDetector } from './rate-detector.js';
import type { Resample } from './resampler.js';

/** Rates a client may declare for its microphone. */
export const UPLINK_RATES_HZ = [8_000, 16_000, 24_000, 48_000] as const;

export interface AudioUplinkOptions {
  /** Creates a resampler from a microphone's rate to the rate of listening. */
  createResample(fromHz: number): Resample;
  /** Receives the sound at the rate of listening, −1…1. */
  hear(samples: Float32Array): void;
  /** Rate in the address of the socket; it is detected where the client declares none. */
  declaredRateHz: number | undefined;
  /** How many times faster than real time sound may come in the long run; `undefined` where there is no limit. */
  fastest: number | undefined;
  /** Sound has come faster than that, and was dropped. Once. */
  tooFast(): void;
  /** All sound that has come was heard, after {@link AudioUplink.busy} was set. */
  idle(): void;
  clock: Clock;
  logger: Logger;
}

/** Sound that may come at once, s: a client that was stuck catches up, and some send a whole recording. */
const BURST_S = 15;

/** Sound that is worked on at once, s. Of a longer piece the rest follows in later turns of the event loop. */
const SLICE_S = 0.5;

/** A session's microphone: from the wire to the ear. What cannot be sound is dropped and counted, never answered. */
export class AudioUplink {
  readonly #options: AudioUplinkOptions;
  #detector: RateDetector | undefined = new RateDetector();
  #rateHz = WIRE_RATE_HZ;
  #resample: Resample;
  /** In seconds of sound. */
  readonly #pace: RateLimit | undefined;
  #tooFast = false;
  /** Sound that has come and was not heard yet. */
  #rest: Float32Array = new Float32Array();
  #cancelNext: () => void = () => undefined;
  #dropped = 0;
  #samples = 0;

  constructor(options: AudioUplinkOptions) {
    this.#options = options;
    this.#resample = options.createResample(WIRE_RATE_HZ);
    const { fastest } = options;
    this.#pace = fastest === undefined ? undefined : new RateLimit({ burst: BURST_S, perSecond: fastest });
    if (options.declaredRateHz !== undefined) this.declareRate(options.declaredRateHz);
  }

  /** Messages that held no sound. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether sound of the last message has not been heard yet: other messages have to wait for it. */
  get busy(): boolean {
    return this.#rest.length > 0;
  }

  /** Whether anything has been heard. */
  get started(): boolean {
    return this.#samples > 0;
  }

  get rateHz(): number {
    return this.#rateHz;
  }

  /** The client has declared its rate: nothing is detected any more. Rates that no microphone has are ignored. */
  declareRate(rateHz: number): void {
    if (!(UPLINK_RATES_HZ as readonly number[]).includes(rateHz)) return;
    this.#detector = undefined;
    this.#setRate(rateHz);
  }

  /** @returns Whether it was sound. */
  appendBytes(bytes: Uint8Array): boolean {
    return this.append(readPcm16(bytes));
  }

  /** @param samples −1…1; `undefined` where what came is no sound. @returns Whether it was sound. */
  append(samples: Float32Array | undefined): boolean {
    if (!samples) {
      this.#dropped++;
      return false;
    }
    const nowMs = this.#options.clock.nowMs();
    const detected = this.#detector?.push(samples.length, nowMs);
    if (detected !== undefined) this.#settle(detected);
    this.#samples += samples.length;
    while (this.busy) this.#hearNext();
    this.#rest = this.#inPace(samples, nowMs);
    this.#hearNext();
    return true;
  }

  /** Forgets what was not heard yet. Idempotent. */
  close(): void {
    this.#cancelNext();
    this.#rest = new Float32Array();
  }

  #hearNext(): void {
    this.#cancelNext();
    const slice = this.#rest.subarray(0, SLICE_S * this.#rateHz);
    this.#rest = this.#rest.subarray(slice.length);
    this.#options.hear(this.#resample(slice));
    if (this.busy) this.#cancelNext = this.#options.clock.after(0, () => this.#hearLater());
  }

  #hearLater(): void {
    this.#hearNext();
    if (!this.busy) this.#options.idle();
  }

  /** @returns The beginning of the sound, as much as may come now. */
  #inPace(samples: Float32Array, nowMs: number): Float32Array {
    if (!this.#pace) return samples;
    const takenS = this.#pace.takeUpTo(samples.length / this.#rateHz, nowMs);
    const count = Math.round(takenS * this.#rateHz);
    if (count >= samples.length) return samples;
    if (!this.#tooFast) this.#options.tooFast();
    this.#tooFast = true;
    return samples.subarray(0, count);
  }

  #settle(rateHz: number): void {
    this.#detector = undefined;
    this.#options.logger.debug('microphone rate detected', { rateHz });
    this.#setRate(rateHz);
  }

  #setRate(rateHz: number): void {
    if (rateHz === this.#rateHz) return;
    this.#rateHz = rateHz;
    this.#resample = this.#options.createResample(rateHz);
  }
}
