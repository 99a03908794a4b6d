import { describe, expect, it } from 'vitest';
import { Lane } from './lane.js';

const live = new AbortController().signal;

describe('Lane', () => {
  it('runs one job at a time, in the order of arrival, past one that fails', async () => {
    const lane = new Lane(8);
    const order: string[] = [];
    let finishFirst = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finishFirst = resolve));
    const first = lane.run(() => finished, live);
    const second = lane.run(() => Promise.reject(new Error('broken')), live);
    const third = lane.run(async () => void order.push('third'), live);
    expect(order).toEqual([]);
    finishFirst();
    await first;
    await expect(second).rejects.toThrow('broken');
    await third;
    expect(order).toEqual(['third']);
  });

  it('drops a waiting job that is aborted, and rejects one too many', async () => {
    const lane = new Lane(1);
    void lane.run(() => new Promise(() => undefined), live);
    const giving = new AbortController();
    const waiting = lane.run(() => Promise.resolve(), giving.signal);
    await expect(lane.run(() => Promise.resolve(), live)).rejects.toMatchObject({ code: 'provider.failed' });
    giving.abort(new Error('barge-in'));
    await expect(waiting).rejects.toThrow('barge-in');
    expect(lane.waiting).toBe(0);
  });

  it('rejects waiting jobs when it is closed', async () => {
    const lane = new Lane(1);
    void lane.run(() => new Promise(() => undefined), live);
    const waiting = lane.run(() => Promise.resolve(), live);
    lane.close(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    await expect(lane.run(() => Promise.resolve(), live)).rejects.toThrow('closed');
  });
});
