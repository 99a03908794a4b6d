import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError, type Logger } from '@visavis/core';
import type { Engine, Knowledge } from '@visavis/speech';
import { ENGINE_VARIABLES } from '../config/engines.js';
import { logWith } from '../log.js';
import type { UsedProvider } from './engine-lists.js';
import type { Kind } from './kinds.js';
import { OpenedEngine, type EngineReport } from './opened-engine.js';

/** The engines that an avatar is to have. Those that are not there are left out. */
export interface EngineWish {
  /** The name of a provider. */
  readonly providerName?: string | undefined;
  /** One of the models of a provider. */
  readonly model?: string | undefined;
}

export interface EngineShelfOptions<E extends Engine> {
  readonly kind: Kind<E>;
  readonly list: readonly UsedProvider[];
  readonly logger: Logger;
  /** @returns An engine with what is around it. @defaultValue the engine itself */
  readonly dress?: (engine: E) => E;
  /** @returns A list, or the only engine, as sessions receive it. @defaultValue the list itself */
  readonly finish?: (engine: E) => E;
}

const itself = <E>(engine: E): E => engine;

/** All engines of one kind that are open, and the lists that sessions use. Owns the engines. */
export class EngineShelf<E extends Engine> {
  readonly #options: EngineShelfOptions<E>;
  readonly #opened: OpenedEngine<E>[] = [];
  readonly #lists = new Map<string, E>();

  private constructor(options: EngineShelfOptions<E>) {
    this.#options = options;
  }

  /** Opens an engine of each provider, and a mind for each further model. @throws {CodedError} With what an opener rejects. */
  static async open<E extends Engine>(options: EngineShelfOptions<E>): Promise<EngineShelf<E>> {
    const shelf = new EngineShelf(options);
    try {
      for (const used of options.list)
        for (const [i, model] of modelsOf(options.kind, used).entries())
          shelf.#opened.push(await openEngine(options, used, { model, usual: i === 0 }));
      return shelf;
    } catch (error) {
      await shelf.close();
      throw error;
    }
  }

  /** The engine of each provider that is used where no model was wished for. */
  get engines(): readonly E[] {
    return this.#usual.map(({ engine }) => engine);
  }

  /** The list for an avatar: what it wishes for comes first, and the others stand in for it. The same for the same wish. */
  for(wish: EngineWish = {}): E {
    const ordered = this.#ordered(wish);
    const key = ordered.map(({ name }) => name).join();
    const { kind, finish = itself } = this.#options;
    const [only] = ordered;
    const list = this.#lists.get(key);
    if (list) return list;
    const made = finish(
      ordered.length === 1 && only ? only.engine : kind.listOf(ordered.map(({ candidate }) => candidate)),
    );
    this.#lists.set(key, made);
    return made;
  }

  /**
   * Prepares the usual engines. One that cannot be used now is logged in one line with its setting.
   *
   * @throws {CodedError} Where no engine can be used, and none of them depends on a service that may come back.
   */
  async prepare(): Promise<void> {
    const { kind, logger } = this.#options;
    try {
      await this.for().prepare();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(
        `${ENGINE_VARIABLES[kind.kind]}: ${this.#usual.map(({ name }) => name).join(', ')}: cannot be used now`,
        { reason },
      );
      if (this.engines.every(({ info }) => info.data.at === 'thisMachine')) throw error;
    }
  }

  /** Never rejects: failures are logged. */
  async learn(knowledge: Knowledge): Promise<void> {
    for (const opened of this.#opened) {
      // Each copies the knowledge to a thread, which takes some ms.
      await nextTurn();
      await opened.learn(knowledge);
    }
  }

  report(): readonly EngineReport[] {
    return this.#opened.map((opened) => opened.report());
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#lists.values(), ...this.#opened].map((one) => one.close()));
  }

  /** The names of all models, or of the minds that have no choice of models. */
  get models(): readonly string[] {
    return [...new Set(this.#opened.map((one) => this.#modelOf(one)).filter((name) => name !== undefined))];
  }

  get #usual(): readonly OpenedEngine<E>[] {
    return this.#opened.filter(({ usual }) => usual);
  }

  #modelOf({ model, engine }: OpenedEngine<E>): string | undefined {
    return model ?? this.#options.kind.modelOf?.(engine);
  }

  #ordered({ providerName, model }: EngineWish): readonly OpenedEngine<E>[] {
    const ofProvider = this.#opened.filter(({ provider }) => provider === providerName);
    const among = ofProvider.length > 0 ? ofProvider : this.#opened;
    const wished = among.find((one) => model !== undefined && this.#modelOf(one) === model);
    const first = wished ?? ofProvider.find(({ usual }) => usual);
    return [...(first ? [first] : []), ...this.#usual.filter(({ provider }) => provider !== first?.provider)];
  }
}

/** The models with which engines of a provider are opened, the usual one first. Ears and voices are opened without. */
function modelsOf<E extends Engine>(
  { kind }: Kind<E>,
  { provider, context }: UsedProvider,
): readonly (string | undefined)[] {
  const models = kind === 'mind' ? provider.models?.(context.settings) : undefined;
  return models && models.length > 0 ? models : [undefined];
}

async function openEngine<E extends Engine>(
  { kind, logger, dress = itself }: EngineShelfOptions<E>,
  { provider, context }: UsedProvider,
  opening: { readonly model: string | undefined; readonly usual: boolean },
): Promise<OpenedEngine<E>> {
  const variable = ENGINE_VARIABLES[kind.kind];
  const bare = await kind.open(provider, context, opening.model);
  if (!bare) throw new CodedError('config.invalid', `${variable}: ${provider.name} has no ${kind.kind}`);
  return new OpenedEngine({
    ...opening,
    bare,
    engine: dress(bare),
    provider: provider.name,
    candidateOf: kind.candidateOf,
    logger: logWith(logger, { setting: variable }),
  });
}
