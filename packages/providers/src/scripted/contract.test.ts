import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { brainContract } from '@visavis/speech/testing';
import { describe, it } from 'vitest';
import { ScriptedBrain } from './scripted-brain.js';

const question = 'What do you know about marmalade?';
const knowledge = { name: 'test', topics: [{ question, phrasings: [question], answer: 'It is sweet.', line: 1 }] };

describe('the scripted brain', { timeout: 60_000 }, () => {
  const contract = brainContract({
    open() {
      const engine = new ScriptedBrain(knowledge, silentLogger);
      return Promise.resolve({ engine, clock: new FakeClock(), held: () => 0, close: () => engine.close() });
    },
  });
  for (const { title, run } of contract) it(title, run);
});
