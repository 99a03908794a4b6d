import type { Avatar } from '../avatars/avatar-directory.js';
import type { EngineNames } from '../choosing/chosen-engines.js';

/** What REST reports of the engines; known once they are loaded. */
export interface EngineFacts {
  readonly names: EngineNames;
  /** @returns The label of what answers as an avatar, in plain words, and the voices it can have. */
  of(avatar: Avatar): { readonly label: string; readonly voices: readonly string[] };
}

/** What a client has chosen of them; empty or absent where it leaves the choice to the server. */
export interface ChosenNames {
  readonly providerId?: string | undefined;
  readonly model?: string | undefined;
  readonly voice?: string | undefined;
}

/** The provider that native clients know; they offer pictures and tools for no other (conformance A-30). */
export const COMMON_PROVIDER = 'openai';

/** The providers of the wire's list: the one that all clients know first. */
export const providersOf = ({ providers }: EngineNames): readonly { readonly id: string; readonly name: string }[] => [
  { id: COMMON_PROVIDER, name: COMMON_PROVIDER },
  ...providers.filter(({ name }) => name !== COMMON_PROVIDER).map(({ name, label }) => ({ id: name, name: label })),
];

/** @returns What is wrong with a choice, in one sentence; `undefined` where all exist. */
export function wrongChoice(chosen: ChosenNames, names: EngineNames): string | undefined {
  const all = [
    ['providerId', chosen.providerId, providersOf(names).map(({ id }) => id)],
    ['model', chosen.model, names.models],
    ['voice', chosen.voice, names.voices],
  ] as const;
  for (const [name, value, known] of all)
    if (value && !known.includes(value)) return `${name}: there is no "${value}"; there is ${known.join(', ')}`;
  return undefined;
}

/** The provider as an avatar's record holds it: the one that all clients know stands for the choice of the server. */
export function providerNameOf(providerId: string | undefined, { providers }: EngineNames): string | undefined {
  const isUsed = providers.some(({ name }) => name === COMMON_PROVIDER);
  return providerId === COMMON_PROVIDER && !isUsed ? '' : providerId;
}
