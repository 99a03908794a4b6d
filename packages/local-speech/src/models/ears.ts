import type { EarsModel, Plain } from './described-model.js';
import { languageOfModel, languagesInMetadata } from './language-of-model.js';
import type { ModelFolder } from './model-folder.js';
import type { ModelMetadata } from './onnx-metadata.js';

/** Smaller numbers make recognisers faster on a CPU, and hardly worse. */
const SMALL = /int8/;
const BLANKS = ['<blk>', '<eps>', '<blank>'];
/** NeMo's names for models with the kinds of output that are used here. */
const NEMO_CTC = ['EncDecCTCModel', 'EncDecCTCModelBPE', 'EncDecHybridRNNTCTCBPEModel'];
const NEMO_TRANSDUCERS = ['EncDecRNNTBPEModel', 'EncDecHybridRNNTCTCBPEModel'];
const TRANSDUCERS = ['conformer', 'ebranchformer', 'lstm', 'zipformer', 'zipformer2'];
const CACHES = ['channel', 'time'].flatMap((state) => [1, 2, 3].map((n) => `cache_last_${state}_dim${n}`));

/** @returns `undefined` where the folder holds no ears. @throws {CodedError} `model.unusable` for ears with a fault. */
export async function describeEars(folder: ModelFolder): Promise<EarsModel | undefined> {
  const tokens = folder.find(/tokens\.txt$/);
  if (tokens === undefined) return undefined;
  const describe = FAMILIES.find(({ first }) => folder.find(first) !== undefined)?.describe;
  return describe?.(folder, tokens);
}

interface Family {
  /** The file by which the family is recognised, before those below it. */
  readonly first: RegExp;
  describe(folder: ModelFolder, tokens: string): Promise<EarsModel | undefined>;
}

const FAMILIES: readonly Family[] = [
  { first: /^encoder_model.*\.ort$/, describe: describeMoonshine },
  { first: /^uncached_decode.*\.onnx$/, describe: describeFirstMoonshine },
  { first: /-encoder.*\.onnx$/, describe: describeWhisper },
  { first: /^joiner.*\.onnx$/, describe: describeTransducer },
  { first: /^model.*\.onnx$/, describe: describeSingle },
];

async function describeMoonshine(folder: ModelFolder, tokens: string): Promise<EarsModel> {
  const files = theFiles(folder, { encoder: /^encoder_model.*\.ort$/, mergedDecoder: /^decoder_model_merged.*\.ort$/ });
  for (const path of Object.values(files)) await folder.requireOrt(nameOf(path));
  return earsOf(folder, { family: 'Moonshine', streams: false, model: { moonshine: files }, tokens });
}

async function describeFirstMoonshine(folder: ModelFolder, tokens: string): Promise<EarsModel> {
  const files = theFiles(folder, {
    preprocessor: /^preprocess.*\.onnx$/,
    encoder: /^encode.*\.onnx$/,
    uncachedDecoder: /^uncached_decode.*\.onnx$/,
    cachedDecoder: /^cached_decode.*\.onnx$/,
  });
  await readAll(folder, files);
  return earsOf(folder, { family: 'Moonshine', streams: false, model: { moonshine: files }, tokens });
}

async function describeWhisper(folder: ModelFolder, tokens: string): Promise<EarsModel> {
  const files = theFiles(folder, { encoder: /-encoder.*\.onnx$/, decoder: /-decoder.*\.onnx$/ });
  await readAll(folder, files);
  const metadata = await folder.metadataWith(nameOf(files.encoder), ['model_type', 'n_mels', 'sot_sequence']);
  if (!metadata.get('model_type')?.startsWith('whisper')) throw folder.unusable('its encoder is not one of Whisper');
  return earsOf(folder, { family: 'Whisper', streams: false, model: { whisper: files }, tokens, metadata });
}

async function describeTransducer(folder: ModelFolder, tokens: string): Promise<EarsModel> {
  const files = theFiles(folder, {
    encoder: /^encoder.*\.onnx$/,
    decoder: /^decoder.*\.onnx$/,
    joiner: /^joiner.*\.onnx$/,
  });
  await readAll(folder, files);
  const metadata = await folder.metadataWith(nameOf(files.encoder), ['model_type']);
  const type = metadata.get('model_type') ?? '';
  const nemo = NEMO_TRANSDUCERS.includes(type);
  if (!nemo && !TRANSDUCERS.includes(type)) throw folder.unusable(`its encoder is of the unknown kind ${type}`);
  if (nemo) await requireBlank(folder, tokens);
  const streams = metadata.has('window_size') || metadata.has('decode_chunk_len');
  const model = { transducer: files, ...(nemo && !streams && { modelType: 'nemo_transducer' }) };
  return earsOf(folder, { family: nemo ? 'NeMo transducer' : 'Transducer', streams, model, tokens, metadata });
}

