import { embedded } from './embedded/embedded-provider.js';
import { openAi } from './openai/openai-provider.js';
import { scripted } from './scripted/scripted-provider.js';

/** All sources of engines, one line for each. Where none is named, the first counts that offers itself for a kind. */
export const CATALOGUE = [openAi, embedded, scripted] as const;
