import { describe, expect, it, vi } from 'vitest';
import { silentLogger } from './logger.js';
import { TypedEmitter } from './typed-emitter.js';

type Events = { spoke: { text: string } };

describe('TypedEmitter', () => {
  it('calls the other listeners although one throws, and logs the error', () => {
    const error = vi.fn();
    const emitter = new TypedEmitter<Events>({ ...silentLogger, error });
    const heard: string[] = [];
    emitter.on('spoke', () => {
      throw new Error('bad listener');
    });
    emitter.on('spoke', ({ text }) => void heard.push(text));
    emitter.emit('spoke', { text: 'hi' });
    expect(heard).toEqual(['hi']);
    expect(error).toHaveBeenCalledOnce();
  });

  it('forgets a listener that unsubscribed or whose signal aborted', () => {
    const emitter = new TypedEmitter<Events>();
    const listener = vi.fn();
    const ending = new AbortController();
    emitter.on('spoke', listener)();
    emitter.on('spoke', listener, { signal: ending.signal });
    emitter.on('spoke', listener, { signal: AbortSignal.abort() });
    ending.abort();
    emitter.emit('spoke', { text: 'hi' });
    expect(listener).not.toHaveBeenCalled();
  });

  it('lets a listener remove itself while it is being called', () => {
    const emitter = new TypedEmitter<Events>();
    const heard = vi.fn();
    const off = emitter.on('spoke', () => off());
    emitter.on('spoke', heard);
    emitter.emit('spoke', { text: 'hi' });
    expect(heard).toHaveBeenCalledOnce();
  });
});
