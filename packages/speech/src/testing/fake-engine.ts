import { PreparedEngine } from '../prepared-engine.js';
import type { EngineInfo } from '../engine.js';

/** The common part of fakes: they are ready at once, unless a test sets a failure. */
export abstract class FakeEngine extends PreparedEngine {
  info: EngineInfo = { languages: 'any', times: [], streams: true, data: { at: 'thisMachine' } };
  /** How often it was warmed up. */
  warmUps = 0;
  /** Thrown by the next preparation. */
  preparationFailure: Error | undefined;

  constructor() {
    super();
  }

  /** Makes the engine fail by itself, like one whose thread dies. */
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
