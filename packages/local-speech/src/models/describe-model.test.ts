import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOnnx } from '../testing/index.js';
import { describeModel, findModels } from './describe-model.js';
import { languageOfModel } from './language-of-model.js';

/** Files of a model: metadata of an ONNX file, or the text of another one; an ending with a slash is a folder. */
type Files = Readonly<Record<string, Readonly<Record<string, string | number>> | string>>;

let root: string;
let folders = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'visavis-families-'))));
afterAll(() => rm(root, { recursive: true }));

async function folderOf(files: Files, name = `model-${folders++}`): Promise<string> {
  const folder = join(root, name);
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file);
    await mkdir(file.endsWith('/') ? path : dirname(path), { recursive: true });
    if (file.endsWith('/')) continue;
    await writeFile(path, typeof content === 'string' ? content : onnx(content));
  }
  return folder;
}

const onnx = (metadata: Readonly<Record<string, string | number>>): Uint8Array =>
  writeOnnx({
    operations: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
    constants: [{ name: 'weights', shape: [1000], values: new Float32Array(1000) }],
    inputs: [{ name: 'x', type: 'float', shape: [1] }],
    outputs: [{ name: 'y', type: 'float', shape: [1] }],
    metadata,
  });

const TOKENS = '<blk> 0\n▁ 1\na 2\n';
const PHONEMES = { 'espeak-ng-data/': '' };
const PIPER = { sample_rate: 22050, n_speakers: 1, language: 'English', comment: 'piper', voice: 'en-us' };
const STYLED = { sample_rate: 24000, n_speakers: 2, has_espeak: 1, style_dim: '10,1,4' };
const VOICES = 'x'.repeat(2 * 10 * 4 * 4);
const MATCHA = { sample_rate: 22050, n_speakers: 1, jieba: 0, has_espeak: 1, use_eos_bos: 1, pad_id: 0 };
const CACHES = Object.fromEntries(
  ['channel', 'time'].flatMap((state) => [1, 2, 3].map((n) => [`cache_last_${state}_dim${n}`, 1])),
);
const STREAMING_NEMO = { window_size: 121, chunk_shift: 112, subsampling_factor: 8, vocab_size: 2, ...CACHES };
const SENSE_VOICE = {
  vocab_size: 3,
  lfr_window_size: 7,
  lfr_window_shift: 6,
  normalize_samples: 0,
  with_itn: 14,
  without_itn: 15,
};
const ORT = '\x00\x00\x00\x00ORTM';

