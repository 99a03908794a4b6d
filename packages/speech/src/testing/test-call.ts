import { FakeClock, seeded } from '@visavis/core/testing';
import type { ConversationEvents } from '../conversation-events.js';
import { Conversation } from '../conversation.js';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { ConversationSettings } from '../conversation-settings.js';
import type { Brain } from '../ports.js';
import type { TurnTaking } from '../turn-taking.js';
import { FakeRecognizer, FakeVad } from './fake-ears.js';
import { FakeBrain, type ScriptedReply } from './fake-brain.js';
import { FakeSynthesizer } from './fake-synthesizer.js';
import { FakeOutput } from './fake-output.js';
import { StreamingSynthesizer, type Piece } from './streaming-synthesizer.js';

const STEP_MS = 20;

/** What the engines of a test's conversation hear and answer. */
export interface TestCallOptions {
  /** Final transcripts, utterance by utterance. */
  readonly transcripts?: (string | Error)[];
  /** The brain's replies, in pieces. */
  readonly replies?: readonly ScriptedReply[];
  readonly settings?: ConversationSettings;
  readonly turnTaking?: TurnTaking;
  /** Puts something in front of the brain. */
  readonly wrapBrain?: (brain: Brain) => Brain;
  /** Each sentence's sound, in pieces; in one piece of a second where it is left out. */
  readonly pieces?: readonly (readonly Piece[])[];
}

type Name = keyof ConversationEvents;
const NAMES: readonly Name[] = [
  'speechStarted',
  'speechStopped',
  'transcribed',
  'turnTaken',
  'replyStarted',
  'replyResumed',
  'replyDelta',
  'replyProgress',
  'toolCallDelta',
  'toolCalled',
  'replyDone',
  'audioDone',
  'latency',
  'warning',
  'stateChanged',
];

/** A conversation among fakes, on a fake clock, that records its events. */
export class TestCall {
  readonly clock = new FakeClock();
  readonly vad = new FakeVad();
  readonly recognizer: FakeRecognizer;
  readonly brain: FakeBrain;
  readonly synthesizer = new FakeSynthesizer();
  readonly output = new FakeOutput(this.clock);
  readonly conversation: Conversation;
  readonly log: { name: Name; event: ConversationEvents[Name] }[] = [];
  readonly #random = seeded(1);

  constructor({
    transcripts,
    replies,
    settings,
    turnTaking,
    wrapBrain = (brain) => brain,
    pieces,
  }: TestCallOptions = {}) {
    this.recognizer = new FakeRecognizer(transcripts);
    this.brain = new FakeBrain(replies);
    const { clock, vad, recognizer, brain, output } = this;
    const synthesizer = pieces ? new StreamingSynthesizer(clock, pieces) : this.synthesizer;
    const engines = { vad, recognizer, brain: wrapBrain(brain), synthesizer };
    this.conversation = new Conversation({ ...engines, clock, output, settings, turnTaking });
    for (const name of NAMES) this.conversation.events.on(name, (event) => this.log.push({ name, event }));
  }

  /** Names of the events so far, except for `without`. */
  names(...without: Name[]): Name[] {
    return this.log.map(({ name }) => name).filter((name) => !without.includes(name));
  }

  all<N extends Name>(name: N): ConversationEvents[N][] {
    return this.log.filter((entry) => entry.name === name).map(({ event }) => event as ConversationEvents[N]);
  }

  /** The user makes a sound that lasts; the microphone and the clock go on together. */
  async userSpeaks(ms = 600): Promise<void> {
    await this.#run(ms, () => (this.#random() - 0.5) * 0.4);
  }

  async silence(ms: number): Promise<void> {
    await this.#run(ms, () => 0);
  }

  /** One utterance and the silence that ends it. */
  async userSays(ms = 600): Promise<void> {
    await this.userSpeaks(ms);
    await this.silence(540);
  }

  /** Lets pending promises settle, without time passing. */
  async settle(): Promise<void> {
    for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async #run(ms: number, sample: () => number): Promise<void> {
    for (let at = 0; at < ms; at += STEP_MS) {
      this.conversation.hear(Float32Array.from({ length: (LISTEN_RATE_HZ * STEP_MS) / 1000 }, sample));
      this.clock.advance(STEP_MS);
      await this.settle();
    }
  }
}
