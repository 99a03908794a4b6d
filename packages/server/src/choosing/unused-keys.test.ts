import { silentLogger } from '@visavis/core';
import { expect, it } from 'vitest';
import { checkConfig } from '../config/config.js';
import { engineLists } from './engine-lists.js';
import { unusedKeys } from './unused-keys.js';

const knowledge = { name: 'test', topics: [] };

it.each<[what: string, settings: object, lines: readonly string[]]>([
  ['none', {}, []],
  [
    'a vendor for the ears',
    { deepgramApiKey: 'k' },
    ['DEEPGRAM_API_KEY is set, and not used: VISAVIS_EARS=deepgram uses it'],
  ],
  [
    'two vendors for the voice',
    { elevenLabsApiKey: 'k', cartesiaApiKey: 'k' },
    [
      'ELEVENLABS_API_KEY is set, and not used: VISAVIS_VOICE=elevenlabs uses it',
      'CARTESIA_API_KEY is set, and not used: VISAVIS_VOICE=cartesia uses it',
    ],
  ],
  [
    'a mind that speaks',
    { openAiRealtimeApiKey: 'k' },
    ['OPENAI_REALTIME_API_KEY is set, and not used: VISAVIS_MIND=openai-realtime uses it'],
  ],
  ['one that is used', { deepgramApiKey: 'k', ears: ['deepgram'] }, []],
  ['one that was decided against', { deepgramApiKey: 'k', ears: ['embedded'] }, []],
  ['the one that chooses a mind by itself', { openAiApiKey: 'k' }, []],
])('the start says which key is set and not used: %s', async (_what, settings, lines) => {
  const config = checkConfig(settings);
  const lists = await engineLists(config, { knowledge, logger: silentLogger });
  expect(unusedKeys(config, lists)).toEqual(lines);
});
