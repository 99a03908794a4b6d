import type { EngineInfo } from '@visavis/speech';
import { afterEach, expect, it } from 'vitest';
import { THIS_MACHINE } from './destination.js';
import { WorkerEngine, type EngineCalls } from './worker-engine.js';

/** A thread that is ready at once, and ends on request. */
const MODULE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (message) => {
      if (message === 'leave') return parentPort.close();
      if (message.name === 'exit') process.exit(3);
      parentPort.postMessage({ kind: 'result', id: message.id, result: undefined });
    });
  `)}`,
);

type TestCalls = EngineCalls & { exit: { argument: undefined; result: void } };

class TestEngine extends WorkerEngine<TestCalls> {
  readonly info: EngineInfo = { languages: 'any', times: [], streams: true, data: THIS_MACHINE };

  constructor() {
    super(MODULE, { name: 'test', logger: undefined });
  }

  die(): void {
    this.worker.post('exit', undefined);
  }
}

let engine: TestEngine;
afterEach(() => engine.close());

it('an engine whose thread dies has failed, and is prepared again in another thread', async () => {
  engine = new TestEngine();
  const states: string[] = [];
  const recovered = new Promise<void>((resolve) => {
    engine.events.on('healthChanged', ({ to }) => {
      states.push(to.state === 'failed' ? to.reason : to.state);
      if (states.length === 4) resolve();
    });
  });
  await engine.prepare();
  engine.die();
  await recovered;
  expect(states).toEqual(['ready', 'exit code 3', 'loading', 'ready']);
});

it('an engine that is closed cannot be prepared any more', async () => {
  engine = new TestEngine();
  await engine.close();
  await expect(engine.prepare()).rejects.toMatchObject({ code: 'worker.died' });
});
