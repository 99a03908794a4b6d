import { CodedError } from '@visavis/core';
import { engineProvider } from '@visavis/speech';
import { RealtimeInterlocutor } from './realtime-interlocutor.js';

const HOSTED = 'wss://api.openai.com/v1/realtime';
const DEFAULT_MODEL = 'gpt-realtime';

/** A model that hears and speaks by itself, behind OpenAI's realtime protocol: OpenAI's own, or a server that speaks the same. */
export const openAiRealtime = engineProvider({
  name: 'openai-realtime',
  label: 'OpenAI-compatible realtime service',
  settings: {
    openAiRealtimeUrl: {
      variable: 'OPENAI_REALTIME_URL',
      kind: 'address',
      default: HOSTED,
      description: 'address of a service with OpenAI’s realtime protocol, up to `/realtime`',
    },
    openAiRealtimeApiKey: {
      variable: 'OPENAI_REALTIME_API_KEY',
      kind: 'secret',
      description: 'key of that service',
    },
    openAiRealtimeKeyHeader: {
      variable: 'OPENAI_REALTIME_KEY_HEADER',
      kind: 'text',
      default: 'authorization',
      description:
        'header in which the key is sent, such as `api-key` for Azure; in `authorization` it is a bearer token',
    },
    openAiRealtimeModel: {
      variable: 'OPENAI_REALTIME_MODEL',
      kind: 'text',
      default: DEFAULT_MODEL,
      description: 'the model to talk with there; at Azure the name of the deployment',
    },
    openAiRealtimeModels: {
      variable: 'OPENAI_REALTIME_MODELS',
      kind: 'list',
      description: 'further models there that an avatar may be given, separated by commas',
    },
    openAiRealtimeVoices: {
      variable: 'OPENAI_REALTIME_VOICES',
      kind: 'list',
      default: ['marin', 'cedar', 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse'],
      description: 'voices there, the usual one first',
    },
    openAiRealtimeTranscriptionModel: {
      variable: 'OPENAI_REALTIME_TRANSCRIPTION_MODEL',
      kind: 'text',
      default: 'gpt-4o-mini-transcribe',
      description: 'the model there that writes down what the user says',
    },
    openAiRealtimeVision: {
      variable: 'OPENAI_REALTIME_VISION',
      kind: 'flag',
      default: true,
      description: '`0`: no pictures are sent there',
    },
    openAiRealtimeRenewMinutes: {
      variable: 'OPENAI_REALTIME_RENEW_MINUTES',
      kind: 'number',
      from: 1,
      to: 1_440,
      default: 20,
      description: 'a session there is replaced after so many minutes, in a pause: before the service ends it',
    },
  },
  openInterlocutor({ settings, knowledge, logger }, model) {
    const { openAiRealtimeUrl: url, openAiRealtimeApiKey: apiKey } = settings;
    if (url === HOSTED && apiKey === undefined)
      throw new CodedError(
        'config.invalid',
        'OPENAI_REALTIME_API_KEY or OPENAI_REALTIME_URL must be set: the mind openai-realtime needs it',
      );
    return new RealtimeInterlocutor({
      url,
      apiKey,
      keyHeader: settings.openAiRealtimeKeyHeader,
      model: model ?? settings.openAiRealtimeModel,
      voices: settings.openAiRealtimeVoices,
      transcriptionModel: settings.openAiRealtimeTranscriptionModel,
      sees: settings.openAiRealtimeVision,
      renewAfterMs: settings.openAiRealtimeRenewMinutes * 60_000,
      knowledge,
      logger,
    });
  },
  models: ({ openAiRealtimeModel, openAiRealtimeModels = [] }) => [
    ...new Set([openAiRealtimeModel, ...openAiRealtimeModels]),
  ],
});
