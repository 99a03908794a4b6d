import { FakeClock } from '@visavis/core/testing';
import { Conversation } from '@visavis/speech';
import { FakeBrain, FakeOutput, FakeRecognizer, FakeSynthesizer, FakeVad } from '@visavis/speech/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SilenceWatch } from './silence-watch.js';

const MORE = 'Anything else?';

/** A conversation among fakes whose face asks after ten seconds of silence. */
class Call {
  readonly clock = new FakeClock();
  readonly synthesizer = new FakeSynthesizer();
  readonly conversation: Conversation;
  readonly watch: SilenceWatch;

  constructor(transcripts: string[], afterMs: number) {
    const { clock, synthesizer } = this;
    const engines = { vad: new FakeVad(), recognizer: new FakeRecognizer(transcripts), brain: new FakeBrain() };
    this.conversation = new Conversation({ ...engines, synthesizer, output: new FakeOutput(clock), clock });
    const ask = () => this.conversation.say(MORE);
    this.watch = new SilenceWatch(this.conversation.events, { afterMs, clock, ask });
  }

  async hears(ms: number, level: number): Promise<void> {
    for (let at = 0; at < ms; at += 20) {
      this.conversation.hear(new Float32Array(320).fill(level));
      this.clock.advance(20);
      for (let turns = 0; turns < 12; turns++) await Promise.resolve();
    }
  }

  speech = (ms = 800) => this.hears(ms, 0.4);
  silence = (ms: number) => this.hears(ms, 0);
}

let call: Call;
const open = (transcripts: string[] = [], afterMs = 10_000): Call => (call = new Call(transcripts, afterMs));
afterEach(() => {
  call.watch.close();
  call.conversation.close();
  expect(call.clock.pending).toBe(0);
});

describe('a user who is silent for long', () => {
  it('is asked once whether there is anything else', async () => {
    open(['what time is it']);
    await call.speech();
    await call.silence(11_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.']);
    await call.silence(1_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.', MORE]);
    await call.silence(30_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.', MORE]);
  });

  it('is asked again after another answer', async () => {
    open(['what time is it', 'and tomorrow at noon']);
    await call.speech();
    await call.silence(15_000);
    await call.speech();
    await call.silence(15_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.', MORE, 'Yes.', MORE]);
  });

  it('is not asked again after a noise, nor while it speaks', async () => {
    open(['what time is it', '']);
    await call.speech();
    await call.silence(9_000);
    await call.speech(5_000);
    await call.silence(9_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.']);
    await call.silence(4_000);
    await call.speech();
    await call.silence(30_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.', MORE]);
  });

  it('is not asked before the face has said anything, nor where that is not wanted', async () => {
    open();
    await call.silence(30_000);
    expect(call.synthesizer.spoken).toEqual([]);
    call.watch.close();
    call.conversation.close();
    open(['what time is it'], 0);
    await call.speech();
    await call.silence(30_000);
    expect(call.synthesizer.spoken).toEqual(['Yes.']);
  });
});
