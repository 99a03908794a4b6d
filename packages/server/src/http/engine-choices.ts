/** The engines that an avatar may be given. */
export interface EngineChoices {
  readonly providers: readonly string[];
  readonly models: readonly string[];
  readonly voices: readonly string[];
}

/** What a client has chosen of them; empty or absent where it leaves the choice to the server. */
export interface ChosenEngines {
  readonly providerId?: string | undefined;
  readonly model?: string | undefined;
  readonly voice?: string | undefined;
}

/** @returns What is wrong with a choice, in one sentence; `undefined` where all exist. */
export function wrongChoice(chosen: ChosenEngines, choices: EngineChoices): string | undefined {
  const all = [
    ['providerId', chosen.providerId, choices.providers],
    ['model', chosen.model, choices.models],
    ['voice', chosen.voice, choices.voices],
  ] as const;
  for (const [name, value, known] of all)
    if (value && !known.includes(value)) return `${name}: there is no "${value}"; there is ${known.join(', ')}`;
  return undefined;
}
