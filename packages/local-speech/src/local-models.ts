import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';
import { LocalRecognizer } from './engines/local-recognizer.js';
import { LocalSynthesizer } from './engines/local-synthesizer.js';
import { describeModel, findModels } from './models/describe-model.js';
import type { DescribedModel } from './models/described-model.js';
import { runtimeFault } from './runtime/runtime-fault.js';

/** Which models are used. */
export interface LocalModelsOptions {
  /** The folder of models. */
  readonly modelsDir: string;
  /** Name of a model's folder. @defaultValue the newest that can be used */
  readonly name?: string;
  readonly logger: Logger;
}

/** More threads make a model of this size hardly faster, and the pictures and packets of sessions need some. */
const MAX_THREADS = 4;
const threads = Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1));

/** The kinds of models that are there and can be used. Loads no native code. */
export async function localKinds(modelsDir: string): Promise<DescribedModel['kind'][]> {
  if (runtimeFault() !== undefined) return [];
  const kinds = (await findModels(modelsDir)).flatMap((found) => ('model' in found ? [found.model.kind] : []));
  return [...new Set(kinds)];
}

/**
 * Opens ears with a model on this machine; it is loaded when they are prepared.
 *
 * @throws {CodedError} `config.invalid` where there is none or the runtime is missing, `model.unusable`.
 */
export async function openLocalEars(options: LocalModelsOptions): Promise<LocalRecognizer> {
  return new LocalRecognizer(await chosenModel('ears', options), { threads, logger: options.logger });
}

/**
 * Opens a voice with a model on this machine; it is loaded when the voice is prepared.
 *
 * @param options `allowsSlow`: a voice may be too slow for a conversation.
 * @throws {CodedError} `config.invalid` where there is none or the runtime is missing, `model.unusable`.
 */
export async function openLocalVoice(
  options: LocalModelsOptions & { allowsSlow?: boolean },
): Promise<LocalSynthesizer> {
  const { logger, allowsSlow } = options;
  return new LocalSynthesizer(await chosenModel('voice', options), { threads, logger, allowsSlow });
}

async function chosenModel<Kind extends DescribedModel['kind']>(
  kind: Kind,
  { modelsDir, name, logger }: LocalModelsOptions,
): Promise<Extract<DescribedModel, { kind: Kind }>> {
  const fault = runtimeFault();
  if (fault !== undefined) throw new CodedError('config.invalid', fault);
  const model = name === undefined ? await newest(kind, modelsDir) : await describeModel(join(modelsDir, name));
  if (model.kind !== kind)
    throw new CodedError('config.invalid', `The model ${model.name} is no model for the ${kind}`);
  logger.info('model chosen', { kind, name: model.name, family: model.family, languages: model.languages });
  return model as Extract<DescribedModel, { kind: Kind }>;
}

async function newest(kind: DescribedModel['kind'], modelsDir: string): Promise<DescribedModel> {
  const all = await findModels(modelsDir);
  const found = all.flatMap((one) => ('model' in one && one.model.kind === kind ? [one.model] : []))[0];
  if (found) return found;
  const faults = all.flatMap((one) => ('fault' in one ? [one.fault] : []));
  const why = faults.length > 0 ? `: ${faults.join('; ')}` : '';
  throw new CodedError(
    'config.invalid',
    `There is no model for the ${kind} in ${modelsDir}${why}. Add one with visavis models add small`,
  );
}

/**
 * Checks a folder with a model as a start would: its files, its checksums, whether it can be loaded, and whether a voice is
 * quick enough.
 *
 * @throws {CodedError} `model.*`, `config.invalid` where the runtime is missing, `worker.died` or `provider.failed` when it
 *   cannot be loaded.
 */
export async function tryModel(path: string): Promise<DescribedModel> {
  const model = await describeModel(path);
  const fault = runtimeFault();
  if (fault !== undefined) throw new CodedError('config.invalid', fault);
  const engine =
    model.kind === 'ears' ? new LocalRecognizer(model, { threads }) : new LocalSynthesizer(model, { threads });
  try {
    await engine.prepare();
    return model;
  } finally {
    await engine.close();
  }
}
