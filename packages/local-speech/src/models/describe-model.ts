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

/** A folder among the models: what it holds, or why it cannot be used, in one sentence. */
export type FoundModel =
  { readonly name: string; readonly model: DescribedModel } | { readonly name: string; readonly fault: string };

/** Describes every folder in the folder of models, the newest first. @returns Nothing where there is no such folder. */
export async function findModels(modelsDir: string): Promise<FoundModel[]> {
  // A folder whose name begins with a dot is being downloaded.
  const names = (await readdir(modelsDir).catch(() => [])).filter((name) => !name.startsWith('.'));
  const entries = await Promise.all(names.map(async (name) => ({ name, stats: await stat(join(modelsDir, name)) })));
  const folders = entries
    .filter(({ stats }) => stats.isDirectory())
    .sort((a, b) => b.stats.birthtimeMs - a.stats.birthtimeMs || a.name.localeCompare(b.name));
  return Promise.all(folders.map(({ name }) => findModel(join(modelsDir, name), name)));
}

async function findModel(path: string, name: string): Promise<FoundModel> {
  try {
    return { name, model: await describeModel(path) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { name, fault: error.message };
  }
}
