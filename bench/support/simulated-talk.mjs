// A user who talks with a face in simulated time: recorded voices, the real detector, recogniser and turn-taking. The work of
// engines takes no time; what a mind takes is set.
import { FakeClock } from '@visavis/core/testing';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { Conversation } from '@visavis/speech';
import { FakeOutput, Room } from '@visavis/speech/testing';

export const STEP_MS = 20;
const STEP_SAMPLES = (LISTEN_RATE_HZ * STEP_MS) / 1000;

/** A mind that is silent for so long before each answer, and then says it at once. */
export class SlowMind {
  label = 'a slow mind';
  info = { languages: 'any', times: [], streams: true, data: { at: 'thisMachine' } };
  requests = 0;
  #clock;
  #afterMs;
  #answer;

  constructor(clock, { afterMs, answer }) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#answer = answer;
  }

  async *reply(_request, { signal }) {
    this.requests++;
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
      this.#clock.after(this.#afterMs, resolve);
    });
    signal.throwIfAborted();
    yield { type: 'text', text: this.#answer };
  }
}

/** One call, with headphones. Times are ms since its beginning. */
export class SimulatedTalk {
  clock = new FakeClock();
  /** What the user is heard to say, turn by turn. */
  turns = [];
  resumedMs = [];
  /** Instants at which the face was heard or silent, one per step. */
  sounding = [];
  #output = new FakeOutput(this.clock);
  #room = new Room({ delayMs: 0, gainDb: -Infinity });
  #threads;
  #sounds = false;

  /** @param engines `vad`, `recognizer`, `synthesizer` and `threads`, in which they work. */
  constructor({ threads, ...engines }, { afterMs = 0, answer, turnTaking }) {
    this.#threads = threads;
    this.mind = new SlowMind(this.clock, { afterMs, answer });
    this.#output.onSent(() => (this.#sounds = true));
    const parts = { ...engines, brain: this.mind, output: this.#output, clock: this.clock };
    this.conversation = new Conversation({ ...parts, turnTaking });
    this.conversation.events.on('turnTaken', ({ text }) => this.turns.push(text));
    this.conversation.events.on('replyResumed', () => this.resumedMs.push(this.clock.nowMs()));
  }

  get nowMs() {
    return this.clock.nowMs();
  }

  /** @param sound What the user says meanwhile, at 16 kHz; silence where it is shorter. */
  async pass(ms, sound = new Float32Array(0)) {
    for (let at = 0; at < (ms * LISTEN_RATE_HZ) / 1000; at += STEP_SAMPLES) {
      const microphone = this.#room.hear(new Float32Array(STEP_SAMPLES));
      sound.subarray(at, at + STEP_SAMPLES).forEach((sample, i) => (microphone[i] += sample));
      this.#sounds = false;
      this.clock.advance(STEP_MS);
      this.conversation.hear(microphone);
      await this.#threads.settled();
      this.sounding.push({ atMs: this.nowMs, sounds: this.#sounds });
    }
  }

  /** Passes until the face is heard. @returns When; `undefined` after `mostMs`. */
  async untilHeard(mostMs) {
    const fromMs = this.nowMs;
    while (this.nowMs < fromMs + mostMs) {
      await this.pass(STEP_MS);
      if (this.sounding.at(-1).sounds) return this.nowMs;
    }
    return undefined;
  }

  /** Stretches without a sound of the face after `fromMs`, ms each; the last one may go on. */
  silences(fromMs) {
    const silences = [];
    let beganMs;
    for (const { atMs, sounds } of this.sounding.filter(({ atMs }) => atMs > fromMs)) {
      if (!sounds) beganMs ??= atMs - STEP_MS;
      else if (beganMs !== undefined) {
        silences.push({ beganMs, ms: atMs - STEP_MS - beganMs });
        beganMs = undefined;
      }
    }
    if (beganMs !== undefined) silences.push({ beganMs, ms: this.nowMs - beganMs });
    return silences;
  }

  close() {
    this.conversation.close();
  }
}
