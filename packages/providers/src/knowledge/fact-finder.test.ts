import { silentLogger } from '@visavis/core';
import { afterEach, expect, it, vi } from 'vitest';
import type { Knowledge } from './knowledge.js';
import { FactFinder } from './fact-finder.js';

const warn = vi.fn();
const finder = new FactFinder({ ...silentLogger, warn });
afterEach(() => finder.close());

const knowledgeOf = (...questions: string[]): Knowledge => ({
  name: 'the mill',
  topics: questions.map((question, line) => ({ question, phrasings: [question], answer: 'Yes.', line })),
});

it('R-22: the topics of questions are found in a thread, in the knowledge that each request has', async () => {
  const [mill, zoo] = [
    knowledgeOf('Where is the miller?', 'Who bakes?'),
    knowledgeOf('Who bakes?', 'Where is the bear?'),
  ];
  const found = async (knowledge: Knowledge, ...questions: string[]) =>
    (await finder.nearest(knowledge, questions)).map((fact) => 'question' in fact && fact.question);
  const answers = [found(mill, 'where is the miller'), found(zoo, 'the bear', 'bakes'), found(mill, 'who bakes')];
  expect(await Promise.all(answers)).toEqual([
    ['Where is the miller?'],
    ['Where is the bear?', 'Who bakes?'],
    ['Who bakes?'],
  ]);
  expect(warn).not.toHaveBeenCalled();
  await finder.close();
  expect(await finder.nearest(mill, ['who bakes'])).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
});
