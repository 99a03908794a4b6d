import { CodedError, silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { engineProvider, type EngineProvider } from '@visavis/speech';
import { FakeBrain, FakeInterlocutor, FakeRecognizer, FakeSynthesizer } from '@visavis/speech/testing';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../config/config.js';
import { engineLists } from './engine-lists.js';
import { Interlocutors } from './interlocutors.js';

const knowledge = { name: 'test', topics: [] };

async function open(mind: readonly string[] | undefined) {
  const engines = { large: new FakeInterlocutor(), small: new FakeInterlocutor() };
  const catalogue: readonly EngineProvider[] = [
    engineProvider({
      name: 'spoken',
      label: 'Spoken',
      settings: {},
      openInterlocutor: (_, model) => (model === 'small' ? engines.small : engines.large),
      models: () => ['large', 'small'],
    }),
    engineProvider({
      name: 'own',
      label: 'Own engines',
      settings: {},
      defaultFor: () => ['ears', 'voice', 'mind'],
      openEars: () => new FakeRecognizer(),
      openVoice: () => new FakeSynthesizer(),
      openMind: () => new FakeBrain([]),
    }),
  ];
  const config = { ...checkConfig({}), mind: mind && [...mind] };
  const lists = await engineLists(config, { knowledge, logger: silentLogger }, catalogue);
  const clock = new FakeClock();
  return { lists, engines, clock, interlocutors: await Interlocutors.open(lists, silentLogger, clock) };
}

const names = (used: readonly { provider: EngineProvider }[]) => used.map(({ provider }) => provider.name);

describe('a mind that hears and speaks by itself', () => {
  it('talks where it is named first, and the mind that offers itself stands in for it', async () => {
    const { lists, interlocutors, engines } = await open(['spoken']);
    expect([names(lists.mind), names(lists.interlocutors)]).toEqual([['own'], ['spoken']]);
    expect(interlocutors.for()).toBe(engines.large);
  });

  it('talks with the avatars that wish for it, where a mind that writes is named first', async () => {
    const { interlocutors, engines } = await open(['own', 'spoken']);
    expect(interlocutors.for()).toBeUndefined();
    expect(interlocutors.for({ providerName: 'spoken' })).toBe(engines.large);
    expect(interlocutors.for({ model: 'small' })).toBe(engines.small);
    expect(interlocutors.models).toEqual(['large', 'small']);
  });

  it('does not talk with the avatars that wish for a mind that writes', async () => {
    const { interlocutors } = await open(['spoken', 'own']);
    expect(interlocutors.for({ providerName: 'own' })).toBeUndefined();
    expect(interlocutors.for({ model: 'another' })).toBeUndefined();
  });

  it('is not there where it is not named', async () => {
    const { interlocutors } = await open(undefined);
    expect([interlocutors.for(), interlocutors.for({ providerName: 'spoken' }), interlocutors.report()]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('that cannot be reached is left to the one that stands in, and called again as sessions begin', async () => {
    const { interlocutors, engines, clock } = await open(['spoken']);
    engines.large.preparationFailure = new CodedError('provider.failed', 'away');
    interlocutors.prepare();
    await new Promise((resolve) => setImmediate(resolve));
    expect([interlocutors.for(), interlocutors.report()[0]?.state]).toEqual([undefined, 'failed']);
    engines.large.preparationFailure = undefined;
    expect([interlocutors.for(), engines.large.warmUps]).toEqual([undefined, 1]);
    clock.advance(10_000);
    interlocutors.for();
    await new Promise((resolve) => setImmediate(resolve));
    expect([interlocutors.for(), engines.large.warmUps]).toEqual([engines.large, 2]);
  });
});
