import { PreparedEngine } from '../prepared-engine.js';
import type { EngineInfo } from '../engine.js';

/** What fakes have in common: they are ready at once, unless a test wants otherwise. */
export abstract class FakeEngine extends PreparedEngine {
  info: EngineInfo = { languages: 'any', times: [], streams: true, data: { at: 'thisMachine' } };
  /** Times it was warmed up. */
  warmUps = 0;
  /** Thrown by the next preparation. */
  preparationFailure: Error | undefined;

  constructor() {
    super();
  }

  /** It fails by itself, as an engine whose thread dies. */
  breakDown(reason: string): void {
    this.failed(reason);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected warmUp(): Promise<void> {
    this.warmUps++;
    return this.preparationFailure ? Promise.reject(this.preparationFailure) : Promise.resolve();
  }
}
