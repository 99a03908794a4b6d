import type { EngineKind, EngineProvider, ProviderSetting, ProviderSettings, SettingValue } from '@visavis/speech';
import { z } from 'zod';
import { ALL_PROVIDERS } from '../choosing/providers.js';
import { flag, listOf, path, text, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const PROVIDERS: readonly EngineProvider[] = ALL_PROVIDERS;

/** The variables that name the engines of each kind. */
export const ENGINE_VARIABLES: Readonly<Record<EngineKind, string>> = {
  ears: 'VISAVIS_EARS',
  voice: 'VISAVIS_VOICE',
  mind: 'VISAVIS_MIND',
};

/** Whether a provider has engines of a kind. */
export const HAS_ENGINE: Readonly<Record<EngineKind, (provider: EngineProvider) => boolean>> = {
  ears: ({ openEars }) => openEars !== undefined,
  voice: ({ openVoice }) => openVoice !== undefined,
  mind: ({ openMind, openInterlocutor }) => openMind !== undefined || openInterlocutor !== undefined,
};

/** @returns The schema of the names of engines of one kind. */
function names(kind: EngineKind) {
  const known = PROVIDERS.filter(HAS_ENGINE[kind]).map(({ name }) => name);
  const message = `must be one of ${known.join(', ')}, or several with commas, the first choice first`;
  return listOf((name) => known.includes(name), message).optional();
}

/** The engines of the operator's choice. */
export const choice = {
  ears: setting(names('ears'), {
    variable: ENGINE_VARIABLES.ears,
    description: 'what understands speech; several with commas, of which the next stands in for one that fails',
    otherwise: '`openai` where an address for it is set, `local` where models were added, then `embedded`',
    common: true,
  }),
  voice: setting(names('voice'), {
    variable: ENGINE_VARIABLES.voice,
    description: 'what speaks, as such a list',
    otherwise: '`openai` where an address for it is set, `local` where models were added, then `embedded`',
    common: true,
  }),
  mind: setting(names('mind'), {
    variable: ENGINE_VARIABLES.mind,
    description: 'what answers, as such a list',
    otherwise: '`openai` where its address or key is set, else `scripted`',
    common: true,
  }),
  clientEars: setting(flag.default(true), {
    variable: 'VISAVIS_CLIENT_EARS',
    description: '`0`: clients may not turn speech into text themselves, by the recognition of their browsers',
  }),
};

/** An engine that is named needs its key: without it, that would only show when the first user speaks. */
export function refuseMissingSettings(
  config: Readonly<Record<string, unknown>> & { readonly [K in EngineKind]?: readonly string[] | undefined },
  context: z.RefinementCtx,
): void {
  for (const kind of Object.keys(ENGINE_VARIABLES) as EngineKind[])
    for (const { name, settings } of PROVIDERS.filter((provider) => config[kind]?.includes(provider.name)))
      for (const [setting, { required }] of Object.entries(settings))
        if (required && config[setting] === undefined)
          context.addIssue({
            code: 'custom',
            path: [setting],
            message: `must be set: ${ENGINE_VARIABLES[kind]} names ${name}, which needs it`,
          });
}

type Provider = (typeof ALL_PROVIDERS)[number];
type Merged<Settings> = (Settings extends unknown ? (all: Settings) => void : never) extends (all: infer All) => void
  ? All
  : never;
/** The settings of all providers, by their names. */
type AllSettings = Merged<Provider['settings']>;
type SchemasOf<S> = {
  [Name in keyof S]: z.ZodType<S[Name] extends ProviderSetting ? SettingValue<S[Name]> : never>;
};

/** The settings of all providers, as options of a program: `docs/settings.md` describes them. */
export type ProviderOptions = {
  // Providers without settings add an index signature, which is left out.
  readonly [Name in keyof AllSettings as string extends Name ? never : Name]?: AllSettings[Name] extends ProviderSetting
    ? SettingValue<AllSettings[Name]>
    : never;
};

/** The settings of each provider that has some, under its label. */
export const PROVIDER_CONCERNS: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = Object.fromEntries(
  ALL_PROVIDERS.map(({ label, settings }) => [label, schemasOf(settings)] as const).filter(
    ([, schemas]) => Object.keys(schemas).length > 0,
  ),
);

/** The settings of all providers. */
export const engines = Object.assign({}, ...Object.values(PROVIDER_CONCERNS)) as SchemasOf<AllSettings>;

/** Names of the settings that hold a key. */
export const SECRET_SETTINGS: readonly string[] = ALL_PROVIDERS.flatMap(({ settings }) =>
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
