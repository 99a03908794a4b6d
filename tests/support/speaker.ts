import { resolve } from 'node:path';
import type { Call } from './call.js';
import { readSamples } from './microphone-wav.js';

const FILE_RATE_HZ = 16_000;
const WIRE_RATE_HZ = 24_000;
/** As browsers send it: whole samples, well below a tenth of a second. */
const MESSAGE_MS = 40;
const MESSAGE_SAMPLES = (WIRE_RATE_HZ * MESSAGE_MS) / 1000;

/** A microphone that is open all the time, and now and then a recorded human voice in front of it. */
export class Speaker {
  readonly #call: Call;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #said: Int16Array = new Int16Array(0);
  #sent = 0;

  constructor(call: Call) {
    this.#call = call;
    this.#timer = setInterval(() => this.#sendDue(), MESSAGE_MS);
  }

  /** Plays a recording of tests/fixtures/audio, instead of what is still being said. */
  async say(recording: string): Promise<void> {
    this.#said = await readRecording(recording);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Sends what real time asks for, so that a late timer makes a burst and no gap. */
  #sendDue(): void {
    const dueMessages = Math.floor((performance.now() - this.#startedMs) / MESSAGE_MS);
    for (; this.#sent < dueMessages; this.#sent++) {
      const samples = new Int16Array(MESSAGE_SAMPLES);
      samples.set(this.#said.subarray(0, MESSAGE_SAMPLES));
      this.#said = this.#said.subarray(MESSAGE_SAMPLES);
      const audio = Buffer.from(samples.buffer).toString('base64');
      this.#call.send({ type: 'realtime.input_audio_buffer.append', data: { audio } });
    }
  }
}

async function readRecording(name: string): Promise<Int16Array> {
  const bytes = await readSamples(resolve('tests/fixtures/audio', name));
  const last = bytes.length / 2 - 1;
  const at = (index: number): number => bytes.readInt16LE(2 * Math.min(index, last));
  const ratio = FILE_RATE_HZ / WIRE_RATE_HZ;
  return Int16Array.from({ length: Math.floor(last / ratio) }, (_, i) => {
    const before = Math.floor(i * ratio);
    return at(before) + (at(before + 1) - at(before)) * (i * ratio - before);
  });
}
