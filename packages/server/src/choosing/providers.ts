import { CATALOGUE } from '@visavis/providers';
import { local } from '../local-speech/local-provider.js';

/**
 * All sources of engines of the server. Models that were added to this machine come first: to add some is to choose them.
 */
export const ALL_PROVIDERS = [local, ...CATALOGUE] as const;
