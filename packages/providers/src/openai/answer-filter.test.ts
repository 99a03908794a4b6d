import { describe, expect, it } from 'vitest';
import { growth } from '@visavis/speech/testing';
import type { ReplyPart } from '@visavis/speech';
import type { ThoughtHabit } from './answer/reading.js';
import { AnswerFilter } from './answer-filter.js';
import { ToolNames } from './chat-tools.js';

const names = new ToolNames([{ name: 'book', parameters: {} }]);
const whole = (text: string): string[] => [text];
const characters = (text: string): string[] => [...text];
/** Every way to cut a text in two. */
const halves = (text: string): string[][] => Array.from(text, (_, i) => [text.slice(0, i), text.slice(i)]);

function filtered(pieces: readonly string[], habit: ThoughtHabit = 'own', complete = true): ReplyPart[] {
  const filter = new AnswerFilter(names, habit);
  return [...pieces.flatMap((piece) => filter.push(piece)), ...filter.finish(complete)];
}

const wordsOf = (parts: readonly ReplyPart[]): string =>
  parts
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('')
    .trim();
const callsOf = (parts: readonly ReplyPart[]) =>
  parts.flatMap((part) => (part.type === 'toolCall' ? { name: part.name, arguments: part.arguments } : []));

/** Filters a text in all ways to cut it. */
function each(text: string, expectation: (parts: ReplyPart[]) => void, habit?: ThoughtHabit): void {
  for (const pieces of [whole(text), characters(text), ...halves(text)]) expectation(filtered(pieces, habit));
}

const SAID = 'We open at ten.';

