import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnnx, type OnnxModel } from './onnx-writer.js';
import { vowelWaves } from './vowels.js';
import { bandOf, centreOf, LETTERS, LETTER_SAMPLES, LOUDNESS, RATE_HZ, TOKENS, toneGate } from './tones.js';

const METADATA: TinyVoiceOptions['metadata'] = {
  model_type: 'vits',
  sample_rate: RATE_HZ,
  n_speakers: 1,
  language: 'English',
  frontend: 'characters',
  add_blank: 0,
  use_eos_bos: 0,
  comment: 'test tones',
};

/** What differs from the tiny voice: other metadata, which may be taken away by `undefined`. */
export interface TinyVoiceOptions {
  /** Words that it knows by a lexicon, instead of reading letters. */
  readonly words?: readonly string[];
  readonly metadata?: Readonly<Record<string, string | number | undefined>>;
  /** Whether its letters are vowels and hums, in which an aligner finds sounds for the mouth: the tiny ears do not hear them. */
  readonly vowels?: boolean;
  /** How many times the tones are computed: a slower voice. @defaultValue 1 */
  readonly effort?: number;
}

/**
 * Writes the folder of a real VITS model of about 20 kB, whose letters are tones: a sentence ends at a mark, as with any
 * voice. The tiny ears hear what it says.
 */
export async function writeTinyVoice(folder: string, options: TinyVoiceOptions = {}): Promise<void> {
  const frontend = options.words ? { frontend: undefined } : {};
  await mkdir(folder, { recursive: true });
  const model = tinyVoice({ ...options, metadata: { ...frontend, ...options.metadata } });
  await writeFile(join(folder, 'model.onnx'), writeOnnx(model));
  if (options.words) await writeLexicon(folder, options.words);
  const tokens = [...LETTERS].map((letter, i) => `${letter} ${i + 1}`);
  await writeFile(join(folder, 'tokens.txt'), `${tokens.join('\n')}\n`);
}

/**
 * Writes the folder of a real Matcha model, whose first network is the tiny voice and whose vocoder passes its sound on.
 *
 * @param words Those that it knows.
 */
export async function writeTinyMatcha(folder: string, words: readonly string[]): Promise<void> {
  const matcha = { model_type: 'matcha-tts', jieba: 1, has_espeak: 0, pad_id: 0, version: 1 };
  await writeTinyVoice(folder, { words, metadata: matcha });
  await rename(join(folder, 'model.onnx'), join(folder, 'model-steps-3.onnx'));
  const sound = { type: 'float', shape: [1, 'samples'] } as const;
  const vocoder = writeOnnx({
    operations: [{ operator: 'Identity', inputs: ['mel'], outputs: ['audio'] }],
    constants: [],
    inputs: [{ name: 'mel', ...sound }],
    outputs: [{ name: 'audio', ...sound }],
    metadata: { model_type: 'hifigan' },
  });
  await writeFile(join(folder, 'hifigan.onnx'), vocoder);
}

const writeLexicon = (folder: string, words: readonly string[]): Promise<void> =>
  writeFile(join(folder, 'lexicon.txt'), words.map((word) => `${word} ${[...word].join(' ')}\n`).join(''));

function tinyVoice({ metadata = {}, ...options }: TinyVoiceOptions): OnnxModel {
  const chosen = Object.entries({ ...METADATA, ...metadata }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const flat = { name: 'flat', shape: [2], values: BigInt64Array.of(1n, -1n) };
  const { operations, constants } = options.vowels ? vowels() : tones(options);
  return {
    operations: [...operations, { operator: 'Reshape', inputs: ['sounds', 'flat'], outputs: ['y'] }],
    constants: [...constants, flat],
    inputs: [
      { name: 'x', type: 'int64', shape: [1, 'letters'] },
      { name: 'x_length', type: 'int64', shape: [1] },
      { name: 'noise_scale', type: 'float', shape: [1] },
      { name: 'length_scale', type: 'float', shape: [1] },
      { name: 'noise_scale_w', type: 'float', shape: [1] },
    ],
    outputs: [{ name: 'y', type: 'float', shape: [1, 'samples'] }],
    metadata: Object.fromEntries(chosen),
  };
}

/** The part of a model that has the sound of each letter, as `sounds`. */
type Speaking = Pick<OnnxModel, 'operations' | 'constants'>;

const vowels = (): Speaking => ({
  operations: [{ operator: 'Gather', inputs: ['waves', 'x'], outputs: ['sounds'] }],
  constants: [{ name: 'waves', shape: [TOKENS, LETTER_SAMPLES], values: vowelWaves() }],
});

function tones({ effort = 1 }: TinyVoiceOptions): Speaking {
  const letters = [...LETTERS].map((letter, i) => ({ letter, hz: centreOf(bandOf(i)) }));
  const omega = Float32Array.from([0, ...letters.map(({ hz }) => (2 * Math.PI * hz) / RATE_HZ)]);
  const loud = Float32Array.from([0, ...letters.map(() => LOUDNESS)]);
  const ramp = Float32Array.from({ length: LETTER_SAMPLES }, (_, i) => i);
  const gate = toneGate();
  const again = Array.from({ length: effort - 1 }, (_, i) => [
    { operator: 'Sin', inputs: ['angle'], outputs: [`again${i}`] },
    { operator: 'Mul', inputs: [`again${i}`, 'nothing'], outputs: [`none${i}`] },
    { operator: 'Add', inputs: [i === 0 ? 'sine' : `sum${i - 1}`, `none${i}`], outputs: [`sum${i}`] },
  ]).flat();
  const wave = effort > 1 ? `sum${effort - 2}` : 'sine';
  return {
    operations: [
      { operator: 'Gather', inputs: ['omega', 'x'], outputs: ['speed'] },
      { operator: 'Gather', inputs: ['loud', 'x'], outputs: ['level'] },
      { operator: 'Unsqueeze', inputs: ['speed', 'last'], outputs: ['speeds'] },
      { operator: 'Unsqueeze', inputs: ['level', 'last'], outputs: ['levels'] },
      { operator: 'Mul', inputs: ['speeds', 'ramp'], outputs: ['angle'] },
      { operator: 'Sin', inputs: ['angle'], outputs: ['sine'] },
      ...again,
      { operator: 'Mul', inputs: [wave, 'gate'], outputs: ['gated'] },
      { operator: 'Mul', inputs: ['gated', 'levels'], outputs: ['sounds'] },
    ],
    constants: [
      { name: 'omega', shape: [TOKENS], values: omega },
      { name: 'loud', shape: [TOKENS], values: loud },
      { name: 'ramp', shape: [LETTER_SAMPLES], values: ramp },
      { name: 'gate', shape: [LETTER_SAMPLES], values: gate },
      { name: 'nothing', shape: [1], values: Float32Array.of(0) },
      { name: 'last', shape: [1], values: BigInt64Array.of(2n) },
    ],
  };
}
