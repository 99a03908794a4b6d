import { FakeClock } from '@visavis/core/testing';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import { Conversation, type Synthesizer, type VoiceActivityDetector, type VoiceActivityStream } from '@visavis/speech';
import { FakeBrain, FakeEngine, FakeOutput, FakeRecognizer, Room, type RoomOptions } from '@visavis/speech/testing';

const STEP_MS = 20;
const STEP_SAMPLES = (LISTEN_RATE_HZ * STEP_MS) / 1000;

/** Speaks with a recorded voice, whatever the text. */
class RecordedVoice extends FakeEngine implements Synthesizer {
  readonly voices = ['recorded'];
  readonly #samples: Int16Array;

  /** @param samples Mono at 16 kHz. */
  constructor(samples: Float32Array) {
    super();
    this.#samples = Int16Array.from(
      { length: samples.length * 3 },
      (_, i) => (samples[Math.floor(i / 3)] ?? 0) * 32_767,
    );
  }

  async *synthesize(text: string): AsyncGenerator<SpeechSegment> {
    await Promise.resolve();
    yield { text, samples: this.#samples };
  }
}

/** A real detector whose answers can be waited for, so that a fake clock does not run away from it. */
class AwaitedVad extends FakeEngine implements VoiceActivityDetector {
  readonly #vad: VoiceActivityDetector;
  readonly #asked = new Set<Promise<number>>();

  constructor(vad: VoiceActivityDetector) {
    super();
    this.#vad = vad;
  }

  get idle(): boolean {
    return this.#asked.size === 0;
  }

  /** Resolves when all that was asked is answered. */
  async answered(): Promise<void> {
    await Promise.allSettled(this.#asked);
  }

  open(): VoiceActivityStream {
    const stream = this.#vad.open();
    return {
      push: (frame) => {
        const asked = stream.push(frame).finally(() => this.#asked.delete(asked));
        this.#asked.add(asked);
        return asked;
      },
      close: () => stream.close(),
    };
  }
}

/** By leaving samples out: the sound was listened to at that rate before. */
const toListenRate = (samples: Int16Array): Float32Array =>
  floatFromInt16(samples.filter((_, i) => i % (PLAYOUT_RATE_HZ / LISTEN_RATE_HZ) === 0));

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const HEARD = ['what was heard', 'what was heard', 'what was heard'];

/** A user in a room with a loudspeaker and without any echo cancellation, talking with a face. */
export class LoudspeakerCall {
  readonly clock = new FakeClock();
  readonly recognizer: FakeRecognizer;
  readonly conversation: Conversation;
  /** Replies that have begun, and when one went on after an interruption, ms. */
  readonly replies: string[] = [];
  readonly resumedMs: number[] = [];
  /** When the end of an utterance was noticed, ms. */
  readonly endedMs: number[] = [];
  /** Where on the microphone's time the user was noticed, ms. */
  readonly noticedMs: number[] = [];
  readonly #vad: AwaitedVad;
  readonly #output = new FakeOutput(this.clock);
  readonly #room: Room;
  #played: Float32Array = new Float32Array(STEP_SAMPLES);

  /** @param face The voice of the face, mono at 16 kHz. @param transcripts What is understood, utterance by utterance. */
  constructor(vad: VoiceActivityDetector, face: Float32Array, room: RoomOptions, transcripts = HEARD) {
    this.recognizer = new FakeRecognizer([...transcripts]);
    this.#vad = new AwaitedVad(vad);
    this.#room = new Room(room);
    this.#output.onSent((samples) => (this.#played = toListenRate(samples)));
    this.conversation = new Conversation({
      clock: this.clock,
      vad: this.#vad,
      recognizer: this.recognizer,
      brain: new FakeBrain([['A long story.'], ['hang']]),
      synthesizer: new RecordedVoice(face),
      output: this.#output,
      // A reply that hangs stays silent.
      turnTaking: { fillerAfterMs: 0 },
    });
    const { events } = this.conversation;
    events.on('speechStarted', () => this.noticedMs.push(this.clock.nowMs()));
    events.on('speechStopped', () => this.endedMs.push(this.clock.nowMs()));
    events.on('replyStarted', ({ replyId }) => this.replies.push(replyId));
    events.on('replyResumed', () => this.resumedMs.push(this.clock.nowMs()));
  }

  get speaking(): boolean {
    return this.#output.busy;
  }

  /** @param voice What the user says meanwhile; silence where it is shorter. */
  async pass(ms: number, voice: Float32Array = new Float32Array(0)): Promise<void> {
    for (let at = 0; at < (ms * LISTEN_RATE_HZ) / 1000; at += STEP_SAMPLES) {
      this.#played.fill(0);
      this.clock.advance(STEP_MS);
      const microphone = this.#room.hear(this.#played);
      voice.subarray(at, at + STEP_SAMPLES).forEach((sample, i) => (microphone[i] = (microphone[i] ?? 0) + sample));
      this.conversation.hear(microphone);
      // What an answer leads to may ask again.
      for (await settled(); !this.#vad.idle; await settled()) await this.#vad.answered();
    }
  }
}
