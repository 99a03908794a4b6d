import { expect, it, vi } from 'vitest';
import { CodedError, silentLogger } from '@visavis/core';
import type { Brain } from '@visavis/speech';
import { FakeBrain } from '@visavis/speech/testing';
import { collect } from './testing/index.js';
import { withApology } from './with-apology.js';

const failing = (error: Error, ...first: string[]): FakeBrain => new FakeBrain([[...first, error]]);
const request = { history: [{ role: 'user' as const, text: 'my secret' }] };

async function replyOf(brain: Brain, signal = new AbortController().signal): Promise<string> {
  let text = '';
  for await (const part of brain.reply(request, { signal })) text += part.type === 'text' ? part.text : '';
  return text;
}

it('apologises aloud when the brain fails, and logs the failure without what was said', async () => {
  const error = vi.fn();
  const brain = withApology(failing(new CodedError('provider.timeout', 'slow')), {
    logger: { ...silentLogger, error },
  });
  expect(await replyOf(brain)).toMatch(/^I am sorry/);
  expect(error).toHaveBeenCalledOnce();
  expect(JSON.stringify(error.mock.calls)).toContain('provider.timeout');
  expect(JSON.stringify(error.mock.calls)).not.toContain('secret');
});

it('apologises for the lost thread when the brain fails in the middle', async () => {
  expect(await replyOf(withApology(failing(new Error('cut'), 'The answer is')))).toMatch(/^The answer is I am sorry/);
});

it('does not apologise to a user who interrupted', async () => {
  const signal = AbortSignal.abort(new Error('barge-in'));
  await expect(replyOf(withApology(failing(new Error('cut'))), signal)).rejects.toThrow('barge-in');
});

it('apologises in the language of the conversation', async () => {
  const german = { ...request, language: 'de-AT' };
  let text = '';
  for await (const part of withApology(failing(new Error('cut'))).reply(german, {
    signal: new AbortController().signal,
  }))
    text += part.type === 'text' ? part.text : '';
  expect(text).toMatch(/^Entschuldigung/);
});

it.each([
  ['an emoji', ['🙂']],
  ['blanks', [' ', '\n']],
  ['marks', ['…', ' – ', '!']],
  ['a stage direction', ['*smi', 'les*']],
  ['a pause in markup', ['<break time="500ms"/>']],
  ['nothing', []],
])('B17: apologises once, and says nothing else, for an answer of %s', async (_, pieces) => {
  expect(await replyOf(withApology(new FakeBrain([pieces])))).toMatch(/^I am sorry/);
});

it('B17: keeps what stands before the first word', async () => {
  expect(await replyOf(withApology(new FakeBrain([['“', '🙂 ', 'Yes.”', ' 🙂']])))).toBe('“🙂 Yes.” 🙂');
});

it('B02: passes a retraction on, and apologises where nothing follows', async () => {
  const retracted = { type: 'retracted' } as const;
  const parts = async (...script: (string | typeof retracted)[]) =>
    collect(withApology(new FakeBrain([script])).reply(request, { signal: new AbortController().signal }));
  expect(await parts('Hm.', retracted, 'Yes.')).toEqual([
    { type: 'text', text: 'Hm.' },
    retracted,
    { type: 'text', text: 'Yes.' },
  ]);
  expect(await parts('Hm.', retracted)).toMatchObject([{ type: 'text' }, retracted, { type: 'text', apology: true }]);
});

it('Scenario U1: reports a failure as a warning with its code, without what was said, and marks its apology', async () => {
  const brain = withApology(failing(new CodedError('provider.timeout', 'my secret')));
  const parts = await collect(brain.reply(request, { signal: new AbortController().signal }));
  expect(parts).toMatchObject([
    { type: 'warning', code: 'provider.timeout' },
    { type: 'text', apology: true },
  ]);
  expect(JSON.stringify(parts)).not.toContain('secret');
});
