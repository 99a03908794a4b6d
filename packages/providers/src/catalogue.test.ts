import { silentLogger } from '@visavis/core';
import type { EngineContext, EngineKind, EngineProvider, ProviderSetting } from '@visavis/speech';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.js';

const providers: readonly EngineProvider[] = CATALOGUE;
const context = (settings: Record<string, unknown> = {}): EngineContext => ({
  settings: settings as EngineContext['settings'],
  knowledge: { name: 'test', topics: [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }] },
  dataDir: '/data',
  logger: silentLogger,
});

/** The settings of an operator who sets what is required, and nothing else. */
const smallestSettings = ({ settings }: EngineProvider): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries<ProviderSetting>(settings).flatMap(([name, one]) => {
      if ('default' in one) return [[name, one.default]];
      return one.required ? [[name, 'k']] : [];
    }),
  );

/** The name of the provider that is used for each kind where the operator names none. */
async function usual(settings: Record<string, unknown>): Promise<Record<EngineKind, string | undefined>> {
  const offers = await Promise.all(
    providers.map(async (provider) => ({
      name: provider.name,
      kinds: (await provider.defaultFor?.(context(settings))) ?? [],
    })),
  );
  const first = (kind: EngineKind) => offers.find(({ kinds }) => kinds.includes(kind))?.name;
  return { ears: first('ears'), voice: first('voice'), mind: first('mind') };
}

describe('the catalogue of engines', () => {
  it('has each name and each setting once, in a form that fits the environment', () => {
    const names = providers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    const settings = providers.flatMap((provider) => Object.entries<ProviderSetting>(provider.settings));
    expect(new Set(settings.map(([option]) => option)).size).toBe(settings.length);
    expect(new Set(settings.map(([, { variable }]) => variable)).size).toBe(settings.length);
    for (const [option, { variable, description }] of settings) {
      expect(option).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(variable).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(description).not.toBe('');
    }
  });

  it('offers an engine of each kind without a setting, and the language model once an address or a key is there', async () => {
    expect(await usual({})).toEqual({ ears: 'embedded', voice: 'embedded', mind: 'scripted' });
    expect(await usual({ openAiBaseUrl: 'http://127.0.0.1:11434/v1' })).toMatchObject({ mind: 'openai' });
    expect(await usual({ openAiApiKey: 'k' })).toMatchObject({ voice: 'embedded', mind: 'openai' });
    expect(await usual({ openAiModel: 'm' })).toMatchObject({ mind: 'scripted' });
  });

  it('sends nothing to a vendor because its key alone is there, as another program may have set it', async () => {
    const ownEngines = { ears: 'embedded', voice: 'embedded', mind: 'scripted' };
    const keys = providers.flatMap(({ settings }) =>
      Object.entries<ProviderSetting>(settings).flatMap(([name, { kind }]) => (kind === 'secret' ? [name] : [])),
    );
    expect(keys).toContain('deepgramApiKey');
    for (const key of keys)
      expect(await usual({ [key]: 'k' })).toEqual(
        key === 'openAiApiKey' ? { ...ownEngines, mind: 'openai' } : ownEngines,
      );
  });

  it('opens the kinds that its providers offer, and engines state what they are', async () => {
    for (const provider of providers) {
      const shared = context({ openAiApiKey: 'k', openAiRealtimeApiKey: 'k', ...smallestSettings(provider) });
      const engines = [
        await provider.openEars?.(shared),
        await provider.openVoice?.(shared),
        await provider.openMind?.(shared),
        await provider.openInterlocutor?.(shared),
      ].filter((engine) => engine !== undefined);
      expect(engines.length).toBeGreaterThan(0);
      for (const engine of engines) {
        expect(engine.health).toEqual({ state: 'loading' });
        expect(engine.info.languages.length).toBeGreaterThan(0);
        await engine.close();
      }
    }
  });

  it('refuses a language model without an address and a key in one line', () => {
    expect(() => CATALOGUE[0].openMind?.(context() as never)).toThrow(/^OPENAI_API_KEY or OPENAI_BASE_URL must be set/);
  });

  it('opens a language model by each of its names, the configured one first', async () => {
    const openAi = CATALOGUE[0];
    const shared = context({ openAiApiKey: 'k', openAiModel: 'large', openAiModels: ['small', 'large'] }) as never;
    expect(openAi.models?.(shared['settings'])).toEqual(['large', 'small']);
    const labels = await Promise.all(
      [undefined, 'small'].map(async (model) => {
        const brain = await openAi.openMind?.(shared, model);
        await brain?.close();
        return brain?.label;
      }),
    );
    expect(labels).toEqual(['language model large', 'language model small']);
  });
});
