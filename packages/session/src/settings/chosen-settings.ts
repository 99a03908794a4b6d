import type { SessionConfig } from '@visavis/protocol';

/** The settings that the client has chosen so far, the latest value of each. */
export class ChosenSettings {
  #config: SessionConfig = {};

  get config(): Readonly<SessionConfig> {
    return this.#config;
  }

  /** @returns Whether any value has changed. Members left out stay as they are. */
  merge(update: SessionConfig): boolean {
    const before = JSON.stringify(this.#config);
    const set = Object.entries(update).filter(([, value]) => value !== undefined);
    const turnDetection = mergeDetection(this.#config.turnDetection, update.turnDetection);
    this.#config = {
      ...this.#config,
      ...Object.fromEntries(set),
      ...(turnDetection === undefined ? {} : { turnDetection }),
    };
    return JSON.stringify(this.#config) !== before;
  }
}

type Detection = SessionConfig['turnDetection'];

/** Detection is set member by member; `null` switches it off, and any later one on again. */
function mergeDetection(present: Detection, update: Detection): Detection {
  if (update === undefined) return present;
  if (update === null || !present) return update;
  const set = Object.entries(update).filter(([, value]) => value !== undefined);
  return { ...present, ...Object.fromEntries(set) };
}
