import { CodedError, silentLogger, type Logger } from '@visavis/core';
import { engineProvider, type EngineProvider } from '@visavis/speech';
import { FakeAligner, FakeBrain, FakeRecognizer, FakeSynthesizer } from '@visavis/speech/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkConfig, type Config } from '../config/config.js';
import { ChosenEngines } from './chosen-engines.js';
import { engineLists } from './engine-lists.js';

const knowledge = { name: 'test', topics: [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }] };

/** A brain with a name. */
class NamedBrain extends FakeBrain {
  override readonly label: string;
  closed = false;
  readonly learned: string[] = [];

  constructor(label: string) {
    super([]);
    this.label = label;
  }

  setKnowledge({ name }: { readonly name: string }): Promise<void> {
    this.learned.push(name);
    return Promise.resolve();
  }

  override close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

let own: { ears: FakeRecognizer; voice: FakeSynthesizer; mind: NamedBrain };
let vendor: { voice: FakeSynthesizer; minds: NamedBrain[] };
let catalogue: readonly EngineProvider[];
let errors: [string, Record<string, unknown> | undefined][];
let logger: Logger;
beforeEach(() => {
  own = { ears: new FakeRecognizer(), voice: new FakeSynthesizer(), mind: new NamedBrain('own answers') };
  vendor = { voice: new FakeSynthesizer(), minds: [] };
  vendor.voice.info = { ...vendor.voice.info, data: { at: 'service', service: 'A vendor' } };
  errors = [];
  logger = { ...silentLogger, error: (message, fields) => errors.push([message, fields]) };
  catalogue = [
    engineProvider({
      name: 'vendor',
      label: 'A vendor',
      settings: {},
      openVoice: () => vendor.voice,
      openMind: (_, model = 'large') => vendor.minds[vendor.minds.push(new NamedBrain(`model ${model}`)) - 1]!,
      models: () => ['large', 'small'],
    }),
    engineProvider({
      name: 'own',
      label: 'Own engines',
      settings: {},
      defaultFor: () => ['ears', 'voice', 'mind'],
      openEars: () => own.ears,
      openVoice: () => own.voice,
      openMind: () => own.mind,
    }),
  ];
});

/** The engines of a configuration, whose names need not be in the catalogue that ships. */
async function chosen(names: Partial<Pick<Config, 'ears' | 'voice' | 'mind'>> = {}): Promise<ChosenEngines> {
  const lists = await engineLists({ ...checkConfig({}), ...names }, { knowledge, logger }, catalogue);
  return ChosenEngines.open({ lists, aligner: new FakeAligner(), logger, finishEars: (ears) => ears });
}

async function spokenBy(engines: ChosenEngines, wish: object = {}): Promise<string[]> {
  const { signal } = new AbortController();
  for await (const segment of engines.for(wish).synthesizer.synthesize('Hello.', { signal })) void segment;
  return [...own.voice.spoken.map(() => 'own'), ...vendor.voice.spoken.map(() => 'vendor')];
}

describe('the engines that are chosen', () => {
  it('are those that offer themselves where none is named', async () => {
    const engines = await chosen();
    expect(engines.names).toEqual({
      providers: [{ name: 'own', label: 'Own engines' }],
      models: ['own answers'],
      voices: ['fake'],
    });
    expect(await spokenBy(engines)).toEqual(['own']);
  });

  it('are those that are named, in their order, and all their names can be chosen', async () => {
    const engines = await chosen({ voice: ['vendor', 'own'], mind: ['vendor', 'own'] });
    expect(engines.names).toEqual({
      providers: [
        { name: 'own', label: 'Own engines' },
        { name: 'vendor', label: 'A vendor' },
      ],
      models: ['large', 'small', 'own answers'],
      voices: ['fake'],
    });
    await engines.prepare();
    expect(await spokenBy(engines)).toEqual(['vendor']);
    expect(engines.for().brain.label).toBe('model large');
  });

  it('stand in for one another, and operators see which one has failed', async () => {
    const engines = await chosen({ voice: ['vendor', 'own'] });
    await engines.prepare();
    vendor.voice.failure = new CodedError('provider.failed', 'the vendor is away');
    expect(await spokenBy(engines)).toEqual(['own']);
    expect(engines.report().voice).toEqual([
      { engine: 'vendor', state: 'failed', failures: 1 },
      { engine: 'own', state: 'ready', failures: 0 },
    ]);
    await engines.close();
  });

  it('begin with the provider and the model of an avatar, and are the same for the same wish', async () => {
    const engines = await chosen({ voice: ['own', 'vendor'], mind: ['own', 'vendor'] });
    await engines.prepare();
    const label = (wish: object): string => engines.for(wish).brain.label;
    expect(label({})).toBe('own answers');
    expect(label({ providerName: 'vendor' })).toBe('model large');
    engines.for({ model: 'small' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(label({ model: 'small' })).toBe('model small');
    expect(label({ providerName: 'own', model: 'small' })).toBe('own answers');
    expect(label({ providerName: 'gone', model: 'gone' })).toBe('own answers');
    expect(engines.for({ providerName: 'vendor' }).brain).toBe(engines.for({ providerName: 'vendor' }).brain);
    expect(await spokenBy(engines, { providerName: 'vendor' })).toEqual(['vendor']);
    await engines.close();
    expect(vendor.minds.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('are refused in one line where an avatar is to have others', async () => {
    const engines = await chosen({ mind: ['vendor'] });
    expect(() => engines.check([{ name: 'Anna', providerName: 'vendor', model: 'small' }])).not.toThrow();
    expect(() => engines.check([{ name: 'Anna', providerName: 'gone' }])).toThrow(
      'avatars: Anna: no provider "gone" is in use; there is own, vendor',
    );
    expect(() => engines.check([{ name: 'Anna', model: 'huge' }])).toThrow('no model "huge" is in use; there is large');
  });

  it('of a service that is away are reported in one line with their setting, and keep no server from starting', async () => {
    vendor.voice.preparationFailure = new CodedError('provider.failed', 'the vendor cannot be reached');
    const engines = await chosen({ voice: ['vendor'] });
    await engines.prepare();
    expect(errors).toEqual([['VISAVIS_VOICE: vendor: cannot be used now', { reason: 'the vendor cannot be reached' }]]);
  });

  it('of this machine have to work at the start', async () => {
    own.voice.preparationFailure = new CodedError('worker.died', 'no memory');
    await expect((await chosen()).prepare()).rejects.toMatchObject({ code: 'worker.died' });
    expect(errors).toHaveLength(1);
  });

  it('learn what the face knows, also where they only stand in', async () => {
    const engines = await chosen({ mind: ['vendor', 'own'] });
    await engines.learn({ ...knowledge, name: 'later' });
    expect([own.mind, ...vendor.minds].map(({ learned }) => learned)).toEqual(Array(3).fill(['later']));
  });

  it('are closed where one of them cannot be opened', async () => {
    vi.spyOn(own.ears, 'close');
    catalogue = catalogue.map((provider) => ({
      ...provider,
      openMind: () => Promise.reject(new CodedError('config.invalid', 'A_KEY must be set')),
    }));
    await expect(chosen()).rejects.toThrow('A_KEY must be set');
    expect(own.ears.close).toHaveBeenCalled();
  });
});
