import type { WarningCode } from '@visavis/core';
import type { ReadConfig } from '@visavis/protocol';

/** What there is to choose from here. */
export interface Choices {
  /** What answers, as clients are told. */
  readonly model: string;
  readonly voices: readonly string[];
  /** Whether pictures are looked at. */
  readonly sees: boolean;
}

export interface Unhonoured {
  readonly code: WarningCode;
  readonly message: string;
}

/** Names of members told at once; the rest would only be noise. */
const MAX_NAMES = 10;

/** Settings that get something else than was asked for, or nothing: nobody should have to find that out by listening. */
export function unhonoured({ config, ignored }: ReadConfig, { model, voices }: Choices): Unhonoured[] {
  const told: Unhonoured[] = [];
  const tell = (code: WarningCode, message: string) => told.push({ code, message });
  if (ignored.length > 0) tell('config.ignored', `Not understood: ${ignored.slice(0, MAX_NAMES).join(', ')}`);
  if (config.model !== undefined && config.model !== model)
    tell('config.model', `model: there is no ${config.model} here; ${model} answers`);
  if (config.voice !== undefined && !voices.includes(config.voice))
    tell('config.voice', `voice: there is no ${config.voice} here; the nearest of ${voices.join(', ')} speaks`);
  if (config.turnDetection?.type === 'semantic_vad')
    tell('config.turn_detection', 'turn_detection: semantic_vad is done as server_vad');
  return told;
}
