import { Microphone, type Call } from '@visavis/caller';
import { resampled, WIRE_RATE_HZ } from '@visavis/sound';
import { resolve } from 'node:path';
import { readRecording } from './microphone-wav.js';

/** A microphone that is open all the time, and now and then a recorded human voice in front of it. */
export class Speaker {
  readonly #microphone: Microphone;

  constructor(call: Call) {
    this.#microphone = new Microphone(call);
  }

  /** Plays a recording of tests/fixtures/audio, or its beginning, instead of what is still being said. */
  async say(name: string, untilMs = Infinity): Promise<void> {
    const recording = await readRecording(resolve('tests/fixtures/audio', name));
    this.#microphone.say(resampled(recording, WIRE_RATE_HZ).samples.slice(0, (untilMs * WIRE_RATE_HZ) / 1000));
  }

  close(): void {
    this.#microphone.close();
  }
}
