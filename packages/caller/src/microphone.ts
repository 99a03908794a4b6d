import { systemClock, type Clock } from '@visavis/core';
import { WIRE_RATE_HZ, writePcm16 } from '@visavis/sound';
import type { Call } from './call.js';

/** Duration of one audio frame, ms: the same as in browsers. */
export const FRAME_MS = 20;
const FRAME_SAMPLES = (WIRE_RATE_HZ * FRAME_MS) / 1000;
/** Interval of the timer, ms: often enough that a frame is late by a quarter of itself at most. */
const LOOK_EVERY_MS = FRAME_MS / 4;

/**
 * A microphone that is open all the time, with a recording in front of it now and then. It sends each frame when its
 * last sample would have been captured, as real time requires, so that a late timer causes a burst and no gap.
 */
export class Microphone {
  readonly #call: Pick<Call, 'send'>;
  readonly #clock: Clock;
  /**
   * The instant at which sample 0 of the stream was captured, from which the server counts. Monotonic clock of this
   * process, ms.
   */
  readonly originMs: number;
  #cancel: () => void = () => undefined;
  #sent = 0;
  #said: Int16Array = new Int16Array(0);

  constructor(call: Pick<Call, 'send'>, clock: Clock = systemClock) {
    this.#call = call;
    this.#clock = clock;
    this.originMs = clock.nowMs();
    this.#wait();
  }

  /**
   * Says a recording from the next frame on, in place of one that is still being said.
   *
   * @param samples Mono at `WIRE_RATE_HZ`.
   * @returns The instant at which its first sample is captured, on the clock of `originMs`.
   */
  say(samples: Int16Array): number {
    this.#said = samples;
    return this.originMs + this.#sent * FRAME_MS;
  }

  /** Idempotent. */
  close(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }

  #wait(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#wait();
      this.#sendDue();
    });
  }

  #sendDue(): void {
    const due = Math.floor((this.#clock.nowMs() - this.originMs) / FRAME_MS);
    for (; this.#sent < due; this.#sent++) {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(this.#said.subarray(0, FRAME_SAMPLES));
      this.#said = this.#said.subarray(FRAME_SAMPLES);
      const audio = Buffer.from(writePcm16(frame)).toString('base64');
      this.#call.send({ type: 'realtime.input_audio_buffer.append', data: { audio } });
    }
  }
}
