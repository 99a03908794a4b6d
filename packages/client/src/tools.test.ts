import { beforeEach, describe, expect, it } from 'vitest';
import { settle } from './testing/index.js';
import { Tools } from './tools.js';

let sent: (readonly string[] | undefined)[];
let tools: Tools;
beforeEach(() => {
  sent = [];
  tools = new Tools(() => sent.push(tools.list?.map(({ name }) => name)));
});

describe('the tools of a page', () => {
  it('pass the arguments to the handler, and its result to the brain, at once or later', async () => {
    tools.register('add', { description: '' }, ({ a, b }) => Number(a) + Number(b));
    tools.declare([{ name: 'later', description: '', handler: async () => ({ done: true }) }]);
    expect(await tools.call('add', { a: 1, b: 2 })).toBe(3);
    expect(await tools.call('later', {})).toEqual({ done: true });
  });

  it.each([
    ['throws', () => JSON.parse('{') as unknown],
    ['rejects', () => Promise.reject(new Error('No paper'))],
  ])('report to the brain when a handler %s', async (_, handler) => {
    tools.register('print', { description: '' }, handler);
    expect(await tools.call('print', {})).toEqual({ error: expect.stringMatching(/./) as string });
  });

  it('leave a call without a handler to others', () => {
    tools.declare([{ name: 'known', description: '' }]);
    expect([tools.call('known', {}), tools.call('unknown', {})]).toEqual([undefined, undefined]);
  });

  it('are sent once for all that change together, and the last one that goes leaves an empty list', async () => {
    expect(tools.list).toBeUndefined();
    const withdraw = ['a', 'b'].map((name) => tools.register(name, { description: '' }, () => 0));
    await settle();
    withdraw.forEach((stop) => stop());
    withdraw.forEach((stop) => stop());
    await settle();
    expect(sent).toEqual([['a', 'b'], []]);
  });

  it('replace one another by name', async () => {
    tools.declare([
      { name: 'a', description: 'declared' },
      { name: 'b', description: 'declared' },
    ]);
    const withdrawFirst = tools.register('a', { description: 'first' }, () => 1);
    tools.register('a', { description: 'second' }, () => 2);
    withdrawFirst();
    expect(tools.list?.map(({ name, description }) => [name, description])).toEqual([
      ['a', 'second'],
      ['b', 'declared'],
    ]);
    expect(await tools.call('a', {})).toBe(2);
  });
});
