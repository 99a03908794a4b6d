import { describe, expect, it } from 'vitest';
import { readChunk } from './answer-chunk.js';

const choice = (one: unknown) => ({ choices: [one] });

describe('a chunk of an answer', () => {
  it.each<[string, unknown]>([
    ['without choices', { id: '1', usage: { total_tokens: 3 } }],
    ['with no choices but null', { choices: null }],
    ['with an empty list of choices', { choices: [], usage: {} }],
    ['with choices that are none', { choices: [null, 4] }],
    ['without a delta', choice({ index: 0 })],
    ['with a delta that is null', choice({ delta: null, finish_reason: null })],
    ['with an empty delta', choice({ delta: { role: 'assistant', content: null, tool_calls: null } })],
    ['with fields of other types', choice({ delta: { content: 4, tool_calls: 'none' }, finish_reason: 7 })],
    ['that is a number', 4],
    ['that is null', null],
    ['that is a list', []],
  ])('B08: %s adds nothing', (_, chunk) => {
    expect(readChunk(chunk)).toEqual({ text: '', calls: [], reasons: false });
  });

  it.each<[string, unknown]>([
    ['a list of choices', choice({ delta: { content: 'Yes.' } })],
    ['one choice', { choices: { delta: { content: 'Yes.' } } }],
    [
      'content in parts',
      choice({
        delta: {
          content: [
            { type: 'text', text: 'Ye' },
            { type: 'text', text: 's.' },
          ],
        },
      }),
    ],
    ['content in one part', choice({ delta: { content: { type: 'text', text: 'Yes.' } } })],
    ['the text of a completion', choice({ text: 'Yes.' })],
    [
      'thoughts among its parts',
      choice({
        delta: {
          content: [
            { type: 'thinking', text: 'Hm.' },
            { type: 'text', text: 'Yes.' },
          ],
        },
      }),
    ],
  ])('B08: is read with %s', (_, chunk) => {
    expect(readChunk(chunk).text).toBe('Yes.');
  });

  it.each(['reasoning_content', 'reasoning', 'thinking'])('B14: with %s shows that the model thinks', (name) => {
    expect(readChunk(choice({ delta: { content: '', [name]: 'Hm.' } }))).toMatchObject({ text: '', reasons: true });
  });

  it('B11: is read with calls of other shapes', () => {
    const calls = (delta: unknown) => readChunk(choice({ delta })).calls;
    const whole = { name: 'book', arguments: { n: 4 } };
    expect(calls({ tool_calls: [{ index: '1', id: 7, function: whole }] })).toEqual([
      { index: 1, id: '7', name: 'book', text: '{"n":4}' },
    ]);
    expect(calls({ tool_calls: { function: { name: 'book', arguments: null } } })).toEqual([
      { name: 'book', text: '' },
    ]);
    expect(calls({ tool_calls: [{ name: 'book', arguments: '{}' }, null] })).toEqual([{ name: 'book', text: '{}' }]);
    expect(calls({ function_call: whole })).toEqual([{ name: 'book', text: '{"n":4}' }]);
  });
});
