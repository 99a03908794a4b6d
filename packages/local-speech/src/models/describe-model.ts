import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import type { DescribedModel } from './described-model.js';
import { describeEars } from './ears.js';
import { ModelFolder } from './model-folder.js';
import { readModelRecord } from './model-record.js';
import { describeVoice } from './voices.js';

/**
 * Recognises the model in a folder, downloaded or copied in by hand, from its files and their metadata. Native code sees
 * none of them before.
 *
 * @throws {CodedError} `model.unusable` with the reason, `model.changed` when its record cannot be read.
 */
export async function describeModel(path: string): Promise<DescribedModel> {
  const folder = await ModelFolder.open(path);
  const model = (await describeVoice(folder)) ?? (await describeEars(folder));
  if (!model) throw folder.unusable('its files are of no kind that is known here');
  const record = await readModelRecord(folder.path);
  return record ? { ...model, languages: record.languages } : model;
}

/** A folder among the models: what it holds, or why it cannot be used. */
export type FoundModel =
  { readonly name: string; readonly model: DescribedModel } | { readonly name: string; readonly fault: string };

/** Describes every folder in the folder of models, by name. @returns Nothing where there is no such folder. */
export async function findModels(modelsDir: string): Promise<FoundModel[]> {
  const names = await readdir(modelsDir).catch(() => []);
  const found: FoundModel[] = [];
  for (const name of names.sort()) {
    const path = join(modelsDir, name);
    // A folder whose name begins with a dot is being downloaded.
    if (name.startsWith('.') || !(await stat(path)).isDirectory()) continue;
    try {
      found.push({ name, model: await describeModel(path) });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      found.push({ name, fault: error.message });
    }
  }
  return found;
}