describe('what a model writes that is not for the user', () => {
  it.each([
    `<think>I must hide this. Really.</think>${SAID}`,
    `<think>\n\n</think>\n\n${SAID}`,
    `<THINK time="3">Hide < this > well.</THINK>\n${SAID}`,
    `<thinking>Hide.</thinking>${SAID}`,
    `<reasoning>Hide.</reasoning>${SAID}`,
    `<thought>Hide.</thought>${SAID}`,
    `<seed:think>Hide.</seed:think>${SAID}`,
    `<antThinking>Hide.</antThinking>${SAID}`,
    `<inner_monologue>Hide.</inner_monologue>${SAID}`,
    `<reflection>Hide.</reflection>${SAID}`,
    `<think>One <think>two</think> three.</think>${SAID}`,
    `<think>I write <think> here.</think>${SAID}`,
    `<think>Hide.</thinking>${SAID}`,
    `[THINK]Hide.[/THINK]${SAID}`,
    `[thinking]Hide.[/thinking] ${SAID}`,
    `◁think▷Hide.◁/think▷${SAID}`,
    `<|begin_of_thought|>Hide.<|end_of_thought|>${SAID}`,
    `<|START_THINKING|>Hide.<|END_THINKING|><|START_RESPONSE|>${SAID}<|END_RESPONSE|>`,
    `<|channel|>analysis<|message|>Hide.<|end|><|start|>assistant<|channel|>final<|message|>${SAID}<|return|>`,
    `<|start|>assistant<|channel|>commentary<|message|>Hide.<|end|><|start|>assistant<|channel|>final<|message|>${SAID}`,
    `<|channel>thought\nHide.\n<channel|>${SAID}`,
    `<tool_response>{"n":4}</tool_response>${SAID}`,
    `${SAID}<|im_end|>`,
    `${SAID}<|endoftext|>`,
    `${SAID}</s>`,
    `<s>${SAID}<end_of_turn>`,
    `${SAID}<｜end▁of▁sentence｜>`,
    `<|im_start|>assistant\n${SAID}<|im_end|>\n<|im_start|>user\nAnd then?`,
    `<start_of_turn>model\n${SAID}<end_of_turn>`,
    `<|start_header_id|>assistant<|end_header_id|>\n\n${SAID}<|eot_id|>`,
    `<answer>${SAID}</answer>`,
    `[INST]${SAID}[/INST]`,
  ])('B02: is not said: %j', (text) => {
    each(text, (parts) => expect(wordsOf(parts)).toBe(SAID));
  });

  it.each(['<think>I must hide this.', '<|channel|>analysis<|message|>Hide. And', '[THINK]Hide.', '◁think▷Hide.'])(
    'B02: says nothing where it has no end: %j',
    (text) => each(text, (parts) => expect(parts).toEqual([])),
  );

  it('B02: is not said where its template has opened it, once the model is known', () => {
    const text = `I must hide this. And this, too.</think>${SAID}`;
    each(text, (parts) => expect(wordsOf(parts)).toBe(SAID), 'unknown');
    each(text, (parts) => expect(wordsOf(parts)).toBe(SAID), 'opened');
    each(`I must hide this.</think>${SAID}`, (parts) => expect(wordsOf(parts)).toBe(SAID), 'own');
  });

  it('B02: is retracted where it was taken for words', () => {
    const filter = new AnswerFilter(names, 'own');
    expect(filter.push('I must hide this. And')).toMatchObject([{ type: 'text' }]);
    expect(filter.push(' this.</think>We open')).toEqual([{ type: 'retracted' }, { type: 'text', text: 'We open' }]);
    expect(filter.push(' at ten.')).toEqual([{ type: 'text', text: ' at ten.' }]);
  });

  it('B02: is learned from an answer', () => {
    const habitAfter = (text: string, habit: ThoughtHabit, complete = true): ThoughtHabit => {
      const filter = new AnswerFilter(names, habit);
      filter.push(text);
      filter.finish(complete);
      return filter.habit;
    };
    expect(habitAfter('Hide.</think>Yes.', 'unknown')).toBe('opened');
    expect(habitAfter('Hide.</think>Yes.', 'own')).toBe('opened');
    expect(habitAfter('<think>Hide.</think>Yes.', 'unknown')).toBe('own');
    expect(habitAfter('<think>Hide.</think>Yes.', 'opened')).toBe('own');
    expect(habitAfter('Yes.', 'unknown')).toBe('own');
    expect(habitAfter('Okay, the user', 'unknown', false)).toBe('unknown');
    expect(habitAfter('Okay, the user', 'opened', false)).toBe('opened');
    expect(habitAfter('Yes.', 'opened')).toBe('unknown');
  });

  it('B02: is said where a model that usually thinks has not', () => {
    for (const text of [
      'We open at ten. Really.',
      'We open at ten. Really.<|im_end|>',
      '<s>We open at ten. Really.</s>',
    ])
      each(text, (parts) => expect(wordsOf(parts)).toBe('We open at ten. Really.'), 'opened');
    each('<think>Hide.</think>Yes.', (parts) => expect(wordsOf(parts)).toBe('Yes.'), 'opened');
    const code = 'So:\n```js\nlet i = 0;\n```\n{"a": 1}';
    each(code, (parts) => expect(wordsOf(parts)).toBe(code), 'opened');
    each('<think>Hide.', (parts) => expect(parts).toEqual([]), 'opened');
    const call = '{"name": "book", "arguments": {"guests": 4}}';
    each(call, (parts) => expect(parts).toMatchObject([{ type: 'toolCall', name: 'book' }]), 'opened');
    expect(filtered(['Okay, the user asks. '], 'opened', false)).toEqual([]);
  });

  it('B02: is not said where a limit has cut the answer of a model that is not known', () => {
    expect(filtered(['Okay, the user asks. '], 'unknown', false)).toEqual([]);
  });

  it.each([
    'It is 3 < 5 and 7 > 2.',
    'If a<b and b<c, then a<c.',
    'I <3 you.',
    'x <y and z> w',
    'He said <hello> to me.',
    'Use <b>bold</b> here.',
    'See [the reasoning](https://example.org) and [think](https://example.org).',
    'Take [one] or [two].',
    'The letter ◁ is odd.',
    'a | b || c',
    'An arrow <- and <',
    'JSON {"a": 1} within a line.',
    '{"city": "Paris"}',
    '```js\nlet i = 0;\n```',
    'Try:\n```json\n{"name": "Anna"}\n```\nFine.',
    '[1, 2] are numbers.',
  ])('B02: leaves ordinary text as it is: %j', (text) => {
    each(text, (parts) => expect(wordsOf(parts)).toBe(text));
  });

  it('says the first words with the first sentence, or when nothing follows for a while', () => {
    const filter = new AnswerFilter(names, 'own');
    expect(filter.push('We open ')).toEqual([]);
    expect(filter.withholds).toBe(true);
    expect(filter.release()).toEqual([{ type: 'text', text: 'We open ' }]);
    expect(filter.push('at ')).toEqual([{ type: 'text', text: 'at ' }]);
  });
});

