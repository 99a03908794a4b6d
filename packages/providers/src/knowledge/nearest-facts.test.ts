import { describe, expect, it } from 'vitest';
import type { Knowledge } from './knowledge.js';
import { NearestFacts } from './nearest-facts.js';

const topic = (question: string, answer: string) => ({ question, phrasings: [question], answer, line: 1 });
const mill: Knowledge = {
  name: 'the mill',
  topics: [topic('When are you open?', 'From ten to six.'), topic('Where can I park?', 'In the yard.')],
  passages: [
    { source: 'guide.md, Parking', text: 'Coaches stand behind the barn.' },
    { source: 'history.pdf, page 3', text: 'The sails were rebuilt in 1911 by a carpenter from Husum.' },
    { source: '案内, 時間', text: '風車は夏だけ回ります。' },
  ],
};

describe('the facts that fit a question', () => {
  const nearest = new NearestFacts(mill);

  it.each([
    ['who rebuilt the sails', [3]],
    ['who rebuild the sailes', [3]],
    ['where is the parking for coaches', [1, 2]],
    ['夏に回りますか', [4]],
  ])('%s', (question, positions) => expect(nearest.find([question]).slice(0, positions.length)).toEqual(positions));

  it('are those of the latest question first, each once', () => {
    const found = nearest.find(['who rebuilt the sails', 'where can I park', 'who rebuilt the sails']);
    expect(found[0]).toBe(3);
    expect(new Set(found).size).toBe(found.length);
  });
});
