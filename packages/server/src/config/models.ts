import { z } from 'zod';
import { flag, text, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

export const models = {
  openAiBaseUrl: setting(
    z
      .string()
      .refine((url) => URL.canParse(url) && /^https?:/.test(url), 'must be an http or https address')
      .optional(),
    {
      variable: 'OPENAI_BASE_URL',
      description: 'address of an OpenAI-compatible endpoint that answers instead of the script',
      common: true,
    },
  ),
  openAiApiKey: setting(text.optional(), {
    variable: 'OPENAI_API_KEY',
    description: 'key of that endpoint; set alone, it selects the endpoint of OpenAI',
  }),
  openAiModel: setting(text.optional(), {
    variable: 'OPENAI_MODEL',
    description: 'the model to ask there',
  }),
  openAiVision: setting(flag.optional(), {
    variable: 'OPENAI_VISION',
    description: '`0`: no pictures are sent to the model',
    otherwise: 'until it refuses one',
  }),
  openAiFirstWordLimitMs: setting(wholeNumber(500, 120_000).default(5_000), {
    variable: 'OPENAI_FIRST_WORD_LIMIT_MS',
    description:
      'how long the model may be silent before its first words, in milliseconds; any sign of life begins the wait anew',
  }),
  openAiSilenceLimitMs: setting(wholeNumber(500, 120_000).default(15_000), {
    variable: 'OPENAI_SILENCE_LIMIT_MS',
    description: 'how long it may be silent within an answer; what it has said so far is spoken after two seconds',
  }),
};

/** Address, key and model of the endpoint that answers. */
export interface OpenAiConfig {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string | undefined;
  readonly sees?: boolean;
  readonly firstWordLimitMs: number;
  readonly silenceLimitMs: number;
}

/** @returns `undefined` where neither an address nor a key is known: the script answers. */
export function openAiConfig(settings: z.output<z.ZodObject<typeof models>>): OpenAiConfig | undefined {
  const { openAiBaseUrl: baseUrl, openAiApiKey: apiKey, openAiModel: model, openAiVision: sees } = settings;
  const { openAiFirstWordLimitMs: firstWordLimitMs, openAiSilenceLimitMs: silenceLimitMs } = settings;
  if (baseUrl === undefined && apiKey === undefined) return undefined;
  return { baseUrl, apiKey, model, firstWordLimitMs, silenceLimitMs, ...(sees !== undefined && { sees }) };
}
