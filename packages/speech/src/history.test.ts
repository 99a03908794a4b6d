import { describe, expect, it } from 'vitest';
import { NO_RESULT, withOutputs } from './history-messages.js';
import { FIRST, History } from './history.js';
import type { HistoryMessage } from './ports.js';

const user = (text: string): HistoryMessage => ({ role: 'user', text });
const call = (callId: string): HistoryMessage => ({ role: 'toolCall', callId, name: 'look', arguments: {} });
const output = (callId: string, text = 'done'): HistoryMessage => ({ role: 'toolOutput', callId, output: text });

describe('History', () => {
  const ids = (history: History): string[] => history.items.map(({ id }) => id);

  it('takes items under the ids and at the positions of the caller', () => {
    const history = new History();
    history.add(user('two'), { id: 'b' });
    history.add(user('one'), { id: 'a', afterId: FIRST });
    history.add(user('one and a half'), { afterId: 'a' });
    expect(ids(history)).toEqual(['a', 'item_1', 'b']);
  });

  it('rejects an id that is taken or reserved, a position that does not exist, and outputs that no call lacks', () => {
    const history = new History();
    const promised = history.newId();
    history.add(call('c1'), { id: 'a' });
    expect(history.add(user('x'), { id: 'a' })).toBeUndefined();
    expect(history.add(user('x'), { id: promised })).toBeUndefined();
    expect(history.add(user('x'), { afterId: 'nowhere' })).toBeUndefined();
    expect(history.add(call('c1'))).toBeUndefined();
    expect(history.add(output('c2'))).toBeUndefined();
    expect(history.add(output('c1'))).toBeDefined();
    expect(history.add(output('c1'))).toBeUndefined();
    expect(history.items).toHaveLength(2);
  });

  it('never generates an id that a client has used', () => {
    const history = new History();
    history.add(user('x'), { id: 'item_1' });
    expect(history.newId()).toBe('item_2');
  });

  it.each([
    ['English', 'word '.repeat(800), 16],
    ['Chinese', '话'.repeat(4_000), 4],
  ])('forgets the oldest when %s becomes more than 16 000 tokens', (_name, text, kept) => {
    const history = new History();
    for (let i = 0; i < 30; i++) history.add(user(text), { id: `t${i}` });
    expect(history.items).toHaveLength(kept);
    expect(ids(history).at(-1)).toBe('t29');
  });

  it('keeps what was said last, however long it is', () => {
    const history = new History();
    history.add(user('word '.repeat(100_000)), { id: 'long' });
    expect(ids(history)).toEqual(['long']);
  });

  it('forgets and deletes a call together with its output', () => {
    const history = new History();
    history.add(call('c1'), { id: 'call' });
    history.add(output('c1'));
    for (let i = 0; i < 99; i++) history.add(user('x'));
    expect(history.items).toHaveLength(99);
    expect(history.items.every(({ role }) => role === 'user')).toBe(true);
    history.add(call('c2'), { id: 'again' });
    history.add(output('c2'));
    expect(history.delete('again')).toBe(true);
    expect(history.items.some(({ role }) => role !== 'user')).toBe(false);
  });
});

describe('the history that a brain receives', () => {
  const standIn = (callId: string): HistoryMessage => output(callId, NO_RESULT);

  it.each<[string, HistoryMessage[], HistoryMessage[]]>([
    ['is left alone when every call has its output', [call('a'), output('a')], [call('a'), output('a')]],
    ['has a stand-in at its end', [user('go'), call('a')], [user('go'), call('a'), standIn('a')]],
    ['has a stand-in before the user speaks', [call('a'), user('hm?')], [call('a'), standIn('a'), user('hm?')]],
    [
      'has stand-ins for those of several calls that are missing',
      [call('a'), call('b'), output('b')],
      [call('a'), call('b'), output('b'), standIn('a')],
    ],
    [
      'has them before the next reply calls again',
      [call('a'), call('b'), output('a'), call('c'), output('c')],
      [call('a'), call('b'), output('a'), standIn('b'), call('c'), output('c')],
    ],
    [
      'keeps a late output where it became known',
      [call('a'), user('hm?'), output('a')],
      [call('a'), standIn('a'), user('hm?'), output('a')],
    ],
  ])('%s', (_name, history, messages) => {
    expect(withOutputs(history)).toEqual(messages);
  });
});
