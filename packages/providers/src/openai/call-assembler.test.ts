import { describe, expect, it } from 'vitest';
import { CallAssembler } from './call-assembler.js';
import { ToolNames } from './chat-tools.js';

const names = new ToolNames([{ name: 'book', parameters: {} }]);
const piece = (text: string, more: { index?: number; id?: string; name?: string } = {}) => [
  { index: more.index ?? 0, id: more.id, function: { name: more.name, arguments: text } },
];

describe('the pieces of a tool call', () => {
  it('are passed on as they come, and add up to its arguments', () => {
    const calls = new CallAssembler(names);
    expect(calls.push(piece('{"n":', { id: 'c', name: 'book' }))).toMatchObject([{ callId: 'c', delta: '{"n":' }]);
    expect(calls.push(piece('4}'))).toMatchObject([{ callId: 'c', delta: '4}' }]);
    expect(calls.finish()).toEqual([{ type: 'toolCall', callId: 'c', name: 'book', arguments: { n: 4 } }]);
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
});