describe('a tool call that a model writes as text', () => {
  const CALL = [{ name: 'book', arguments: { guests: 4 } }];
  const JSON_CALL = '{"name": "book", "arguments": {"guests": 4}}';

  it.each([
    `<tool_call>\n${JSON_CALL}\n</tool_call>`,
    `<tool_call>${JSON_CALL}`,
    `<function_call>${JSON_CALL}</function_call>`,
    `<|tool_call|>[${JSON_CALL}]<|/tool_call|>`,
    `[TOOL_CALLS][${JSON_CALL}]`,
    `[TOOL_CALLS] [${JSON_CALL}]</s>`,
    `[TOOL_CALLS]book[ARGS]{"guests": 4}`,
    `<|python_tag|>{"name": "book", "parameters": {"guests": 4}}<|eom_id|>`,
    `<function=book>{"guests": 4}</function>`,
    `<tool_call>\n<function=book>\n<parameter=guests>\n4\n</parameter>\n</function>\n</tool_call>`,
    `<function_calls><invoke name="book"><parameter name="guests">4</parameter></invoke></function_calls>`,
    `<minimax:tool_call><invoke name="book"><parameter name="guests">4</parameter></invoke></minimax:tool_call>`,
    `<tool_call>book\n<arg_key>guests</arg_key>\n<arg_value>4</arg_value>\n</tool_call>`,
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>book\n```json\n{"guests": 4}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>book<｜tool▁sep｜>{"guests": 4}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.book:0<|tool_call_argument_begin|>{"guests": 4}<|tool_call_end|><|tool_calls_section_end|>',
    '<|channel|>commentary to=functions.book <|constrain|>json<|message|>{"guests": 4}<|call|>',
    '<|start|>assistant to=functions.book<|channel|>commentary json<|message|>{"guests": 4}<|call|>',
    `<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "book", "parameters": {"guests": 4}}]<|END_ACTION|>`,
    `\`\`\`json\n${JSON_CALL}\n\`\`\``,
    `\`\`\`\n${JSON_CALL}\n\`\`\``,
    `\`\`\`tool_call\n${JSON_CALL}\n\`\`\``,
    JSON_CALL,
    `[${JSON_CALL}]`,
    '{"type": "function", "function": {"name": "book", "arguments": "{\\"guests\\": 4}"}}',
    '{"function": "book", "parameters": {"guests": 4}}',
    '{"tool": "book", "args": {"guests": 4}}',
    `{"tool_calls": [${JSON_CALL}]}`,
    `<think>I should book.</think>\n${JSON_CALL}`,
  ])('B28: is run, and not said: %j', (text) => {
    each(text, (parts) => {
      expect(wordsOf(parts)).toBe('');
      expect(callsOf(parts)).toEqual(CALL);
    });
  });

  it('B28: is run beside the words around it', () => {
    each(`One moment, please. <tool_call>${JSON_CALL}</tool_call> Done.`, (parts) => {
      expect(wordsOf(parts)).toBe('One moment, please.  Done.');
      expect(callsOf(parts)).toEqual(CALL);
    });
    each(`One moment.\n\`\`\`json\n${JSON_CALL}\n\`\`\`\nDone.`, (parts) => {
      expect(wordsOf(parts).replace(/\s+/g, ' ')).toBe('One moment. Done.');
      expect(callsOf(parts)).toEqual(CALL);
    });
  });

  it.each([
    '<tool_call>{"name": "sell", "arguments": {}}</tool_call>',
    '<tool_call>{"name": "book", "argu',
    '<tool_call>nonsense</tool_call>',
    '[TOOL_CALLS]',
    '```json\n{"name": "sell", "arguments": {"n": 4}}\n```',
    '{"name": "sell", "parameters": {"n": 4}}',
    '{"name": "book", "arguments": {"gue',
  ])('B28: is not said where it cannot be run: %j', (text) => {
    each(text, (parts) => expect(parts).toEqual([]));
  });

  it('B28: makes two calls of two', () => {
    const [first, second] = [1, 2].map((guests) => `{"name": "book", "arguments": {"guests": ${guests}}}`);
    for (const text of [`<tool_call>${first}</tool_call>\n<tool_call>${second}</tool_call>`, `[${first}, ${second}]`])
      each(text, (parts) =>
        expect(callsOf(parts)).toEqual([
          { name: 'book', arguments: { guests: 1 } },
          { name: 'book', arguments: { guests: 2 } },
        ]),
      );
  });
});

it.each([
  '<',
  '<t',
  '<think>',
  '</think>',
  '<think></think>',
  '[',
  '[{',
  '{',
  '{"',
  '\n{',
  '\n{}',
  '```',
  '\n```',
  '◁',
  '<|',
  '<|x|>',
  '<|channel|>',
  '<tool_call>',
  '{"name":',
  ' ',
  'a',
  '</s>',
  '<b>',
  '[think',
  '\n',
  '"',
  '<function=a>',
  'a<',
])('filters many “%s” in work that grows with their number alone', (text) => {
  const long = (times: number) => () => filtered([text.repeat(times)]);
  expect(growth(long)).toBeLessThan(4);
  const dripping = (times: number) => () => filtered(Array.from({ length: times / 4 }, () => text));
  expect(growth(dripping)).toBeLessThan(4);
});
