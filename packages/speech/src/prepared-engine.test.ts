import { beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from './testing/index.js';

class TestEngine extends FakeEngine {
  works(): void {
    this.worked();
  }
}

let engine: TestEngine;
let states: string[];
beforeEach(() => {
  engine = new TestEngine();
  states = [];
  engine.events.on('healthChanged', ({ to }) => states.push(to.state === 'failed' ? to.reason : to.state));
});

describe('an engine', () => {
  it('is loading until it is prepared, and warms up once, however often `prepare` is called', async () => {
    expect(engine.health).toEqual({ state: 'loading' });
    await Promise.all([engine.prepare(), engine.prepare()]);
    await engine.prepare();
    expect(engine.health).toEqual({ state: 'ready' });
    expect(engine.warmUps).toBe(1);
    expect(states).toEqual(['ready']);
  });

  it('reports why it could not be prepared, and can be prepared again', async () => {
    engine.preparationFailure = new Error('no model');
    await expect(engine.prepare()).rejects.toThrow('no model');
    expect(engine.health).toEqual({ state: 'failed', reason: 'no model' });
    engine.preparationFailure = undefined;
    await engine.prepare();
    expect(states).toEqual(['no model', 'loading', 'ready']);
  });

  it('that fails at work reports it, until it is prepared again or works again', async () => {
    await engine.prepare();
    engine.breakDown('exit code 1');
    expect(engine.health).toEqual({ state: 'failed', reason: 'exit code 1' });
    await engine.prepare();
    engine.breakDown('exit code 2');
    engine.works();
    expect(states).toEqual(['ready', 'exit code 1', 'loading', 'ready', 'exit code 2', 'ready']);
    expect(engine.warmUps).toBe(2);
  });

  it('that fails while it is prepared is not ready when the preparation ends', async () => {
    const preparing = engine.prepare();
    engine.breakDown('exit code 1');
    await preparing;
    expect(engine.health).toEqual({ state: 'failed', reason: 'exit code 1' });
  });
});
