import { describe, expect, it } from 'vitest';
import { passagesOf } from './document.js';

describe('the passages of a document', () => {
  it('are its paragraphs without marks, each under the headings above it', () => {
    const markdown = [
      ...['# House rules', 'Be **kind** to [guests](https://a.example).', '', 'No dogs.', ''],
      ...['## Kitchen', '### Oven', 'Turn it off.', '## Garden ##', '- Water daily', '- Close the gate'],
    ].join('\n');
    expect(passagesOf('rules.md', markdown)).toEqual([
      { source: 'rules.md, House rules', text: 'Be kind to guests. No dogs.' },
      { source: 'rules.md, House rules, Kitchen, Oven', text: 'Turn it off.' },
      { source: 'rules.md, House rules, Garden', text: '- Water daily - Close the gate' },
    ]);
  });

  it('are of about a thousand characters: whole paragraphs, or the sentences of a longer one', () => {
    const sentence = 'The mill turns when the wind blows. ';
    const passages = passagesOf('mill.txt', `${sentence.repeat(60)}\n\n${'Short. '.repeat(10)}`);
    for (const { text } of passages) expect(text.length).toBeLessThanOrEqual(1_000);
    expect(passages.map(({ text }) => text).join(' ')).toBe(`${sentence.repeat(60)}${'Short. '.repeat(10)}`.trim());
    expect(passages[0]?.text.endsWith('.')).toBe(true);
    const unspaced = passagesOf('a.txt', '字'.repeat(2_500)).map(({ text }) => text.length);
    expect(unspaced).toEqual([1_000, 1_000, 500]);
  });

  it('are none where there is no text', () => {
    expect(passagesOf('a.md', '')).toEqual([]);
    expect(passagesOf('a.md', '# Only\n\n## Headings\r\n\r\n')).toEqual([]);
  });
});
