import { CATALOGUE } from '@visavis/providers';
import type { ProviderSetting, ProviderSettings, SettingValue } from '@visavis/speech';
import { z } from 'zod';
import { flag, listOf, path, text, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

type Provider = (typeof CATALOGUE)[number];
type Merged<Settings> = (Settings extends unknown ? (all: Settings) => void : never) extends (all: infer All) => void
  ? All
  : never;
/** The settings of all providers, by their names. */
type AllSettings = Merged<Provider['settings']>;
type SchemasOf<S> = {
  [Name in keyof S]: z.ZodType<S[Name] extends ProviderSetting ? SettingValue<S[Name]> : never>;
};

/** The settings of each provider that has some, under its label. */
export const PROVIDER_CONCERNS: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = Object.fromEntries(
  CATALOGUE.map(({ label, settings }) => [label, schemasOf(settings)] as const).filter(
    ([, schemas]) => Object.keys(schemas).length > 0,
  ),
);

/** The settings of all providers. */
export const engines = Object.assign({}, ...Object.values(PROVIDER_CONCERNS)) as SchemasOf<AllSettings>;

/** Names of the settings that hold a key. */
export const SECRET_SETTINGS: readonly string[] = CATALOGUE.flatMap(({ settings }) =>
  Object.entries<ProviderSetting>(settings)
    .filter(([, { kind }]) => kind === 'secret')
    .map(([name]) => name),
);

function schemasOf(settings: ProviderSettings): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, one]) => {
      const { variable, description, otherwise, common } = one;
      const schema = valueSchema(one);
      const standard = 'default' in one ? one.default : undefined;
      const complete = standard === undefined ? schema.optional() : schema.default(standard);
      return [name, setting(complete, { variable, description, otherwise, ...(common && { common }) })];
    }),
  );
}

function valueSchema(one: ProviderSetting): z.ZodType {
  switch (one.kind) {
    case 'text':
    case 'secret':
      return text;
    case 'address':
      return z
        .string('must be an address')
        .refine((url) => URL.canParse(url) && /^(?:https?|wss?):/.test(url), 'must be an http or https address');
    case 'list':
      return listOf(() => true, 'must be a list, separated by commas');
    case 'number':
      return wholeNumber(one.from, one.to);
    case 'flag':
      return flag;
    case 'path':
      return path;
  }
}
