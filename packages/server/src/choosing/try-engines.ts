import { systemClock, type Clock } from '@visavis/core';
import { inTime, type Engine, type EngineKind } from '@visavis/speech';
import type { EngineLists, UsedProvider } from './engine-lists.js';
import { EARS, MIND, VOICE } from './kinds.js';

/** What became of an engine that was tried. */
export interface TriedEngine {
  readonly kind: EngineKind;
  /** Its provider, and the model where there is a choice. */
  readonly name: string;
  /** The service that receives what it works with; `undefined` where that stays on this machine. */
  readonly service?: string | undefined;
  /** Why it cannot be used; `undefined` where it can. */
  readonly fault?: string;
}

export interface TryEnginesOptions {
  /** Each engine has so long, ms. */
  readonly withinMs: number;
  readonly clock?: Clock;
}

interface Opening {
  readonly kind: EngineKind;
  readonly name: string;
  open(): Promise<Engine | undefined>;
}

/**
 * Opens and prepares each engine of the lists by itself, all at once, and closes them when all were tried.
 *
 * @returns One result for each, in the order of the lists. Never rejects.
 */
export async function tryEngines(lists: EngineLists, options: TryEnginesOptions): Promise<readonly TriedEngine[]> {
  const opened: Engine[] = [];
  try {
    return await Promise.all(openings(lists).map((opening) => tried(opening, opened, options)));
  } finally {
    // Some work with one another, so that none is closed before.
    await Promise.allSettled(opened.map((engine) => engine.close()));
  }
}

const openings = ({ ears, voice, interlocutors, mind }: EngineLists): readonly Opening[] => [
  ...ears.map((used) => ({ ...named('ears', used), open: () => EARS.open(used.provider, used.context) })),
  ...voice.map((used) => ({ ...named('voice', used), open: () => VOICE.open(used.provider, used.context) })),
  ...ofEachModel(interlocutors, async ({ provider, context }, model) => provider.openInterlocutor?.(context, model)),
  ...ofEachModel(mind, ({ provider, context }, model) => MIND.open(provider, context, model)),
];

const named = (kind: EngineKind, { provider }: UsedProvider, model?: string): Omit<Opening, 'open'> => ({
  kind,
  name: model === undefined ? provider.name : `${provider.name} ${model}`,
});

function ofEachModel(
  list: readonly UsedProvider[],
  open: (used: UsedProvider, model: string | undefined) => Promise<Engine | undefined>,
): readonly Opening[] {
  return list.flatMap((used) =>
    modelsOf(used).map((model) => ({ ...named('mind', used, model), open: () => open(used, model) })),
  );
}

const modelsOf = ({ provider, context }: UsedProvider): readonly (string | undefined)[] => {
  const models = provider.models?.(context.settings) ?? [];
  return models.length > 0 ? models : [undefined];
};

async function tried(
  { kind, name, open }: Opening,
  opened: Engine[],
  { withinMs, clock = systemClock }: TryEnginesOptions,
): Promise<TriedEngine> {
  try {
    const engine = await open();
    if (!engine) return { kind, name, fault: `it has no ${kind}` };
    opened.push(engine);
    const { data } = engine.info;
    const service = data.at === 'service' ? data.service : undefined;
    await inTime(engine.prepare(), { clock, withinMs, what: service ?? name });
    return { kind, name, service };
  } catch (error) {
    return { kind, name, fault: error instanceof Error ? error.message : String(error) };
  }
}
