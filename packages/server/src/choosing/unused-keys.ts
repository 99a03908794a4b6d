import type { EngineKind, EngineProvider, ProviderSetting } from '@visavis/speech';
import type { Config } from '../config/config.js';
import { ENGINE_VARIABLES, HAS_ENGINE } from '../config/engines.js';
import type { EngineLists } from './engine-lists.js';
import { ALL_PROVIDERS } from './providers.js';

const KINDS = Object.keys(ENGINE_VARIABLES) as EngineKind[];

/**
 * @returns A line for each key that is set and not used, as another program's may be, with what to set to use it. A kind of
 *   engine that the operator has named is decided.
 */
export function unusedKeys(
  config: Config,
  lists: EngineLists,
  catalogue: readonly EngineProvider[] = ALL_PROVIDERS,
): string[] {
  const used = [...lists.ears, ...lists.voice, ...lists.mind, ...lists.interlocutors].map(({ provider }) => provider);
  const values: Readonly<Record<string, unknown>> = config;
  return catalogue
    .filter((provider) => !used.includes(provider))
    .flatMap((provider) => {
      const open = KINDS.filter((kind) => config[kind] === undefined && HAS_ENGINE[kind](provider));
      if (open.length === 0) return [];
      const keys = Object.entries<ProviderSetting>(provider.settings).filter(
        ([name, { kind }]) => kind === 'secret' && values[name] !== undefined,
      );
      const ways = open.map((kind) => `${ENGINE_VARIABLES[kind]}=${provider.name}`).join(' or ');
      return keys.map(([, { variable }]) => `${variable} is set, and not used: ${ways} uses it`);
    });
}
