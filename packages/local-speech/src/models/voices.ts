import type { Plain, VoiceModel } from './described-model.js';
import { languageOfModel } from './language-of-model.js';
import type { ModelFolder } from './model-folder.js';
import type { ModelMetadata } from './onnx-metadata.js';

const TOKENS = 'tokens.txt';
const VOICES = 'voices.bin';
const PHONEMES = 'espeak-ng-data';
const ONNX = /\.onnx$/;
/** Smaller numbers make a voice slower on a CPU: the full ones are preferred. */
const FULL = /^(?!.*(?:int8|fp16)).*\.onnx$/;
/** Kinds of networks that make sound of bands. */
const VOCODERS = ['hifigan', 'vocos', 'matcha-tts vocos'];
const BYTES_PER_NUMBER = 4;

/** @returns `undefined` where the folder holds no voice. @throws {CodedError} `model.unusable` for a voice with a fault. */
export async function describeVoice(folder: ModelFolder): Promise<VoiceModel | undefined> {
  const model = folder.find(ONNX, FULL);
  if (model === undefined || !folder.has(TOKENS)) return undefined;
  const acoustic = folder.find(/^model-steps-\d+\.onnx$/);
  if (acoustic !== undefined) return describeMatcha(folder, acoustic);
  if (folder.has(VOICES)) return describeStyled(folder, model);
  const metadata = await folder.metadata(model);
  return isVits(metadata) || folder.has(PHONEMES) ? describeVits(folder, model) : undefined;
}

/** Recognisers state no number of speakers. */
const isVits = (metadata: ModelMetadata): boolean => metadata.has('n_speakers') && metadata.has('comment');

async function describeVits(folder: ModelFolder, model: string): Promise<VoiceModel> {
  const metadata = await folder.metadataWith(model, ['sample_rate', 'n_speakers', 'language', 'comment']);
  const comment = metadata.get('comment') ?? '';
  const piper = /piper|coqui/.test(comment);
  const characters = metadata.get('frontend') === 'characters';
  const lexicon = folder.find(/^lexicon.*\.txt$/);
  if (!characters && lexicon === undefined && !folder.has(PHONEMES))
    throw folder.unusable(`it needs the folder ${PHONEMES}, or a lexicon`);
  const tokens = await folder.tokens(TOKENS);
  return {
    ...common(folder, piper ? 'Piper' : 'VITS', metadata),
    languages: [languageOfModel(model, metadata)],
    ...(characters && { alphabet: tokens.filter((token) => [...token].length === 1).join('') }),
    runtime: runtimeOf('vits', {
      model: folder.at(model),
      tokens: folder.at(TOKENS),
      ...(!characters && lexicon !== undefined && { lexicon: folder.at(lexicon) }),
      ...phonemes(folder),
    }),
  };
}

/** Kokoro and Kitten, whose speakers are styles in a file of their own. */
async function describeStyled(folder: ModelFolder, model: string): Promise<VoiceModel> {
  const metadata = await folder.metadataWith(model, ['sample_rate', 'n_speakers', 'has_espeak', 'style_dim']);
  if (!folder.has(PHONEMES)) throw folder.unusable(`it needs the folder ${PHONEMES}`);
  const kitten = metadata.get('model_type') === 'kitten-tts';
  const dimensions = (metadata.get('style_dim') ?? '').split(',').map(Number);
  const numbers = dimensions.reduce((product, size) => product * size, Number(metadata.get('n_speakers')));
  if ((await folder.bytesOf(VOICES)) !== numbers * BYTES_PER_NUMBER)
    throw folder.unusable(`${VOICES} is not the one that belongs to ${model}`);
  const lexicons = ['lexicon-us-en.txt', 'lexicon-zh.txt'].filter((file) => folder.has(file));
  if (!kitten && Number(metadata.get('version') ?? 1) >= 2 && lexicons.length === 0)
    throw folder.unusable('it needs lexicon-us-en.txt');
  return {
    ...common(folder, kitten ? 'Kitten' : 'Kokoro', metadata),
    languages: lexicons.length === 2 ? ['en-US', 'zh'] : ['en-US'],
    runtime: runtimeOf(kitten ? 'kitten' : 'kokoro', {
      model: folder.at(model),
      voices: folder.at(VOICES),
      tokens: folder.at(TOKENS),
      ...(lexicons.length > 0 && { lexicon: lexicons.map((file) => folder.at(file)).join(',') }),
      ...phonemes(folder),
    }),
  };
}

/** Matcha makes bands of sound, and a second network sound of those. */
async function describeMatcha(folder: ModelFolder, model: string): Promise<VoiceModel> {
  const needed = ['sample_rate', 'n_speakers', 'jieba', 'has_espeak', 'use_eos_bos', 'pad_id'];
  const metadata = await folder.metadataWith(model, needed);
  const vocoder = folder.find(/^(?:vocos|hifigan).*\.onnx$/);
  if (vocoder === undefined) throw folder.unusable('it needs a vocoder beside it: vocos-22khz-univ.onnx');
  const { model_type: type = '' } = Object.fromEntries(await folder.metadata(vocoder));
  if (!VOCODERS.includes(type)) throw folder.unusable(`${vocoder} is no vocoder that is known here`);
  if (metadata.get('has_espeak') === '1' && !folder.has(PHONEMES))
    throw folder.unusable(`it needs the folder ${PHONEMES}`);
  const lexicon = folder.find(/^lexicon.*\.txt$/);
  if (metadata.get('jieba') === '1' && lexicon === undefined) throw folder.unusable('it needs a lexicon');
  return {
    ...common(folder, 'Matcha', metadata),
    languages: [languageOfModel(folder.name, metadata)],
    runtime: runtimeOf('matcha', {
      acousticModel: folder.at(model),
      vocoder: folder.at(vocoder),
      tokens: folder.at(TOKENS),
      ...(lexicon !== undefined && { lexicon: folder.at(lexicon) }),
      ...phonemes(folder),
    }),
  };
}

function phonemes(folder: ModelFolder): { dataDir?: string } {
  return folder.has(PHONEMES) ? { dataDir: folder.at(PHONEMES) } : {};
}

function common(
  folder: ModelFolder,
  family: string,
  metadata: ModelMetadata,
): Pick<VoiceModel, 'kind' | 'name' | 'folder' | 'family' | 'speakers'> {
  const count = Math.max(1, Number(metadata.get('n_speakers')) || 1);
  const names = metadata.get('speaker_names')?.split(',') ?? [];
  const speakers = names.length === count ? names : Array.from({ length: count }, (_, i) => String(i));
  return { kind: 'voice', name: folder.name, folder: folder.path, family, speakers };
}

const runtimeOf = (family: string, files: { readonly [key: string]: Plain }): VoiceModel['runtime'] => ({
  model: { [family]: files },
  // The progress is reported, and the work can be stopped, after each sentence.
  maxNumSentences: 1,
});
