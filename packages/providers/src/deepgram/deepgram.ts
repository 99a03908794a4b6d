import { CodedError } from '@visavis/core';
import { errorFacts } from '../http/error-facts.js';

/** The account and the model at Deepgram. */
export interface DeepgramOptions {
  readonly apiKey: string;
  /** @defaultValue `wss://api.deepgram.com` */
  readonly baseUrl: string;
  readonly model: string;
}

export const WHAT = 'Deepgram';

export const deepgramHeaders = (apiKey: string): Record<string, string> => ({ authorization: `Token ${apiKey}` });

/** The failure that a message reports, by its code: the rest is prose. */
export function apiError(message: unknown): CodedError {
  const { type, ...facts } = message as Record<string, unknown>;
  const { details } = errorFacts(facts);
  return new CodedError(
    'provider.failed',
    `${WHAT} reports an ${String(type).toLowerCase()}${details && ` (${details})`}`,
  );
}