describe('the family of a model is recognised from its files', () => {
  it.each<[string, Files, object]>([
    [
      'Piper',
      { 'en_GB-cori-medium.onnx': PIPER, 'tokens.txt': TOKENS, ...PHONEMES },
      { kind: 'voice', languages: ['en-GB'], speakers: ['0'] },
    ],
    [
      'VITS',
      {
        'model.onnx': { ...PIPER, comment: 'ljspeech' },
        'model.int8.onnx': {},
        'tokens.txt': TOKENS,
        'lexicon.txt': '',
      },
      {
        kind: 'voice',
        languages: ['en'],
        runtime: { model: { vits: { model: expect.stringMatching(/model\.onnx$/) as string } } },
      },
    ],
    [
      'Kokoro',
      {
        'model.onnx': { ...STYLED, speaker_names: 'af_bella,bm_george' },
        'voices.bin': VOICES,
        'tokens.txt': TOKENS,
        ...PHONEMES,
      },
      { kind: 'voice', speakers: ['af_bella', 'bm_george'] },
    ],
    [
      'Kokoro',
      {
        'model.onnx': { ...STYLED, version: 2 },
        'voices.bin': VOICES,
        'tokens.txt': TOKENS,
        'lexicon-us-en.txt': '',
        'lexicon-zh.txt': '',
        ...PHONEMES,
      },
      {
        languages: ['en-US', 'zh'],
        runtime: { model: { kokoro: { lexicon: expect.stringMatching(/us-en.*,.*zh/) as string } } },
      },
    ],
    [
      'Kitten',
      {
        'model.fp16.onnx': { ...STYLED, model_type: 'kitten-tts' },
        'voices.bin': VOICES,
        'tokens.txt': TOKENS,
        ...PHONEMES,
      },
      { kind: 'voice', speakers: ['0', '1'] },
    ],
    [
      'Matcha',
      {
        'model-steps-3.onnx': MATCHA,
        'vocos-22khz-univ.onnx': { model_type: 'vocos' },
        'tokens.txt': TOKENS,
        ...PHONEMES,
      },
      { kind: 'voice', runtime: { model: { matcha: { vocoder: expect.stringMatching(/vocos/) as string } } } },
    ],
    [
      'NeMo CTC',
      {
        'model.int8.onnx': {
          model_type: 'EncDecHybridRNNTCTCBPEModel',
          vocab_size: 2,
          subsampling_factor: 8,
          normalize_type: 'per_feature',
        },
        'model.onnx': {},
        'tokens.txt': TOKENS,
      },
      {
        kind: 'ears',
        streams: false,
        runtime: { modelConfig: { nemoCtc: { model: expect.stringMatching(/int8/) as string } } },
      },
    ],
    [
      'NeMo CTC',
      { 'model.onnx': { model_type: 'EncDecCTCModel', ...STREAMING_NEMO }, 'tokens.txt': TOKENS },
      { kind: 'ears', streams: true, tailMs: 1540 },
    ],
    ['Zipformer CTC', { 'model.onnx': { model_type: 'zipformer2_ctc' }, 'tokens.txt': TOKENS }, { streams: false }],
    [
      'Zipformer CTC',
      { 'model.onnx': { model_type: 'zipformer2_ctc', decode_chunk_len: 32, T: 45 }, 'tokens.txt': TOKENS },
      { streams: true, tailMs: 780, runtime: { modelConfig: { zipformer2Ctc: {} } } },
    ],
    ['SenseVoice', { 'model.int8.onnx': SENSE_VOICE, 'tokens.txt': TOKENS }, { streams: false }],
    [
      'NeMo transducer',
      {
        'encoder.int8.onnx': { model_type: 'EncDecRNNTBPEModel' },
        'decoder.int8.onnx': {},
        'joiner.int8.onnx': {},
        'tokens.txt': TOKENS,
      },
      { streams: false, runtime: { modelConfig: { modelType: 'nemo_transducer' } } },
    ],
    [
      'NeMo transducer',
      {
        'encoder.int8.onnx': { model_type: 'EncDecRNNTBPEModel', window_size: 57 },
        'decoder.int8.onnx': {},
        'joiner.int8.onnx': {},
        'tokens.txt': TOKENS,
      },
      { streams: true },
    ],
    [
      'Transducer',
      {
        'encoder-epoch-99-avg-1.int8.onnx': { model_type: 'zipformer2', decode_chunk_len: 32 },
        'encoder-epoch-99-avg-1.onnx': {},
        'decoder-epoch-99-avg-1.onnx': {},
        'joiner-epoch-99-avg-1.int8.onnx': {},
        'tokens.txt': 'a 0\n',
      },
      { streams: true, runtime: { modelConfig: { transducer: { encoder: expect.stringMatching(/int8/) as string } } } },
    ],
    [
      'Moonshine',
      { 'encoder_model.ort': ORT, 'decoder_model_merged.ort': ORT, 'tokens.txt': 'a 0\n' },
      { streams: false, runtime: { modelConfig: { moonshine: { mergedDecoder: expect.any(String) as string } } } },
    ],
    [
      'Moonshine',
      {
        'preprocess.onnx': {},
        'encode.int8.onnx': {},
        'uncached_decode.int8.onnx': {},
        'cached_decode.int8.onnx': {},
        'tokens.txt': 'a 0\n',
      },
      { streams: false },
    ],
    [
      'Whisper',
      {
        'tiny.en-encoder.int8.onnx': { model_type: 'whisper-tiny.en', n_mels: 80, sot_sequence: '1' },
        'tiny.en-decoder.int8.onnx': {},
        'tiny.en-tokens.txt': 'a 0\n',
      },
      { streams: false },
    ],
    [
      'Whisper',
      {
        'base-encoder.int8.onnx': {
          ...{ model_type: 'whisper-base', n_mels: 80, sot_sequence: '1' },
          ...{ is_multilingual: '1', all_language_codes: 'en,zh,de' },
        },
        'base-decoder.int8.onnx': {},
        'base-tokens.txt': 'a 0\n',
      },
      { streams: false, languages: ['en', 'zh', 'de'] },
    ],
  ])('%s', async (family, files, expected) => {
    expect(await describeModel(await folderOf(files))).toMatchObject({ family, ...expected });
  });

  it.each<[string, Files]>([
    ['its files are of no kind', {}],
    ['its files are of no kind', { 'readme.md': 'nothing' }],
    ['its files are of no kind', { 'model.onnx': { model_type: 'something new' }, 'tokens.txt': TOKENS }],
    [
      'model.onnx is no ONNX model',
      { 'model.onnx': 'version https://git-lfs.github.com/spec/v1', 'tokens.txt': TOKENS },
    ],
    ['model.onnx is no ONNX model', { 'model.onnx': '', 'tokens.txt': TOKENS }],
    [
      'encoder_model.ort is no ORT model',
      { 'encoder_model.ort': 'x', 'decoder_model_merged.ort': ORT, 'tokens.txt': TOKENS },
    ],
    ['espeak-ng-data', { 'a.onnx': PIPER, 'tokens.txt': TOKENS }],
    ['has no sample_rate', { 'a.onnx': { comment: 'piper', n_speakers: 1, language: 'x' }, 'tokens.txt': TOKENS }],
    [
      'has no style_dim',
      { 'model.onnx': { ...PIPER, has_espeak: 1 }, 'voices.bin': '', 'tokens.txt': TOKENS, ...PHONEMES },
    ],
    ['voices.bin is not the one', { 'model.onnx': STYLED, 'voices.bin': 'short', 'tokens.txt': TOKENS, ...PHONEMES }],
    [
      'lexicon-us-en.txt',
      { 'model.onnx': { ...STYLED, version: 2 }, 'voices.bin': VOICES, 'tokens.txt': TOKENS, ...PHONEMES },
    ],
    ['needs a vocoder', { 'model-steps-3.onnx': MATCHA, 'tokens.txt': TOKENS, ...PHONEMES }],
    [
      'vocos.onnx is no vocoder',
      { 'model-steps-3.onnx': MATCHA, 'vocos.onnx': { model_type: 'vits' }, 'tokens.txt': TOKENS, ...PHONEMES },
    ],
    [
      'needs a lexicon',
      {
        'model-steps-3.onnx': { ...MATCHA, jieba: 1, has_espeak: 0 },
        'hifigan_v2.onnx': { model_type: 'hifigan' },
        'tokens.txt': TOKENS,
      },
    ],
    [
      'has no subsampling_factor, vocab_size, normalize_type',
      { 'model.onnx': { model_type: 'EncDecCTCModel' }, 'tokens.txt': TOKENS },
    ],
    ['has no <blk>', { 'model.onnx': { model_type: 'zipformer2_ctc' }, 'tokens.txt': 'a 0\n' }],
    [
      'a file is missing: decoder',
      { 'encoder.onnx': { model_type: 'zipformer2' }, 'joiner.onnx': {}, 'tokens.txt': TOKENS },
    ],
    [
      'of the unknown kind x',
      { 'encoder.onnx': { model_type: 'x' }, 'decoder.onnx': {}, 'joiner.onnx': {}, 'tokens.txt': TOKENS },
    ],
    [
      'decoder.onnx is no ONNX model',
      { 'encoder.onnx': { model_type: 'zipformer2' }, 'decoder.onnx': 'x', 'joiner.onnx': {}, 'tokens.txt': TOKENS },
    ],
  ])('refuses a folder with the reason: %s', async (why, files) => {
    const path = await folderOf({ 'other/': '', ...files });
    await expect(describeModel(path)).rejects.toMatchObject({
      code: 'model.unusable',
      message: expect.stringContaining(why) as string,
    });
  });

  it('refuses a model that was cut short anywhere', async () => {
    const whole = onnx(PIPER).length;
    for (const bytes of [1, 10, 200, whole - 150, whole - 1]) {
      const path = await folderOf({ 'a.onnx': PIPER, 'tokens.txt': TOKENS, ...PHONEMES });
      await truncate(join(path, 'a.onnx'), bytes);
      await expect(describeModel(path)).rejects.toThrow('a.onnx is no ONNX model, or was cut short');
    }
  });

  it('refuses a folder that is not there', async () => {
    await expect(describeModel(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'model.unusable' });
  });
});

