import { CodedError } from '@visavis/core';
import type { EngineContext, EngineKind, EngineProvider } from '@visavis/speech';
import type { Config } from '../config/config.js';
import { ALL_PROVIDERS } from './providers.js';

/** A provider that is in use, with what its engines are opened with. */
export interface UsedProvider {
  readonly provider: EngineProvider;
  readonly context: EngineContext;
}

/** The providers of each kind of engine, in the order of fallback. None is empty; `mind` holds those that write. */
export interface EngineLists extends Readonly<Record<EngineKind, readonly UsedProvider[]>> {
  /** The minds that hear and speak by themselves. They may be none. */
  readonly interlocutors: readonly UsedProvider[];
  /** Whether one of them comes before all minds that write. */
  readonly spokenFirst: boolean;
}

/** The part of an {@link EngineContext} that is the same for all providers. */
export type Surroundings = Pick<EngineContext, 'knowledge' | 'logger'>;

/**
 * The providers that the operator has named. For a kind without a name it is those that offer themselves, in the order of
 * the catalogue; a mind has no stand-in then, since another one knows other things. A mind that writes is taken that way
 * where only those are named that speak by themselves: it stands in for them.
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
  const namedAs = (kind: EngineKind): readonly UsedProvider[] | undefined =>
    config[kind]?.flatMap((name) => all.filter(({ provider }) => provider.name === name));
  const listOf = (kind: EngineKind, named = namedAs(kind)): readonly UsedProvider[] => {
    const offered = all.filter((_, i) => offers[i]?.includes(kind));
    const used = named && named.length > 0 ? named : kind === 'mind' ? offered.slice(0, 1) : offered;
    if (used.length === 0) throw new CodedError('config.invalid', `${kind} must be named: no engine offers itself`);
    return [...new Set(used)];
  };
  const minds = [...new Set(namedAs('mind') ?? [])];
  const interlocutors = minds.filter(({ provider }) => provider.openInterlocutor);
  return {
    ears: listOf('ears'),
    voice: listOf('voice'),
    mind: listOf(
      'mind',
      minds.filter(({ provider }) => provider.openMind),
    ),
    interlocutors,
    spokenFirst: minds[0]?.provider.openInterlocutor !== undefined,
  };
}

/** One for all engines of a provider. */
function contextOf({ settings }: EngineProvider, config: Config, surroundings: Surroundings): EngineContext {
  const values = Object.entries(config).filter(([name]) => name in settings);
  const checked = Object.fromEntries(values) as EngineContext['settings'];
  return { settings: checked, dataDir: config.dataDir, ...surroundings };
}
