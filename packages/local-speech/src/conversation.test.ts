import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@visavis/core/testing';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import { Conversation, type ConversationEvents } from '@visavis/speech';
import { FakeBrain, FakeOutput, FakeVad } from '@visavis/speech/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { LocalRecognizer } from './engines/local-recognizer.js';
import { LocalSynthesizer } from './engines/local-synthesizer.js';
import { describeModel } from './models/describe-model.js';
import type { EarsModel, VoiceModel } from './models/described-model.js';
import { writeTinyEars, writeTinyVoice } from './testing/index.js';

// Processes load native code, which takes seconds on a busy machine.
const LIMIT = { timeout: 60_000 };
const POLL = { timeout: 30_000 };
const FRAME_MS = 20;
const FRAME_SAMPLES = (LISTEN_RATE_HZ * FRAME_MS) / 1000;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'visavis-talk-'));
  await writeTinyVoice(join(root, 'voice'));
  await writeTinyEars(join(root, 'offline'), 'offline');
  await writeTinyEars(join(root, 'streaming'), 'streaming');
});
afterAll(() => rm(root, { recursive: true }));

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

it.each(['offline', 'streaming'])(
  'a spoken question is heard by tiny ears (%s), answered by a tiny voice, and the answer is cut where the user speaks',
  LIMIT,
  async (kind) => {
    const clock = new FakeClock();
    const ears = new LocalRecognizer((await describeModel(join(root, kind))) as EarsModel, { threads: 1 });
    const voice = new LocalSynthesizer((await describeModel(join(root, 'voice'))) as VoiceModel, {
      threads: 1,
      allowsSlow: true,
    });
    const brain = new FakeBrain([['we open at ten, and we close at six. come and see us.'], ['as you like.']]);
    const output = new FakeOutput(clock);
    const conversation = new Conversation({
      clock,
      vad: new FakeVad(),
      recognizer: ears,
      brain,
      synthesizer: voice,
      output,
    });
    open.push(conversation, ears, voice);
    await Promise.all([ears.prepare(), voice.prepare()]);
    const transcripts: string[] = [];
    const replies: ConversationEvents['replyDone'][] = [];
    conversation.events.on('transcribed', ({ text }) => transcripts.push(text));
    conversation.events.on('replyDone', (reply) => replies.push(reply));

    const hear = async (samples: Float32Array): Promise<void> => {
      for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
        conversation.hear(samples.slice(at, at + FRAME_SAMPLES));
        clock.advance(FRAME_MS);
        // Lets the sound on its way, and answers of the processes in.
        for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const silence = new Float32Array(LISTEN_RATE_HZ * 0.8);
    const sayTo = async (text: string): Promise<void> => {
      for await (const { samples } of voice.synthesize(text, { signal: new AbortController().signal }))
        await hear(floatFromInt16(resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples));
    };

    await sayTo('what are your opening hours?');
    await hear(silence);
    await expect.poll(() => transcripts, POLL).toEqual(['what are your opening hours?']);
    await expect.poll(() => output.busy, POLL).toBe(true);
    await hear(silence);
    await sayTo('please wait, i know that.');
    await expect.poll(() => replies, POLL).toMatchObject([{ interrupted: true }]);
    expect('we open at ten, and we close at six.'.startsWith(replies[0]?.text ?? 'x')).toBe(true);
    await hear(silence);
    await expect.poll(() => transcripts[1], POLL).toBe('please wait, i know that.');
    await expect.poll(() => brain.requests.length, POLL).toBe(2);
    expect(brain.requests[1]?.history.at(-1)).toMatchObject({ role: 'user', text: 'please wait, i know that.' });
  },
);
