import { CodedError } from '@visavis/core';
import type { EngineContext, EngineKind, EngineProvider } from '@visavis/speech';
import type { Config } from '../config/config.js';
import { ALL_PROVIDERS } from './providers.js';

/** A provider that is in use, with what its engines are opened with. */
export interface UsedProvider {
  readonly provider: EngineProvider;
  readonly context: EngineContext;
}

/** The providers of each kind of engine, in the order of fallback. None is empty. */
export type EngineLists = Readonly<Record<EngineKind, readonly UsedProvider[]>>;

/** The part of an {@link EngineContext} that is the same for all providers. */
export type Surroundings = Pick<EngineContext, 'knowledge' | 'logger'>;

/**
 * The providers that the operator has named. For a kind without a name it is those that offer themselves, in the order of
 * the catalogue; a mind has no stand-in then, since another one knows other things.
 *
 * @throws {CodedError} `config.invalid` where there is none.
 */
export async function engineLists(
  config: Config,
  surroundings: Surroundings,
  catalogue: readonly EngineProvider[] = ALL_PROVIDERS,
): Promise<EngineLists> {
  const all = catalogue.map((provider) => ({ provider, context: contextOf(provider, config, surroundings) }));
  const offers = await Promise.all(
    all.map(async ({ provider, context }) => (await provider.defaultFor?.(context)) ?? []),
  );
  const listOf = (kind: EngineKind): readonly UsedProvider[] => {
    const named = config[kind]?.flatMap((name) => all.filter(({ provider }) => provider.name === name));
    const offered = all.filter((_, i) => offers[i]?.includes(kind));
    const used = named ?? (kind === 'mind' ? offered.slice(0, 1) : offered);
    if (used.length === 0) throw new CodedError('config.invalid', `${kind} must be named: no engine offers itself`);
    return [...new Set(used)];
  };
  return { ears: listOf('ears'), voice: listOf('voice'), mind: listOf('mind') };
}

/** One for all engines of a provider. */
function contextOf({ settings }: EngineProvider, config: Config, surroundings: Surroundings): EngineContext {
  const values = Object.entries(config).filter(([name]) => name in settings);
  const checked = Object.fromEntries(values) as EngineContext['settings'];
  return { settings: checked, dataDir: config.dataDir, ...surroundings };
}
