import { afterEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from './emitter.js';

afterEach(() => vi.unstubAllGlobals());

describe('events of the SDK', () => {
  it('reach every listener even when one of them throws, and report the error to the page', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const emitter = new Emitter<{ happened: number }>();
    const heard: number[] = [];
    emitter.on('happened', () => {
      throw new Error('in a listener');
    });
    emitter.on('happened', (event) => heard.push(event));
    emitter.emit('happened', 7);
    expect(heard).toEqual([7]);
    expect(reported).toHaveBeenCalledOnce();
  });

  it('stop for a listener that was removed or whose signal aborted', () => {
    const emitter = new Emitter<{ happened: number }>();
    const heard: number[] = [];
    const stop = new AbortController();
    const remove = emitter.on('happened', (event) => heard.push(event));
    emitter.on('happened', (event) => heard.push(event * 10), { signal: stop.signal });
    emitter.on('happened', (event) => heard.push(event * 100), { signal: AbortSignal.abort() });
    remove();
    remove();
    stop.abort();
    emitter.emit('happened', 1);
    expect(heard).toEqual([]);
  });
});
