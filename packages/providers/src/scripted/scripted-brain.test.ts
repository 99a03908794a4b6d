import type { ReplyRequest, Tool } from '@visavis/speech';
import { afterEach, expect, it } from 'vitest';
import { collect } from '../testing/collect.js';
import { KnowledgeBrain } from './knowledge-brain.js';
import { ScriptedBrain } from './scripted-brain.js';
import { phrasesOf } from './tool-phrases.js';

const KNOWLEDGE = {
  name: 'the mill',
  topics: [{ question: 'Where is the miller?', phrasings: ['Where is the miller?'], answer: 'Asleep.', line: 1 }],
};
const signal = new AbortController().signal;
const user = (text: string): ReplyRequest['history'][number] => ({ role: 'user', text });
const enumOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `v${i}`);

/** As many quotes in the description, and as many values, as a client may send in 32 kB. */
const GREEDY: Tool = {
  name: 'greedy',
  description: '"v1"'.repeat(8_000),
  parameters: { type: 'object', properties: { value: { enum: enumOf(20_000) } } },
};

let brain: ScriptedBrain | undefined;
afterEach(() => brain?.close());

it('answers in its thread as it does in this one, and learns while it runs', async () => {
  brain = new ScriptedBrain(KNOWLEDGE);
  const request = { history: [user('where is the miller')] };
  expect(await collect(brain.reply(request, { signal }))).toEqual(
    await collect(new KnowledgeBrain(KNOWLEDGE).reply(request, { signal })),
  );
  expect([brain.label, brain.health.state]).toEqual([new KnowledgeBrain(KNOWLEDGE).label, 'ready']);
  const [topic] = KNOWLEDGE.topics;
  await brain.setKnowledge({ name: 'the old mill', topics: [{ ...topic!, answer: 'Awake.' }] });
  expect(await collect(brain.reply(request, { signal }))).toEqual([{ type: 'text', text: 'Awake.' }]);
  expect(brain.label).toContain('the old mill');
});

it('R-02: answers, whatever tools a client brings', async () => {
  brain = new ScriptedBrain(KNOWLEDGE);
  const tools = Array.from({ length: 8 }, (_, i) => ({ ...GREEDY, name: `greedy${i}` }));
  const parts = await collect(brain.reply({ history: [user('use v77 please')], tools }, { signal }));
  expect(parts).toHaveLength(1);
});

it('R-02: takes 200 phrases of a tool, however many quotes and values there are to be multiplied', () => {
  expect(phrasesOf(GREEDY, 200)).toHaveLength(200);
});

it('R-03: answers a text of 32,000 apostrophes, and one of a single word', async () => {
  brain = new ScriptedBrain(KNOWLEDGE);
  for (const text of [`a${"'".repeat(32_000)}a`, 'x'.repeat(32_000), 'ab '.repeat(10_000)])
    expect(await collect(brain.reply({ history: [user(text)] }, { signal }))).toMatchObject([{ type: 'text' }]);
});
