import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TypedEmitter } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';
import type { WorkerLife } from '@visavis/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '../models/describe-model.js';
import type { VoiceModel } from '../models/described-model.js';
import { writeTinyVoice } from '../testing/index.js';
import { LocalSynthesizer } from './local-synthesizer.js';
import type { StartProcess } from './process-engine.js';

let root: string;
let folders = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'visavis-slow-'))));
afterAll(() => rm(root, { recursive: true }));

async function newVoice(): Promise<VoiceModel> {
  const folder = join(root, `voice-${folders++}`);
  await writeTinyVoice(folder);
  return (await describeModel(folder)) as VoiceModel;
}

/** A process whose texts take so many seconds for a second of speech, one after the other. */
function speakingAt(clock: FakeClock, speeds: number[]): { start: StartProcess; texts: string[] } {
  const texts: string[] = [];
  const call = async (name: string, argument: { text: string }): Promise<unknown> => {
    if (name !== 'speak') return undefined;
    texts.push(argument.text);
    clock.advance(2000 * (speeds.shift() ?? 9));
    return new Int16Array(2 * PLAYOUT_RATE_HZ);
  };
  const process = {
    call,
    post: () => undefined,
    close: () => Promise.resolve(),
    events: new TypedEmitter<WorkerLife>(),
  };
  return { texts, start: () => process };
}

describe('the test of a voice at its first start', () => {
  it('refuses a voice that takes more than 0.8 s for a second of speech, with the figure and the remedy', async () => {
    const clock = new FakeClock();
    const { start, texts } = speakingAt(clock, [5, 1.3, 1.2, 1.4]);
    const voice = new LocalSynthesizer(await newVoice(), { threads: 2, clock, start });
    await expect(voice.prepare()).rejects.toMatchObject({
      code: 'model.too_slow',
      message: expect.stringMatching(/takes 1\.2 s for a second of speech.*0\.8 s.*VISAVIS_SLOW_VOICE=1/) as string,
    });
    expect(voice.health.state).toBe('failed');
    const again = texts.length;
    await expect(voice.prepare()).rejects.toMatchObject({ code: 'model.too_slow' });
    expect(texts.length).toBe(again);
  });

  it.each([
    ['once it is loaded, whatever the first words take', [30, 0.79]],
    ['that was held up by other work', [1, 2, 3, 0.5]],
  ])('accepts a voice that is quick enough %s', async (_when, speeds) => {
    const count = speeds.length;
    const clock = new FakeClock();
    const { start, texts } = speakingAt(clock, speeds);
    const voice = new LocalSynthesizer(await newVoice(), { threads: 2, clock, start });
    await voice.prepare();
    expect([texts.length, speeds]).toEqual([count, []]);
    expect(voice.health.state).toBe('ready');
  });

  it('is not repeated at the next start, but with other threads', async () => {
    const model = await newVoice();
    const clock = new FakeClock();
    const spoken = async (threads: number): Promise<number> => {
      const { start, texts } = speakingAt(clock, [1, 0.5]);
      await new LocalSynthesizer(model, { threads, clock, start }).prepare();
      return texts.length;
    };
    expect([await spoken(2), await spoken(2), await spoken(1)]).toEqual([2, 1, 2]);
  });

  it('is left out where a slow voice is allowed', async () => {
    const clock = new FakeClock();
    const { start, texts } = speakingAt(clock, []);
    await new LocalSynthesizer(await newVoice(), { threads: 2, clock, start, allowsSlow: true }).prepare();
    expect(texts).toEqual(['Hello.']);
  });
});
