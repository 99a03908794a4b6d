import { describe, expect, it } from 'vitest';
import { Channel } from './channel.js';

async function drain<T>(channel: Channel<T>): Promise<T[]> {
  channel.close();
  const items: T[] = [];
  for await (const item of channel) items.push(item);
  return items;
}

describe('Channel', () => {
  it.each([
    { onFull: 'drop-oldest' as const, kept: [2, 3] },
    { onFull: 'drop-newest' as const, kept: [1, 2] },
  ])('keeps $kept of 1, 2, 3 with room for two and policy $onFull, and counts the loss', async ({ onFull, kept }) => {
    const channel = new Channel<number>({ capacity: 2, onFull });
    for (const item of [1, 2, 3]) channel.push(item);
    expect(channel.dropped).toBe(1);
    expect(await drain(channel)).toEqual(kept);
  });

  it('wakes a waiting reader', async () => {
    const channel = new Channel<string>({ capacity: 1, onFull: 'drop-oldest' });
    const first = channel[Symbol.asyncIterator]().next();
    channel.push('hello');
    expect(await first).toEqual({ done: false, value: 'hello' });
  });

  it('ends a waiting reader when it is closed, and takes no more items', async () => {
    const channel = new Channel<string>({ capacity: 1, onFull: 'drop-oldest' });
    const first = channel[Symbol.asyncIterator]().next();
    channel.close();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(channel.push('late')).toBe(false);
  });

  it('rejects a capacity below one item', () => {
    expect(() => new Channel({ capacity: 0, onFull: 'drop-oldest' })).toThrow(RangeError);
  });
});
