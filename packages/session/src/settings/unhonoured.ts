import type { WarningCode } from '@visavis/core';
import type { ReadConfig, TalkingEngines } from '@visavis/protocol';

/** The models, voices and abilities of this server. */
export interface Choices {
  /** Label of the brain that answers, as clients receive it. */
  readonly model: string;
  readonly voices: readonly string[];
  /** Whether the brain looks at pictures. */
  readonly sees: boolean;
  /** Whether the client may recognise its user itself. */
  readonly takesTranscripts: boolean;
  /** The engines in use. */
  readonly engines?: TalkingEngines;
}

export interface Unhonoured {
  readonly code: WarningCode;
  readonly message: string;
}

/** Names of members in one warning; more would only be noise. */
const MAX_NAMES = 10;

/** @returns A warning for each setting that is not honoured, which developers could otherwise only discover by listening. */
export function unhonoured(
  { config, ignored }: ReadConfig,
  { model, voices, takesTranscripts }: Choices,
): Unhonoured[] {
  const warnings: Unhonoured[] = [];
  const warn = (code: WarningCode, message: string) => warnings.push({ code, message });
  if (ignored.length > 0) warn('config.ignored', `Not understood: ${listed(ignored)}`);
  if (config.model !== undefined && config.model !== model)
    warn('config.model', `model: there is no ${config.model} here; ${model} answers`);
  if (config.voice !== undefined && !voices.includes(config.voice))
    warn('config.voice', `voice: there is no ${config.voice} here; the nearest of ${voices.join(', ')} speaks`);
  if (config.ears === 'client' && !takesTranscripts)
    warn('config.ignored', 'ears: the client’s own recognition is not used here');
  if (config.turnDetection?.type === 'semantic_vad')
    warn('config.turn_detection', 'turn_detection: semantic_vad is done as server_vad');
  return warnings;
}

function listed(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? [`and ${names.length - MAX_NAMES} more`] : [];
  return [...names.slice(0, MAX_NAMES), ...more].join(', ');
}
