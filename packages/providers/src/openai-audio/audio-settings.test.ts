import { silentLogger } from '@visavis/core';
import { afterEach, describe, expect, it } from 'vitest';
import { openAi } from '../openai/openai-provider.js';
import { answersJson, FakeHttp } from '../testing/index.js';
import { openEars, openVoice, type AudioContext } from './audio-settings.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function fake() {
  const service = await FakeHttp.open({ '/v1/models': (response) => answersJson(response, 500, {}) });
  open.push(service);
  return service;
}

const context = (settings: Partial<AudioContext['settings']>): AudioContext => ({
  settings: { openAiVoiceFirstSoundLimitMs: 8_000, ...settings } as AudioContext['settings'],
  logger: silentLogger,
});

describe('the settings of OpenAI-compatible ears and voices', () => {
  it('send the key of the endpoint that answers to no other address', async () => {
    const [main, ears, voice] = [await fake(), await fake(), await fake()];
    const settings = context({
      openAiBaseUrl: main.baseUrl,
      openAiApiKey: 'main',
      openAiEarsBaseUrl: ears.baseUrl,
      openAiVoiceBaseUrl: voice.baseUrl,
      openAiVoiceApiKey: 'own',
    });
    for (const engine of [openEars(settings), openVoice(settings)]) {
      await engine.prepare().catch(() => undefined);
      await engine.close();
    }
    expect(main.requests).toEqual([]);
    expect(ears.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(voice.requests[0]?.headers.authorization).toBe('Bearer own');
  });

  it('take the endpoint that answers, and its key, where nothing else is set', async () => {
    const main = await fake();
    const settings = context({ openAiBaseUrl: main.baseUrl, openAiApiKey: 'main' });
    for (const engine of [openEars(settings), openVoice(settings)]) {
      await engine.prepare().catch(() => undefined);
      await engine.close();
    }
    const keys = main.requests.filter(({ path }) => path === '/v1/models').map(({ headers }) => headers.authorization);
    expect(keys).toEqual(['Bearer main', 'Bearer main']);
  });

  it('need an address or a key', () => {
    const settings = context({ openAiVoiceModel: 'kokoro' });
    expect(() => openEars(settings)).toThrow('OPENAI_API_KEY or OPENAI_EARS_BASE_URL must be set');
    expect(() => openVoice(settings)).toThrow('OPENAI_API_KEY or OPENAI_VOICE_BASE_URL must be set');
  });

  it.each([
    [{ openAiEarsBaseUrl: 'http://127.0.0.1:8000/v1' }, ['ears']],
    [{ openAiVoiceBaseUrl: 'http://127.0.0.1:8880/v1' }, ['voice']],
    [{ openAiBaseUrl: 'http://127.0.0.1:11434/v1' }, ['mind']],
    [{ openAiVoiceModel: 'kokoro' }, []],
  ])('choose the engine whose address is set: %j', (settings, kinds) => {
    expect(openAi.defaultFor?.({ settings: settings as never, dataDir: '/data' })).toEqual(kinds);
  });
});
