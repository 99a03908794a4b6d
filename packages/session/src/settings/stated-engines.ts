import type { EngineFacts } from '@visavis/protocol';
import type { Engine } from '@visavis/speech';

/** The facts about an engine that clients receive. */
export function factsOf({ info: { languages, times, streams, data } }: Pick<Engine, 'info'>): EngineFacts {
  return { languages, times, streams, service: data.at === 'service' ? data.service : null };
}
