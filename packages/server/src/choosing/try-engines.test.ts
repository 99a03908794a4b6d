import { CodedError, silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { engineProvider } from '@visavis/speech';
import { FakeBrain, FakeInterlocutor, FakeRecognizer, FakeSynthesizer } from '@visavis/speech/testing';
import { expect, it } from 'vitest';
import { checkConfig } from '../config/config.js';
import { engineLists } from './engine-lists.js';
import { tryEngines } from './try-engines.js';

class SlowVoice extends FakeSynthesizer {
  protected override warmUp(): Promise<void> {
    return new Promise(() => undefined);
  }
}

it('each engine is tried by itself within its time, and all are closed', async () => {
  const closed: string[] = [];
  const noted = <E extends { close(): Promise<void> }>(name: string, engine: E): E =>
    Object.assign(engine, { close: () => Promise.resolve(void closed.push(name)) });
  const away = noted('ears', new FakeRecognizer());
  away.preparationFailure = new CodedError('provider.failed', 'the vendor refuses the key');
  away.info = { ...away.info, data: { at: 'service', service: 'A vendor' } };
  const vendor = engineProvider({
    name: 'vendor',
    label: 'A vendor',
    settings: {},
    openEars: () => away,
    openVoice: () => noted('voice', new SlowVoice()),
    openMind: (_, model) => noted(`mind ${model}`, new FakeBrain()),
    models: () => ['large', 'small'],
  });
  const spoken = engineProvider({
    name: 'spoken',
    label: 'Spoken',
    settings: {},
    openInterlocutor: () => noted('spoken', new FakeInterlocutor()),
  });
  const missing = engineProvider({
    name: 'missing',
    label: 'Missing',
    settings: {},
    openMind: () => {
      throw new CodedError('config.invalid', 'KEY must be set');
    },
  });
  const lists = await engineLists(
    { ...checkConfig({}), ears: ['vendor'], voice: ['vendor'], mind: ['spoken', 'vendor', 'missing'] },
    { knowledge: { name: 'test', topics: [] }, logger: silentLogger },
    [vendor, spoken, missing],
  );
  const clock = new FakeClock();
  const trying = tryEngines(lists, { withinMs: 60_000, clock });
  for (let i = 0; i < 10; i++) await Promise.resolve();
  expect(closed).toEqual([]);
  clock.advance(60_000);
  expect(await trying).toEqual([
    { kind: 'ears', name: 'vendor', fault: 'the vendor refuses the key' },
    { kind: 'voice', name: 'vendor', fault: 'vendor did not respond within 60000 ms' },
    { kind: 'mind', name: 'spoken', service: undefined },
    { kind: 'mind', name: 'vendor large', service: undefined },
    { kind: 'mind', name: 'vendor small', service: undefined },
    { kind: 'mind', name: 'missing', fault: 'KEY must be set' },
  ]);
  expect(closed.sort()).toEqual(['ears', 'mind large', 'mind small', 'spoken', 'voice']);
});
