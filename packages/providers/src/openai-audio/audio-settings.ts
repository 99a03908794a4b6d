import { CodedError, type Logger } from '@visavis/core';
import type { ProviderSettings, SettingValues } from '@visavis/speech';
import { OpenAiRecognizer } from './open-ai-recognizer.js';
import { OpenAiSynthesizer } from './open-ai-synthesizer.js';

/** Settings of ears and voice. Each may be on a server of its own, beside the one that answers. */
export const AUDIO_SETTINGS = {
  openAiEarsBaseUrl: {
    variable: 'OPENAI_EARS_BASE_URL',
    kind: 'address',
    description: 'address of an OpenAI-compatible server that understands speech, such as speaches or whisper.cpp',
    otherwise: 'that of `OPENAI_BASE_URL`',
  },
  openAiEarsApiKey: {
    variable: 'OPENAI_EARS_API_KEY',
    kind: 'secret',
    description: 'key of that server',
    otherwise: '`OPENAI_API_KEY`, where the address is the same',
  },
  openAiEarsModel: {
    variable: 'OPENAI_EARS_MODEL',
    kind: 'text',
    description: 'the model that understands speech',
    otherwise: '`gpt-4o-mini-transcribe` of OpenAI, the first that the server has',
  },
  openAiEarsStream: {
    variable: 'OPENAI_EARS_STREAM',
    kind: 'flag',
    description:
      '`1`: the text of an utterance is asked for in pieces, for servers that are slow to recognise long ones',
  },
  openAiVoiceBaseUrl: {
    variable: 'OPENAI_VOICE_BASE_URL',
    kind: 'address',
    description: 'address of an OpenAI-compatible server that speaks, such as Kokoro-FastAPI or speaches',
    otherwise: 'that of `OPENAI_BASE_URL`',
  },
  openAiVoiceApiKey: {
    variable: 'OPENAI_VOICE_API_KEY',
    kind: 'secret',
    description: 'key of that server',
    otherwise: '`OPENAI_API_KEY`, where the address is the same',
  },
  openAiVoiceModel: {
    variable: 'OPENAI_VOICE_MODEL',
    kind: 'text',
    description: 'the model that speaks',
    otherwise: '`gpt-4o-mini-tts` of OpenAI, the first that the server has',
  },
  openAiVoiceName: {
    variable: 'OPENAI_VOICE_NAME',
    kind: 'text',
    description: 'the voice of avatars that name none of the server’s voices',
    otherwise: '`alloy`, or the first that the server lists',
  },
  openAiVoiceInstructions: {
    variable: 'OPENAI_VOICE_INSTRUCTIONS',
    kind: 'text',
    description: 'how the voice is to speak, in words, for models that follow them',
  },
  openAiVoiceFirstSoundLimitMs: {
    variable: 'OPENAI_VOICE_FIRST_SOUND_LIMIT_MS',
    kind: 'number',
    from: 500,
    to: 60_000,
    default: 8_000,
    description: 'how long the server may be silent before the first sound of a sentence, in milliseconds',
  },
} as const satisfies ProviderSettings;

/** The values of these settings, and the endpoint that answers. */
export interface AudioContext {
  readonly settings: SettingValues<typeof AUDIO_SETTINGS> & {
    readonly openAiBaseUrl: string | undefined;
    readonly openAiApiKey: string | undefined;
  };
  readonly logger: Logger;
}

export function openEars({ settings, logger }: AudioContext): OpenAiRecognizer {
  const { openAiEarsModel, openAiEarsStream } = settings;
  return new OpenAiRecognizer({
    ...endpoint('ears', settings),
    model: openAiEarsModel,
    stream: openAiEarsStream,
    logger,
  });
}

export function openVoice({ settings, logger }: AudioContext): OpenAiSynthesizer {
  const { openAiVoiceModel, openAiVoiceName } = settings;
  return new OpenAiSynthesizer({
    ...endpoint('voice', settings),
    model: openAiVoiceModel,
    voice: openAiVoiceName,
    instructions: settings.openAiVoiceInstructions,
    firstSoundLimitMs: settings.openAiVoiceFirstSoundLimitMs,
    logger,
  });
}

/** A key is only sent to the address that it was set for. */
function endpoint(kind: 'ears' | 'voice', settings: AudioContext['settings']) {
  const { openAiEarsBaseUrl, openAiEarsApiKey, openAiVoiceBaseUrl, openAiVoiceApiKey } = settings;
  const [own, ownKey] =
    kind === 'ears' ? [openAiEarsBaseUrl, openAiEarsApiKey] : [openAiVoiceBaseUrl, openAiVoiceApiKey];
  const baseUrl = own ?? settings.openAiBaseUrl;
  const apiKey = ownKey ?? (own === undefined ? settings.openAiApiKey : undefined);
  if (baseUrl === undefined && apiKey === undefined) {
    const variable =
      kind === 'ears' ? AUDIO_SETTINGS.openAiEarsBaseUrl.variable : AUDIO_SETTINGS.openAiVoiceBaseUrl.variable;
    throw new CodedError('config.invalid', `OPENAI_API_KEY or ${variable} must be set: the ${kind} openai needs it`);
  }
  return { baseUrl, apiKey };
}
