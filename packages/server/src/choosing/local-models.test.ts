import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { writeTinyEars, writeTinyVoice } from '@visavis/local-speech/testing';
import { FakeAligner } from '@visavis/speech/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkConfig } from '../config/config.js';
import { ChosenEngines } from './chosen-engines.js';
import { engineLists } from './engine-lists.js';

const knowledge = { name: 'test', topics: [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }] };
// Processes load native code, which takes seconds on a busy machine.
const LIMIT = { timeout: 60_000 };

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'visavis-choice-'))));
afterEach(() => rm(dataDir, { recursive: true }));

const listsOf = (config: object = {}) =>
  engineLists(checkConfig({ dataDir, ...config }), { knowledge, logger: silentLogger });
const namesOf = async (config: object = {}) => {
  const lists = await listsOf(config);
  return [lists.ears, lists.voice, lists.mind].map((list) => list.map(({ provider }) => provider.name));
};

describe('models on this machine', () => {
  it('are used without another setting where they are, and what ships stands in for them', async () => {
    expect(await namesOf()).toEqual([['embedded'], ['embedded'], ['scripted']]);
    await writeTinyVoice(join(dataDir, 'models/voice'));
    expect(await namesOf()).toEqual([['embedded'], ['local', 'embedded'], ['scripted']]);
    await writeTinyEars(join(dataDir, 'models/ears'), 'offline');
    expect(await namesOf()).toEqual([['local', 'embedded'], ['local', 'embedded'], ['scripted']]);
    expect(await namesOf({ ears: ['embedded'] })).toEqual([['embedded'], ['local', 'embedded'], ['scripted']]);
    expect(await namesOf({ modelsDir: join(dataDir, 'elsewhere') })).toEqual([
      ['embedded'],
      ['embedded'],
      ['scripted'],
    ]);
  });

  it('are missing in one line where they are named and not there', async () => {
    const lists = await listsOf({ voice: ['local'] });
    const opened = ChosenEngines.open({
      lists,
      aligner: new FakeAligner(),
      logger: silentLogger,
      finishEars: (ears) => ears,
    });
    await expect(opened).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringMatching(
        /^There is no model for the voice in .*models\. Add one with visavis models add small$/,
      ) as string,
    });
  });

  it('hear and speak in the conversations of a server', LIMIT, async () => {
    await writeTinyVoice(join(dataDir, 'models/voice'));
    await writeTinyEars(join(dataDir, 'models/ears'), 'streaming');
    const lists = await listsOf({ ears: ['local'], voice: ['local'] });
    const engines = await ChosenEngines.open({
      lists,
      aligner: new FakeAligner(),
      logger: silentLogger,
      finishEars: (ears) => ears,
    });
    try {
      await engines.prepare();
      expect(engines.names.voices).toEqual(['voice']);
      const { recognizer, synthesizer } = engines.for();
      expect(recognizer).toMatchObject({ vocabulary: 'open', info: { data: { at: 'thisMachine' } } });
      const texts = [];
      for await (const { text } of synthesizer.synthesize('hello there.', { signal: new AbortController().signal }))
        texts.push(text);
      expect(texts.join('')).toBe('hello there.');
    } finally {
      await engines.close();
    }
  });
});
