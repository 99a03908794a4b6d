/** A model that can be downloaded. */
export interface OfferedModel {
  /** Of its folder. */
  readonly name: string;
  readonly kind: 'ears' | 'voice';
  /** One phrase for people. */
  readonly summary: string;
  /** BCP 47, the best first. */
  readonly languages: readonly string[];
  /** Below the address of the releases, or of a mirror. */
  readonly archives: readonly string[];
  /** The files of the archives that are kept; a folder, with all that is in it, ends with a slash. */
  readonly files: readonly string[];
  /** About how much it takes on the disk. */
  readonly megabytes: number;
  /** What may be done with each part, in one phrase each. */
  readonly licences: readonly string[];
}

/** Models that go together. */
export interface OfferedSet {
  readonly name: string;
  readonly summary: string;
  readonly models: readonly OfferedModel[];
}

/** The releases of the project that has converted the models. */
export const RELEASES = 'https://github.com/k2-fsa/sherpa-onnx/releases/download';

const PHONEMES = 'pronunciation data of eSpeak NG: GPL-3.0-or-later';

const KRISTIN: OfferedModel = {
  name: 'vits-piper-en_US-kristin-medium',
  kind: 'voice',
  summary: 'Piper, a woman’s voice, quick',
  languages: ['en-US'],
  archives: ['tts-models/vits-piper-en_US-kristin-medium.tar.bz2'],
  files: ['en_US-kristin-medium.onnx', 'en_US-kristin-medium.onnx.json', 'tokens.txt', 'MODEL_CARD', 'espeak-ng-data/'],
  megabytes: 77,
  licences: ['weights: public domain (trained from scratch on LibriVox recordings)', PHONEMES],
};

const KOKORO: OfferedModel = {
  name: 'kokoro-multi-lang-v1_0',
  kind: 'voice',
  summary: 'Kokoro, 53 voices, the most natural; needs four good cores',
  languages: ['en-US', 'en-GB'],
  archives: ['tts-models/kokoro-multi-lang-v1_0.tar.bz2'],
  files: ['model.onnx', 'voices.bin', 'tokens.txt', 'lexicon-us-en.txt', 'LICENSE', 'espeak-ng-data/'],
  megabytes: 355,
  licences: ['weights: Apache-2.0', PHONEMES],
};

const PARAKEET_SMALL: OfferedModel = {
  name: 'sherpa-onnx-nemo-parakeet_tdt_ctc_110m-en-36000-int8',
  kind: 'ears',
  summary: 'Parakeet 110M, with capitals and punctuation',
  languages: ['en'],
  archives: ['asr-models/sherpa-onnx-nemo-parakeet_tdt_ctc_110m-en-36000-int8.tar.bz2'],
  files: ['model.int8.onnx', 'tokens.txt'],
  megabytes: 126,
  licences: ['weights: CC-BY-4.0 (NVIDIA; name the source)'],
};

const PARAKEET: OfferedModel = {
  name: 'sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8',
  kind: 'ears',
  summary: 'Parakeet 0.6B, the fewest mistakes',
  languages: ['en'],
  archives: ['asr-models/sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8.tar.bz2'],
  files: ['encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx', 'tokens.txt'],
  megabytes: 640,
  licences: ['weights: CC-BY-4.0 (NVIDIA; name the source)'],
};

const MOONSHINE: OfferedModel = {
  name: 'sherpa-onnx-moonshine-tiny-en-quantized-2026-02-27',
  kind: 'ears',
  summary: 'Moonshine tiny, the quickest',
  languages: ['en'],
  archives: ['asr-models/sherpa-onnx-moonshine-tiny-en-quantized-2026-02-27.tar.bz2'],
  files: ['encoder_model.ort', 'decoder_model_merged.ort', 'tokens.txt', 'LICENSE'],
  megabytes: 43,
  licences: ['weights: MIT (English models only)'],
};

/** All sets, the usual one first. */
export const OFFERED_SETS: readonly OfferedSet[] = [
  { name: 'small', summary: 'ears and a voice for two cores', models: [PARAKEET_SMALL, KRISTIN] },
  { name: 'best', summary: 'the best ears and voice for four good cores', models: [PARAKEET, KOKORO] },
  { name: 'tiny', summary: 'ears and a voice for a small machine', models: [MOONSHINE, KRISTIN] },
];

/** The models of a set, or the one of that name. @returns Empty where there is neither. */
export function offeredModels(name: string, sets: readonly OfferedSet[] = OFFERED_SETS): readonly OfferedModel[] {
  const set = sets.find((one) => one.name === name);
  if (set) return set.models;
  const model = sets.flatMap(({ models }) => models).find((one) => one.name === name);
  return model ? [model] : [];
}
