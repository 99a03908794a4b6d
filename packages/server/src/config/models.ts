import { z } from 'zod';
import { flag, text } from './kinds.js';
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
};

/** Address, key and model of the endpoint that answers. */
export interface OpenAiConfig {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string | undefined;
  readonly sees?: boolean;
}

/** @returns `undefined` where neither an address nor a key is known: the script answers. */
export function openAiConfig(settings: z.output<z.ZodObject<typeof models>>): OpenAiConfig | undefined {
  const { openAiBaseUrl: baseUrl, openAiApiKey: apiKey, openAiModel: model, openAiVision: sees } = settings;
  if (baseUrl === undefined && apiKey === undefined) return undefined;
  return { baseUrl, apiKey, model, ...(sees !== undefined && { sees }) };
}
