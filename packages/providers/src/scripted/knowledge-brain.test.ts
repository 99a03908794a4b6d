import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '@visavis/speech';
import { DEFAULT_KNOWLEDGE_PATH } from '../knowledge/knowledge-file.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { parseKnowledge } from '../knowledge/parse-knowledge.js';
import { collect } from '../testing/collect.js';
import { KnowledgeBrain } from './knowledge-brain.js';

function read(markdown: string): Knowledge {
  const parsed = parseKnowledge(markdown);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.knowledge;
}

const shipped = read(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
const ask = (brain: KnowledgeBrain, ...texts: string[]): string => {
  const history: ChatMessage[] = [];
  let answer = '';
  for (const text of texts) {
    history.push({ role: 'user', text });
    answer = brain.answer(history);
    history.push({ role: 'assistant', text: answer });
  }
  return answer;
};

describe('KnowledgeBrain', () => {
  const brain = new KnowledgeBrain(shipped);

  it('answers every question of its knowledge, in any of its phrasings', () => {
    const wrong = shipped.topics.flatMap(({ phrasings, answer }) =>
      phrasings.filter((phrasing) => ask(brain, phrasing) !== answer),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["hey, what's your name", 'My name is Iris'],
    ['Could you please tell me how you work?', 'Your voice reaches the server'],
    ['is my voise stored', 'No. Your voice is recognised'],
    ['tell me a really long story please', 'Once there was a lighthouse'],
    ['um, what about privacy', 'With the parts I come with'],
    ['what … your name', 'My name is Iris'],
  ])('understands %j', (question, answer) => {
    expect(ask(brain, question)).toContain(answer);
  });

  it.each([
    'what is the capital of france',
    'book me a table for tomorrow',
    'how tall are you',
    'who won the world cup',
    'can i talk to a human being',
    'weasels have eaten our phone system',
    '…',
    'tell … about … account',
  ])('says plainly that it did not understand %j, and offers questions that it can answer', (question) => {
    expect(ask(brain, question)).toMatch(/^I did not understand that\. You could ask me: \S/);
  });

  it('does not pretend to know the time', () => {
    expect(ask(brain, 'what time is it')).toContain('I do not know');
  });

  it('says the offered answer when the user says yes, and the other one on request', () => {
    const mill = new KnowledgeBrain(read('# Mill\n## When is lunch?\nAt noon.\n\n## When is dinner?\nAt six.\n'));
    const question = 'when is the great lunch feast';
    expect(ask(mill, question)).toBe('I did not understand that. You could ask me: When is lunch? Or: When is dinner?');
    expect(ask(mill, question, 'Yes, please.')).toBe('At noon.');
    expect(ask(mill, question, 'the second one')).toBe('At six.');
  });

  it('greets a user who has just come', () => {
    expect(brain.answer([])).toMatch(/^Hello/);
    expect(new KnowledgeBrain(read('# the mill\n## Who?\nMe.')).answer([])).toContain('the mill');
  });

  it.each([
    [['is my voice stored', 'say that again'], 'Your voice is recognised'],
    [['is my voice stored', 'hello', 'what did I ask first?'], 'The first thing you said was: is my voice stored.'],
    [['is my voice stored', 'hello', 'um, what did I ask?'], 'You asked: hello?'],
    [['what did I ask first'], 'You have not asked me anything yet.'],
    [['can you repeat that'], 'I have not said anything yet.'],
    [['what is your name', 'tell me more'], 'That is all I know about it. You could ask me: '],
    [['hello', 'and what is your name'], 'My name is Iris'],
  ])('understands questions about the conversation itself: %j', (texts, answer) => {
    expect(ask(brain, ...texts)).toContain(answer);
  });

  it('takes “and how?” together with the question before it', () => {
    const mill = new KnowledgeBrain(
      read('# Mill\n## Can I visit the mill?\nYes.\n\n## How can I visit the mill?\nBy boat.\n'),
    );
    expect(ask(mill, 'can I visit the mill', 'And how?')).toBe('By boat.');
  });

  it('repeats the whole answer, not only the part that was heard', () => {
    const history: ChatMessage[] = [
      { role: 'user', text: 'tell me a story' },
      { role: 'assistant', text: 'Once there was' },
      { role: 'user', text: 'say that again' },
    ];
    expect(brain.answer(history).length).toBeGreaterThan(100);
  });

  it('answers the last message, regardless of what requested the answer', () => {
    const asked: ChatMessage = { role: 'user', text: "what's your name" };
    expect(brain.answer([asked, { role: 'system', text: 'It rains.' }])).toContain('Iris');
    expect(brain.answer([asked, { role: 'assistant', text: 'My name is Iris.' }])).toBe(
      'What else would you like to know?',
    );
  });

  it('keeps to a limit of its length, in whole sentences where it can', async () => {
    const limited = async (maxTokens: number): Promise<unknown> => {
      const history = [{ role: 'user' as const, text: 'goodbye' }];
      const [part] = await collect(brain.reply({ history, maxTokens }, { signal: new AbortController().signal }));
      return part;
    };
    expect(await limited(4)).toEqual({ type: 'text', text: 'Goodbye.' });
    expect(await limited(100)).toEqual({ type: 'text', text: 'Goodbye. It was nice talking with you.' });
  });

  it('has an honest label, and answers from new knowledge at once', async () => {
    const changing = new KnowledgeBrain(shipped);
    expect(changing.label).toBe('scripted answers from “Visavis”; no language model');
    changing.setKnowledge(read('# Mill\n## Where is the miller?\nAsleep.\n'));
    const request = { history: [{ role: 'user' as const, text: "where's the miller?" }] };
    const said = await collect(changing.reply(request, { signal: new AbortController().signal }));
    expect(said).toEqual([{ type: 'text', text: 'Asleep.' }]);
  });
});
