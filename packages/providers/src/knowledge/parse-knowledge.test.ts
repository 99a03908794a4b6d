import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_KNOWLEDGE_PATH } from './knowledge-file.js';
import { parseKnowledge } from './parse-knowledge.js';

describe('parseKnowledge', () => {
  it('reads the name of the place, questions, other ways to ask, and answers of several paragraphs', () => {
    const parsed = parseKnowledge(
      '# The Old Mill\n\nFor the staff.\n\n## When are you *open*?\n\n- opening hours\n- are you open today\n\n' +
        'From **nine** to [five](https://example.org)\n\nOn Sundays we are closed.\n- And on holidays\n',
    );
    expect(parsed).toEqual({
      ok: true,
      knowledge: {
        name: 'The Old Mill',
        topics: [
          {
            question: 'When are you open?',
            phrasings: ['When are you open?', 'opening hours', 'are you open today'],
            answer: 'From nine to five. On Sundays we are closed. And on holidays.',
            line: 5,
          },
        ],
      },
    });
  });

  it.each([
    ['an empty file', '', 1, 'there is no question'],
    ['a question without an answer', '# A\n\n## Who?\n- which\n\n## What?\nThis.', 3, 'has no answer'],
    ['text before the first heading', 'hello\n\n## Who?\nMe.', 1, 'before the first heading'],
    [
      'the same question under two headings',
      '## Who are you?\nMe.\n## What?\n- who are you\n\nThis.',
      4,
      'asked already',
    ],
    ["a contraction of another topic's question", "## What is it?\nA.\n\n## What's it?\nB.", 4, 'asked already'],
    ['a second name', '# A\n## Who?\nMe.\n# B\n', 4, 'a name already'],
    ['a name below a question', '## Who?\nMe.\n# B\n', 3, 'stands above'],
    ['a third-level heading', '## Who?\nMe.\n### More\n', 3, 'no meaning'],
    ['an empty heading', '## Who?\nMe.\n##\n', 3, 'empty'],
    ['a question that cannot be said', '## ???\nMe.\n', 1, 'no word that can be said'],
    ['an endless answer', `## Who?\n${'long '.repeat(1000)}`, 1, 'longer than'],
    ['a file that is no knowledge file', 'x'.repeat(600_000), 1, 'larger than'],
  ])('names the line of %s', (_, markdown, line, message) => {
    const parsed = parseKnowledge(markdown);
    expect(parsed).toMatchObject({ ok: false, mistakes: [{ line, message: expect.stringContaining(message) }] });
  });

  it('names every mistake at once, in the order of the file', () => {
    const parsed = parseKnowledge('## One?\n\n## Two?\n\n### Three\n');
    expect(parsed.ok || parsed.mistakes.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  it('skips comments without losing count of the lines', () => {
    const parsed = parseKnowledge('<!-- a\nb -->\n# A\n## Who?\n<!-- c --> Me.\n');
    expect(parsed).toMatchObject({ ok: true, knowledge: { name: 'A', topics: [{ line: 4, answer: 'Me.' }] } });
  });

  it('finds no mistake in the knowledge that ships, and at least five ways to ask each question', () => {
    const parsed = parseKnowledge(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
    expect(parsed.knowledge.topics.filter(({ phrasings }) => phrasings.length < 5)).toEqual([]);
  });
});
