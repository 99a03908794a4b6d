import { CodedError, systemClock, type Clock, type Logger } from '@visavis/core';
import type { Interlocutor, Knowledge, Learning } from '@visavis/speech';
import type { EngineLists, UsedProvider } from './engine-lists.js';
import type { EngineWish } from './engine-shelf.js';
import type { EngineReport } from './opened-engine.js';

/** A service that is away is called so often, while sessions begin, ms. */
const TRY_EVERY_MS = 10_000;

interface Opened {
  readonly provider: string;
  readonly model: string | undefined;
  readonly engine: Interlocutor & Learning;
  triedMs: number;
}

/** The minds that hear and speak by themselves, as avatars have them. Owns them. */
export class Interlocutors {
  readonly #opened: Opened[] = [];
  readonly #lists: EngineLists;
  readonly #logger: Logger;
  readonly #clock: Clock;

  private constructor(lists: EngineLists, logger: Logger, clock: Clock) {
    this.#lists = lists;
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Opens one for each model. @throws {CodedError} With what an opener rejects. */
  static async open(lists: EngineLists, logger: Logger, clock: Clock = systemClock): Promise<Interlocutors> {
    const all = new Interlocutors(lists, logger, clock);
    try {
      for (const used of lists.interlocutors)
        for (const model of modelsOf(used)) all.#opened.push(await openOne(used, model));
      return all;
    } catch (error) {
      await all.close();
      throw error;
    }
  }

  /**
   * @returns The one for an avatar; `undefined` where a mind that writes answers it: because that is first, or wished for, or
   *   stands in while the service cannot be reached.
   */
  for({ providerName, model }: EngineWish = {}): Interlocutor | undefined {
    const chosen = this.#chosen(providerName, model);
    if (chosen?.engine.health.state !== 'failed') return chosen?.engine;
    if (this.#clock.nowMs() - chosen.triedMs >= TRY_EVERY_MS) this.#prepare(chosen);
    return undefined;
  }

  get models(): readonly string[] {
    return this.#opened.map(({ model, engine }) => model ?? engine.label);
  }

  get voices(): readonly string[] {
    return this.#opened.flatMap(({ engine }) => engine.voices);
  }

  /** Sees whether the services can be reached; a session does not wait for it. */
  prepare(): void {
    for (const opened of this.#opened) this.#prepare(opened);
  }

  /** Never rejects: failures are logged. */
  async learn(knowledge: Knowledge): Promise<void> {
    for (const { engine } of this.#opened)
      await engine
        .setKnowledge?.(knowledge)
        .catch((error: unknown) => this.#logger.error('knowledge not taken over', { engine: engine.label, error }));
  }

  report(): readonly EngineReport[] {
    return this.#opened.map(({ provider, model, engine }) => ({
      engine: model === undefined ? provider : `${provider} ${model}`,
      state: engine.health.state,
      failures: 0,
    }));
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#opened.map(({ engine }) => engine.close()));
  }

  #chosen(providerName: string | undefined, model: string | undefined): Opened | undefined {
    const ofProvider = this.#opened.filter(({ provider }) => provider === providerName);
    const among = ofProvider.length > 0 ? ofProvider : this.#opened;
    const wished = among.find((one) => model !== undefined && one.model === model);
    if (wished ?? ofProvider[0]) return wished ?? ofProvider[0];
    const isWritten = this.#lists.mind.some(({ provider }) => provider.name === providerName);
    return this.#lists.spokenFirst && !isWritten && model === undefined ? this.#opened[0] : undefined;
  }

  #prepare(opened: Opened): void {
    opened.triedMs = this.#clock.nowMs();
    opened.engine.prepare().catch((error: unknown) => {
      const reason = error instanceof CodedError ? error.message : String(error);
      this.#logger.error(`VISAVIS_MIND: ${opened.provider}: cannot be used now`, { reason });
    });
  }
}

const modelsOf = ({ provider, context }: UsedProvider): readonly (string | undefined)[] =>
  provider.models?.(context.settings) ?? [undefined];

async function openOne({ provider, context }: UsedProvider, model: string | undefined): Promise<Opened> {
  const engine = await provider.openInterlocutor?.(context, model);
  if (!engine) throw new CodedError('config.invalid', `VISAVIS_MIND: ${provider.name} has no mind that speaks`);
  return { provider: provider.name, model, engine, triedMs: -Infinity };
}
