import { azure } from './azure/azure-provider.js';
import { cartesia } from './cartesia/cartesia-provider.js';
import { deepgram } from './deepgram/deepgram-provider.js';
import { elevenLabs } from './eleven-labs/eleven-labs-provider.js';
import { embedded } from './embedded/embedded-provider.js';
import { openAi } from './openai/openai-provider.js';
import { openAiRealtime } from './openai-realtime/openai-realtime-provider.js';
import { scripted } from './scripted/scripted-provider.js';

/** All sources of engines, one line for each. Where none is named, the first counts that offers itself for a kind. */
export const CATALOGUE = [openAi, openAiRealtime, deepgram, elevenLabs, cartesia, azure, embedded, scripted] as const;
