import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { AddingProgress, DescribedModel, FoundModel, OfferedModel } from '@visavis/local-speech';
import { CodedError } from '@visavis/core';
import { localSpeech, type LocalSpeech } from '../local-speech/local-speech-package.js';
import { modelsDirOf } from '../local-speech/models-dir.js';
import { ProgressLine } from './progress-line.js';
import { say } from './say.js';
import { readSettings } from './settings.js';
import { UsageError } from './usage-error.js';

interface Models {
  readonly speech: LocalSpeech;
  readonly modelsDir: string;
  readonly mirror: string | undefined;
  readonly proxy: string | undefined;
}

async function openModels(): Promise<Models> {
  const { config } = await readSettings();
  const modelsDir = modelsDirOf(config.dataDir, config.modelsDir);
  return { speech: await localSpeech(), modelsDir, mirror: config.modelsMirror, proxy: config.modelsProxy };
}

/** Prints the sets, with sizes, languages and licences, and the models that are there. */
export async function listModels(): Promise<void> {
  const { speech, modelsDir } = await openModels();
  for (const { name, summary, models } of speech.OFFERED_SETS) {
    const megabytes = models.reduce((sum, model) => sum + model.megabytes, 0);
    say(`${name}: ${summary}, about ${megabytes} MB`);
    for (const model of models) describeOffer(model);
  }
  const found = await speech.findModels(modelsDir);
  say(found.length > 0 ? `In ${modelsDir}:` : `There are no models in ${modelsDir} yet.`);
  for (const one of found) say(`  ${phraseOf(one)}`);
}

function describeOffer({ name, kind, summary, languages, megabytes, licences }: OfferedModel): void {
  say(`  ${name} (${kind}, ${languages.join(', ')}, about ${megabytes} MB): ${summary}`);
  for (const licence of licences) say(`    ${licence}`);
}

const phraseOf = (found: FoundModel): string => ('model' in found ? describe(found.model) : found.fault);

function describe(model: DescribedModel): string {
  const { name, kind, family, languages } = model;
  return `${name}: ${family}, ${kind}, ${languages.join(', ')}, ${abilityOf(model)}`;
}

function abilityOf(model: DescribedModel): string {
  if (model.kind === 'ears') return model.streams ? 'while the user speaks' : 'whole utterances';
  const { length } = model.speakers;
  return length === 1 ? 'one voice' : `${length} voices`;
}

/**
 * Downloads a set of models, or one, after its licences were shown and agreed to.
 *
 * @throws {UsageError} For a name that is not offered, or where there is no one to ask.
 * @throws {CodedError} `model.*`
 */
export async function addModels(name: string, { asks }: { readonly asks: boolean }): Promise<void> {
  const { speech, modelsDir, mirror, proxy } = await openModels();
  const models = speech.offeredModels(name);
  if (models.length === 0) throw new UsageError(`There is no set and no model "${name}"; visavis models list has all`);
  const fault = speech.runtimeFault();
  if (fault !== undefined) say(`Note: ${fault}.`);
  for (const model of models) describeOffer(model);
  say(`From ${mirror ?? speech.RELEASES} into ${modelsDir}.`);
  if (asks && !(await agrees())) return say('Nothing was downloaded.');
  for (const model of models) {
    const line = new ProgressLine(process.stdout, model.name);
    try {
      const isNew = await speech.addModel(model, { modelsDir, mirror, proxy, onProgress: (one) => show(line, one) });
      line.end(isNew ? 'added' : 'there already');
    } catch (error) {
      line.end('not added');
      throw error;
    }
  }
  say('A server uses them from its next start on, without another setting.');
}

function show(line: ProgressLine, progress: AddingProgress): void {
  if (progress.stage === 'download') line.at(progress.received, progress.total);
  else if (progress.stage === 'unpack') line.note('unpacking');
  else line.note(progress.published ? 'checksum of its publisher matches' : 'its publisher states no checksum');
}

async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Licences are agreed to with --yes where no one can be asked');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await terminal.question('Download under these licences? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

/**
 * Checks a folder, or all models that are there: files, checksums, and whether the model can be loaded.
 *
 * @param folder A path, or a name among the models.
 * @throws {CodedError} `model.*` for the first fault, after all were checked.
 */
export async function checkModels(folder: string | undefined): Promise<void> {
  const { speech, modelsDir } = await openModels();
  const paths =
    folder === undefined
      ? (await speech.findModels(modelsDir)).map(({ name }) => join(modelsDir, name))
      : [await pathOf(folder, modelsDir)];
  if (paths.length === 0) return say(`There are no models in ${modelsDir} yet.`);
  const faults: CodedError[] = [];
  for (const path of paths) {
    try {
      const model = await speech.tryModel(path);
      say(`${describe(model)}: can be used`);
      if (folder !== undefined && !model.folder.startsWith(modelsDir)) say(`Copy it into ${modelsDir} to use it.`);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      faults.push(error);
    }
  }
  for (const { message } of faults.slice(1)) say(message);
  if (faults[0]) throw faults[0];
}

async function pathOf(folder: string, modelsDir: string): Promise<string> {
  const isThere = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isThere ? resolve(folder) : join(modelsDir, folder);
}

/** @throws {UsageError} When there is no such model. */
export async function removeModels(name: string): Promise<void> {
  const { speech, modelsDir } = await openModels();
  if (!(await speech.removeModel(modelsDir, name))) throw new UsageError(`There is no model "${name}" in ${modelsDir}`);
  say(`${name} is removed.`);
}