it('all folders among the models are found, those that cannot be used with their fault', async () => {
  await folderOf({ 'a.onnx': PIPER, 'tokens.txt': TOKENS, ...PHONEMES }, 'models/voice');
  await folderOf({ 'a.onnx': PIPER, 'tokens.txt': TOKENS }, 'models/half');
  await folderOf({ 'a.onnx': PIPER }, 'models/.adding-other');
  await writeFile(join(root, 'models/note.txt'), '');
  const found = await findModels(join(root, 'models'));
  expect(found.sort((a, b) => a.name.localeCompare(b.name))).toMatchObject([
    { name: 'half', fault: expect.stringContaining('espeak-ng-data') as string },
    { name: 'voice', model: { kind: 'voice', name: 'voice' } },
  ]);
  expect(await findModels(join(root, 'nowhere'))).toEqual([]);
});

it.each([
  ['en_US-kristin-medium.onnx', {}, 'en-US'],
  ['de_DE-thorsten-low.onnx', {}, 'de-DE'],
  ['sherpa-onnx-nemo-parakeet_tdt_ctc_110m-en-36000-int8', {}, 'en'],
  ['sherpa-onnx-streaming-zipformer-fr-kroko-2025-08-06', {}, 'fr'],
  ['model.onnx', { language: 'German' }, 'de'],
  ['model.onnx', { language: 'Klingon', voice: 'es-419' }, 'es'],
  ['model.onnx', {}, 'en'],
])('the language of %s with %j is %s', (name, metadata, language) => {
  expect(languageOfModel(name, new Map(Object.entries(metadata)))).toBe(language);
});
