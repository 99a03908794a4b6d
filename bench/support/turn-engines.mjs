// The kinds of engines whose turns are measured: services without any delay, on this machine, and what ships.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyVoice } from '@visavis/local-speech/testing';
import {
  answersJson,
  chunk,
  fakeCartesia,
  fakeElevenLabs,
  fakeFlux,
  FakeHttp,
  fakeNova,
  FakeRealtime,
  FakeVendor,
  streams,
} from '@visavis/providers/testing';
import { writeWav } from '@visavis/sound';

const ANSWER = 'Yes, it is so.';
const HEARD = 'what time is it';
const RATE_HZ = 24_000;
const SPOKEN_MS = 800;

/** Each starts what it needs. @returns The environment of its server, and how to end the rest. */
const STARTS = {
  /** What ships: models on this machine, which take their time. */
  embedded: async () => ({ environment: {}, close: async () => undefined }),
  /** Ears, voice and mind behind OpenAI's requests. */
  openai: async () => {
    const fake = await openAiService();
    const environment = { OPENAI_BASE_URL: fake.baseUrl, VISAVIS_EARS: 'openai', VISAVIS_VOICE: 'openai' };
    return { environment, close: () => fake.close() };
  },
  /** Flux hears, ElevenLabs speaks. */
  'deepgram-elevenlabs': () =>
    vendors(
      [fakeFlux, { VISAVIS_EARS: 'deepgram', DEEPGRAM_API_KEY: 'k' }, 'DEEPGRAM_BASE_URL'],
      [fakeElevenLabs, { VISAVIS_VOICE: 'elevenlabs', ELEVENLABS_API_KEY: 'k' }, 'ELEVENLABS_BASE_URL'],
    ),
  /** Nova hears, Cartesia speaks. */
  'nova-cartesia': () =>
    vendors(
      [fakeNova, { VISAVIS_EARS: 'deepgram', DEEPGRAM_API_KEY: 'k', DEEPGRAM_MODEL: 'nova-3' }, 'DEEPGRAM_BASE_URL'],
      [fakeCartesia, { VISAVIS_VOICE: 'cartesia', CARTESIA_API_KEY: 'k' }, 'CARTESIA_BASE_URL'],
    ),
  /** A model that hears and speaks by itself. */
  realtime: async () => {
    const fake = await FakeRealtime.open({
      replies: () => ({ text: ANSWER, ms: SPOKEN_MS }),
      transcripts: () => HEARD,
    });
    const environment = { VISAVIS_MIND: 'openai-realtime', OPENAI_REALTIME_URL: fake.url };
    return { environment, close: () => fake.close() };
  },
  /** A neural voice in a process of its own, with the smallest model there is; ears and mind are what ships. */
  local: async () => {
    const models = await mkdtemp(join(tmpdir(), 'visavis-models-'));
    await writeTinyVoice(join(models, 'tones'));
    const environment = { VISAVIS_MODELS: models, VISAVIS_VOICE: 'local' };
    return { environment, close: () => rm(models, { recursive: true, force: true }) };
  },
};

export const KINDS = Object.keys(STARTS);
/** Those whose models take a time of their own, which is not ours. */
export const MODELLED = new Set(['embedded', 'local']);

/** Starts what an engine kind needs. */
export const startEngines = (kind) => STARTS[kind]();

async function openAiService() {
  const samples = Int16Array.from({ length: (RATE_HZ * SPOKEN_MS) / 1000 }, (_, i) => 8_000 * Math.sin(i / 9));
  const wav = Buffer.from(writeWav({ rateHz: RATE_HZ, samples }));
  return FakeHttp.open({
    '/v1/models': (response) => answersJson(response, 200, { data: [{ id: 'fake-whisper' }, { id: 'fake-tts' }] }),
    '/v1/chat/completions': (response) => streams(response, chunk(ANSWER), chunk({}, { finish_reason: 'stop' })),
    '/v1/audio/transcriptions': (response) => answersJson(response, 200, { text: HEARD }),
    '/v1/audio/speech': (response) => response.writeHead(200, { 'content-type': 'audio/wav' }).end(wav),
  });
}

/** Two vendors, and a mind behind OpenAI's requests. */
async function vendors(...wanted) {
  const mind = await openAiService();
  const fakes = [mind];
  const environment = { OPENAI_BASE_URL: mind.baseUrl };
  for (const [script, settings, address] of wanted) {
    const fake = await FakeVendor.open(script(() => 'normal'));
    fakes.push(fake);
    Object.assign(environment, settings, { [address]: fake.baseUrl });
  }
  return { environment, close: () => Promise.all(fakes.map((fake) => fake.close())) };
}
