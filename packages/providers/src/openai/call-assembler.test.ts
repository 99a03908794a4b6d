import { describe, expect, it } from 'vitest';
import type { CallPiece } from './answer-chunk.js';
import { CallAssembler, readArguments } from './call-assembler.js';
import { ToolNames } from './chat-tools.js';

const names = new ToolNames([{ name: 'book', parameters: {} }]);
const piece = (text: string, more: Omit<CallPiece, 'text'> = {}): CallPiece[] => [{ index: 0, ...more, text }];

describe('the pieces of a tool call', () => {
  it('are passed on as they come, and add up to its arguments', () => {
    const calls = new CallAssembler(names);
    expect(calls.push(piece('{"n":', { id: 'c', name: 'book' }))).toMatchObject([{ callId: 'c', delta: '{"n":' }]);
    expect(calls.push(piece('4}'))).toMatchObject([{ callId: 'c', delta: '4}' }]);
    expect(calls.finish().complete).toEqual([{ type: 'toolCall', callId: 'c', name: 'book', arguments: { n: 4 } }]);
  });

  it('wait for the name where a service sends it late, and lose nothing', () => {
    const calls = new CallAssembler(names);
    expect(calls.push(piece('{"n":', { id: 'c', name: 'bo' }))).toEqual([]);
    expect(calls.push(piece('4}', { name: 'ok' }))).toMatchObject([{ name: 'book', delta: '{"n":4}' }]);
  });

  it('stay apart where a service sends two calls with the same index, and receive an id where it sends none, or one twice', () => {
    const calls = new CallAssembler(names);
    const parts = [piece('{}', { id: 'c', name: 'book' }), piece('{}', { id: 'd', name: 'book' })];
    const unnamed = [piece('{}', { index: 1, name: 'book' }), piece('{}', { index: 2, id: 'c', name: 'book' })];
    const ids = [...parts, ...unnamed].flatMap((deltas) =>
      calls.push(deltas).map((part) => ('callId' in part ? part.callId : '')),
    );
    expect(ids.slice(0, 2)).toEqual(['c', 'd']);
    expect(new Set(ids).size).toBe(4);
  });

  const CALL = { name: 'book', arguments: { guests: 4 } };
  it.each<[string, CallPiece[]]>([
    [
      'id and name with each piece',
      [
        { index: 0, id: 'c', name: 'book', text: '{"gue' },
        { index: 0, id: 'c', name: 'book', text: 'sts":4' },
        { index: 0, id: 'c', name: 'book', text: '}' },
      ],
    ],
    [
      'a new id with each piece',
      [
        { index: 0, id: 'a', name: 'book', text: '' },
        { index: 0, id: 'b', name: 'book', text: '{"guests"' },
        { index: 0, id: 'c', text: ':4}' },
      ],
    ],
    ['no index', [{ id: 'c', name: 'book', text: '{"guests"' }, { text: ':4}' }]],
    [
      'an empty name first',
      [
        { index: 0, id: 'c', text: '' },
        { index: 0, name: 'book', text: '{"guests":4}' },
      ],
    ],
    [
      'the name in halves',
      [
        { index: 0, id: 'c', name: 'bo', text: '' },
        { index: 0, name: 'ok', text: '{"guests":4}' },
      ],
    ],
    [
      'more of the name each time',
      [
        { index: 0, name: 'bo', text: '' },
        { index: 0, name: 'book', text: '{"guests":4}' },
      ],
    ],
    [
      'all arguments again at the end',
      [
        { index: 0, id: 'c', name: 'book', text: '{"guests"' },
        { index: 0, text: ':4}' },
        { index: 0, id: 'c', name: 'book', text: '{"guests":4}' },
      ],
    ],
    [
      'all arguments so far with each piece',
      [
        { index: 0, id: 'c', name: 'book', text: '{"gue' },
        { index: 0, text: '{"guests":' },
        { index: 0, text: '{"guests":4}' },
      ],
    ],
    [
      'the name again behind the arguments',
      [
        { index: 0, id: 'c', name: 'book', text: '{"guests":4}' },
        { index: 0, name: 'book', text: '' },
      ],
    ],
    ['arguments as text within JSON', [{ index: 0, id: 'c', name: 'book', text: JSON.stringify('{"guests":4}') }]],
  ])('B11: make one call where a service sends %s', (_, pieces) => {
    const calls = new CallAssembler(names);
    pieces.forEach((one) => calls.push([one]));
    expect(calls.finish()).toMatchObject({ complete: [CALL], failed: [] });
  });

  it('B11: make two calls where both have the same index, or none', () => {
    for (const index of [{}, { index: 0 }]) {
      const calls = new CallAssembler(names);
      calls.push([{ ...index, id: 'a', name: 'book', text: '{"guests":1}' }]);
      calls.push([{ ...index, id: 'b', name: 'book', text: '{"guests":' }]);
      calls.push([{ ...index, text: '2}' }]);
      expect(calls.finish().complete).toMatchObject([{ arguments: { guests: 1 } }, { arguments: { guests: 2 } }]);
    }
  });

  it('B11: are no call where they cannot be read, or name a tool that is not offered', () => {
    const calls = new CallAssembler(names);
    calls.push([
      { index: 0, name: 'book', text: '{"guests":' },
      { index: 1, name: 'sell', text: '{}' },
    ]);
    expect(calls.finish()).toMatchObject({ complete: [], failed: [{ name: 'book' }, { name: 'sell' }] });
  });
});

it.each([
  ['', {}],
  [' null ', {}],
  ['[]', undefined],
  ['4', undefined],
  ['{', undefined],
])('reads %j as the arguments %j', (json, given) => {
  expect(readArguments(json)).toEqual(given);
});
