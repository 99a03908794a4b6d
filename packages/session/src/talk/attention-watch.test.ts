import { FakeClock } from '@visavis/core/testing';
import { Conversation } from '@visavis/speech';
import {
  FakeBrain,
  FakeOutput,
  FakeRecognizer,
  FakeSynthesizer,
  FakeVad,
  type ScriptedReply,
} from '@visavis/speech/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { AttentionWatch } from './attention-watch.js';

/** A conversation among fakes, and what its face attended to: at which time, ms. */
class Call {
  readonly clock = new FakeClock();
  readonly conversation: Conversation;
  readonly watch: AttentionWatch;
  readonly seen: string[] = ['idle'];

  constructor(transcripts: (string | Error)[], replies: readonly ScriptedReply[]) {
    const { clock } = this;
    this.conversation = new Conversation({
      clock,
      vad: new FakeVad(),
      recognizer: new FakeRecognizer(transcripts),
      brain: new FakeBrain(replies),
      synthesizer: new FakeSynthesizer(),
      output: new FakeOutput(clock),
    });
    this.watch = new AttentionWatch(this.conversation.events, clock, (attention) => {
      if (attention !== this.seen.at(-1)) this.seen.push(attention);
    });
  }

  async hears(ms: number, level: number): Promise<void> {
    for (let at = 0; at < ms; at += 20) {
      this.conversation.hear(new Float32Array(320).fill(level));
      this.clock.advance(20);
      for (let turns = 0; turns < 12; turns++) await Promise.resolve();
    }
  }

  speech = (ms = 800) => this.hears(ms, 0.4);
  silence = (ms = 2_000) => this.hears(ms, 0);
}

let call: Call;
const open = (transcripts: (string | Error)[], replies: readonly ScriptedReply[]) =>
  (call = new Call(transcripts, replies));
afterEach(() => {
  call.watch.close();
  call.conversation.close();
});
/** A brain that needs so long. */
const after = (ms: number) => () => new Promise<void>((done) => void call.clock.after(ms, done));

describe('what the face attends to', () => {
  it('is the user, then the answer, then nothing, in a turn whose answer takes a while', async () => {
    open(['what time is it'], [[after(1_000), 'It is noon.']]);
    await call.silence(200);
    await call.speech();
    expect(call.seen).toEqual(['idle', 'listening']);
    await call.silence(5_000);
    expect(call.seen).toEqual(['idle', 'listening', 'thinking', 'idle']);
  });

  it('is not an answer that comes at once: the face goes on listening until it speaks', async () => {
    open(['what time is it'], [['It is noon.']]);
    await call.speech();
    await call.silence(5_000);
    expect(call.seen).toEqual(['idle', 'listening', 'idle']);
  });

  it('is the user again on a barge-in', async () => {
    open(
      ['what time is it', 'no wait'],
      [[after(600), 'It is noon. And that is all that I can tell about it.'], ['Yes.']],
    );
    await call.speech();
    await call.silence(2_000);
    expect(call.seen.at(-1)).toBe('idle');
    await call.speech();
    expect(call.seen).toEqual(['idle', 'listening', 'thinking', 'idle', 'listening']);
    await call.silence(5_000);
    expect(call.seen.at(-1)).toBe('idle');
  });

  it('is the user who begins to speak while the answer is being made', async () => {
    open(['what time is it', 'tomorrow'], [[after(5_000), 'It is noon.']]);
    await call.speech();
    await call.silence(1_500);
    expect(call.seen.at(-1)).toBe('thinking');
    await call.speech();
    expect(call.seen.at(-1)).toBe('listening');
  });

  it('is nothing a moment after a sound that was no turn', async () => {
    open([''], []);
    await call.speech();
    await call.silence(3_000);
    expect(call.seen).toEqual(['idle', 'listening', 'idle']);
  });

  it('is nothing after an answer that failed, whose apology is spoken', async () => {
    open(['what time is it'], [[after(800), new Error('no brain')]]);
    await call.speech();
    await call.silence(5_000);
    expect(call.seen).toEqual(['idle', 'listening', 'thinking', 'idle']);
  });

  it('is nothing once an answer is cancelled', async () => {
    open(['what time is it'], [['hang']]);
    await call.speech();
    await call.silence(1_500);
    expect(call.seen.at(-1)).toBe('thinking');
    call.conversation.cancelResponse();
    expect(call.seen.at(-1)).toBe('idle');
  });

  it('changes no more when the session has ended', async () => {
    open(['what time is it'], [[after(1_000), 'It is noon.']]);
    await call.speech();
    call.watch.close();
    call.conversation.close();
    await call.silence(3_000);
    expect(call.seen).toEqual(['idle', 'listening']);
  });
});
