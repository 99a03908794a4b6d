import { CodedError } from '@visavis/core';
import { engineProvider, type EngineContext, type EngineKind } from '@visavis/speech';
import { KnowledgeVectors } from '../embeddings/knowledge-vectors.js';
import { AUDIO_SETTINGS, openEars, openVoice } from '../openai-audio/audio-settings.js';
import { DEFAULT_MODEL, OpenAiBrain } from './open-ai-brain.js';

/** Settings of the search by meaning, among those of {@link openAi}. */
interface EmbeddingSettings {
  readonly openAiBaseUrl: string | undefined;
  readonly openAiApiKey: string | undefined;
  readonly openAiEmbeddingsModel: string | undefined;
  readonly openAiEmbeddingsBaseUrl: string | undefined;
  readonly openAiEmbeddingsApiKey: string | undefined;
}

/** Those of each server: its minds share them. */
const vectors = new WeakMap<object, KnowledgeVectors>();

function vectorsOf(
  context: Pick<EngineContext, 'dataDir' | 'logger'> & { readonly settings: EmbeddingSettings },
): KnowledgeVectors | undefined {
  const { openAiBaseUrl, openAiApiKey, openAiEmbeddingsModel: model, ...own } = context.settings;
  if (model === undefined) return undefined;
  const baseUrl = own.openAiEmbeddingsBaseUrl ?? openAiBaseUrl;
  // A key is only sent to the address that it was set for.
  const apiKey = own.openAiEmbeddingsApiKey ?? (own.openAiEmbeddingsBaseUrl === undefined ? openAiApiKey : undefined);
  const { dataDir, logger } = context;
  const made = vectors.get(context) ?? new KnowledgeVectors({ baseUrl, apiKey, model, dataDir, logger });
  vectors.set(context, made);
  return made;
}

/** Mind, ears and voice behind OpenAI's protocols: its own service, or servers that speak the same. */
export const openAi = engineProvider({
  name: 'openai',
  label: 'OpenAI-compatible endpoint',
  settings: {
    openAiBaseUrl: {
      variable: 'OPENAI_BASE_URL',
      kind: 'address',
      description: 'address of an OpenAI-compatible endpoint that answers instead of the script',
      common: true,
    },
    openAiApiKey: {
      variable: 'OPENAI_API_KEY',
      kind: 'secret',
      description: 'key of that endpoint; set alone, it selects the endpoint of OpenAI',
    },
    openAiModel: {
      variable: 'OPENAI_MODEL',
      kind: 'text',
      description: 'the model to ask there',
    },
    openAiModels: {
      variable: 'OPENAI_MODELS',
      kind: 'list',
      description: 'further models there that an avatar may be given, separated by commas',
    },
    openAiVision: {
      variable: 'OPENAI_VISION',
      kind: 'flag',
      description: '`0`: no pictures are sent to the model',
      otherwise: 'until it refuses one',
    },
    openAiFirstWordLimitMs: {
      variable: 'OPENAI_FIRST_WORD_LIMIT_MS',
      kind: 'number',
      from: 500,
      to: 120_000,
      default: 5_000,
      description:
        'how long the model may be silent before its first words, in milliseconds; any sign of life begins the wait anew',
    },
    openAiSilenceLimitMs: {
      variable: 'OPENAI_SILENCE_LIMIT_MS',
      kind: 'number',
      from: 500,
      to: 120_000,
      default: 15_000,
      description: 'how long it may be silent within an answer; what it has said so far is spoken after two seconds',
    },
    openAiEmbeddingsModel: {
      variable: 'OPENAI_EMBEDDINGS_MODEL',
      kind: 'text',
      description:
        'the model with which knowledge that is too long for one prompt is found by its meaning: what the face knows goes to it once, and questions of users as they come',
      otherwise: 'knowledge is found by its words, on this machine',
    },
    openAiEmbeddingsBaseUrl: {
      variable: 'OPENAI_EMBEDDINGS_BASE_URL',
      kind: 'address',
      description: 'address of an OpenAI-compatible server with that model',
      otherwise: 'that of `OPENAI_BASE_URL`',
    },
    openAiEmbeddingsApiKey: {
      variable: 'OPENAI_EMBEDDINGS_API_KEY',
      kind: 'secret',
      description: 'key of that server',
      otherwise: '`OPENAI_API_KEY`, where the address is the same',
    },
    ...AUDIO_SETTINGS,
  },
  defaultFor({ settings }) {
    const kinds: EngineKind[] = [];
    if (settings.openAiBaseUrl !== undefined || settings.openAiApiKey !== undefined) kinds.push('mind');
    if (settings.openAiEarsBaseUrl !== undefined) kinds.push('ears');
    if (settings.openAiVoiceBaseUrl !== undefined) kinds.push('voice');
    return kinds;
  },
  openEars,
  openVoice,
  openMind(context, model) {
    const { settings, knowledge, logger } = context;
    if (settings.openAiBaseUrl === undefined && settings.openAiApiKey === undefined)
      throw new CodedError('config.invalid', 'OPENAI_API_KEY or OPENAI_BASE_URL must be set: the mind openai needs it');
    return new OpenAiBrain({
      baseUrl: settings.openAiBaseUrl,
      apiKey: settings.openAiApiKey,
      model: model ?? settings.openAiModel,
      sees: settings.openAiVision,
      firstWordLimitMs: settings.openAiFirstWordLimitMs,
      silenceLimitMs: settings.openAiSilenceLimitMs,
      knowledge,
      vectors: vectorsOf(context),
      logger,
    });
  },
  models: ({ openAiModel = DEFAULT_MODEL, openAiModels = [] }) => [...new Set([openAiModel, ...openAiModels])],
});