/** Families of one network: CTC, and SenseVoice. */
async function describeSingle(folder: ModelFolder, tokens: string): Promise<EarsModel | undefined> {
  const file = folder.find(/^model.*\.onnx$/, SMALL) as string;
  const metadata = await folder.metadata(file);
  const type = metadata.get('model_type') ?? '';
  const model = folder.at(file);
  const require = (...keys: string[]): Promise<ModelMetadata> => folder.metadataWith(file, keys);
  if (metadata.has('with_itn')) {
    await require('vocab_size', 'lfr_window_size', 'lfr_window_shift', 'normalize_samples', 'without_itn');
    const senseVoice = { model, useInverseTextNormalization: 1 };
    return earsOf(folder, { family: 'SenseVoice', streams: false, model: { senseVoice }, tokens, metadata });
  }
  const nemo = NEMO_CTC.includes(type);
  if (!nemo && type !== 'zipformer2_ctc') return undefined;
  await requireBlank(folder, tokens);
  if (!nemo) {
    const streams = metadata.has('decode_chunk_len');
    const key = streams ? 'zipformer2Ctc' : 'zipformerCtc';
    return earsOf(folder, { family: 'Zipformer CTC', streams, model: { [key]: { model } }, tokens, metadata });
  }
  const streams = metadata.has('window_size');
  if (streams) await require('chunk_shift', 'subsampling_factor', 'vocab_size', ...CACHES);
  else await require('subsampling_factor', 'vocab_size', 'normalize_type');
  return earsOf(folder, { family: 'NeMo CTC', streams, model: { nemoCtc: { model } }, tokens, metadata });
}

/** @returns Absolute paths. @throws {CodedError} `model.unusable` when one is missing. */
function theFiles<Key extends string>(folder: ModelFolder, names: Record<Key, RegExp>): Record<Key, string> {
  const entries = Object.entries<RegExp>(names).map(([key, name]) => {
    const file = folder.find(name, SMALL);
    if (file === undefined) throw folder.unusable(`a file is missing: ${key}`);
    return [key, folder.at(file)];
  });
  return Object.fromEntries(entries) as Record<Key, string>;
}

const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** @throws {CodedError} `model.unusable` when one is no ONNX model. */
async function readAll(folder: ModelFolder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const path of Object.values(files)) await folder.metadata(nameOf(path));
}

/** Native code ends its process where the token for nothing is missing. @throws {CodedError} `model.unusable` */
async function requireBlank(folder: ModelFolder, tokens: string): Promise<void> {
  const known = await folder.tokens(tokens);
  if (!BLANKS.some((blank) => known.includes(blank)))
    throw folder.unusable(`${tokens} has no <blk>: it is another list`);
}

const FRAME_MS = 10;
/** What the authors of the runtime put behind an utterance. */
const USUAL_TAIL_MS = 660;

/** A chunk of sound is heard when it is whole: the silence behind an utterance is at least one. */
function tailOf(metadata: ModelMetadata): number {
  const frames = Number(metadata.get('window_size') ?? metadata.get('T') ?? 0);
  return Math.max(USUAL_TAIL_MS, frames * FRAME_MS + USUAL_TAIL_MS / 2);
}

interface EarsFacts {
  readonly family: string;
  readonly streams: boolean;
  readonly model: { readonly [key: string]: Plain };
  readonly tokens: string;
  readonly metadata?: ModelMetadata;
}

function earsOf(folder: ModelFolder, { family, streams, model, tokens, metadata = new Map() }: EarsFacts): EarsModel {
  return {
    kind: 'ears',
    name: folder.name,
    folder: folder.path,
    family,
    streams,
    ...(streams && { tailMs: tailOf(metadata) }),
    languages: languagesInMetadata(metadata) ?? [languageOfModel(folder.name, metadata)],
    runtime: {
      featConfig: { sampleRate: 16_000, featureDim: 80 },
      modelConfig: { ...model, tokens: folder.at(tokens) },
      // The end of an utterance is decided elsewhere.
      ...(streams && { enableEndpoint: 0 }),
    },
  };
}
