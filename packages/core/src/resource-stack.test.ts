import { describe, expect, it } from 'vitest';
import { ResourceStack } from './resource-stack.js';

describe('ResourceStack', () => {
  it('releases in reverse order, once', async () => {
    const released: string[] = [];
    const stack = new ResourceStack();
    for (const name of ['socket', 'peer', 'encoder']) stack.defer(() => void released.push(name));
    await Promise.all([stack.release(), stack.release()]);
    expect(released).toEqual(['encoder', 'peer', 'socket']);
  });

  it('goes on past a failure and reports it at the end', async () => {
    const released: string[] = [];
    const stack = new ResourceStack();
    stack.defer(() => void released.push('first'));
    stack.defer(() => {
      throw new Error('stuck');
    });
    await expect(stack.release()).rejects.toBeInstanceOf(AggregateError);
    expect(released).toEqual(['first']);
  });

  it('releases at once a resource that is added after the end', async () => {
    const stack = new ResourceStack();
    await stack.release();
    await new Promise<void>((resolve) => stack.defer(resolve));
  });
});
