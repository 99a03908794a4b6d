import { expect, it } from 'vitest';
import { whereDataGoes } from './where-data-goes.js';

const engine = (service: string | null) => ({ languages: 'any', times: [], streams: true, service }) as const;

it('says what goes to a service, and that all stays where nothing does', () => {
  const own = engine(null);
  expect(whereDataGoes({ ears: own, voice: own, mind: own })).toBe('Voices and words stay on this machine.');
  expect(whereDataGoes({ ears: engine('Deepgram'), voice: own, mind: engine('OpenAI') })).toBe(
    'The voices of users go to Deepgram. Conversations go to OpenAI.',
  );
  expect(whereDataGoes({ voice: engine('ElevenLabs or Cartesia') })).toBe(
    'What the face says goes to ElevenLabs or Cartesia.',
  );
});
