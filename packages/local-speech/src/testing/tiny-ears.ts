import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnnx, type Constant, type OnnxModel, type Operation, type Port } from './onnx-writer.js';
import { BANDS, bandOf, LETTERS, TOKENS } from './tones.js';

/** Frames of features that make one step of the output. */
const SUBSAMPLING = 4;
/** Frames that the streaming model takes at once. */
const CHUNK_FRAMES = 40;
/** How much more likely nothing is than a letter that is not heard. */
const NOTHING = 2.5;

/** What differs from the tiny ears. */
export interface TinyEarsOptions {
  /** Leaves the token for nothing out of the list of tokens: native code ends its process then. */
  readonly withoutBlank?: boolean;
}

/**
 * Writes the folder of a real recogniser of about 12 kB that hears the tones of the tiny voice: a streaming one in the
 * layout of NeMo's CTC models, or one for whole utterances in the layout of zipformer's.
 */
export async function writeTinyEars(
  folder: string,
  kind: 'streaming' | 'offline',
  { withoutBlank = false }: TinyEarsOptions = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.onnx'), writeOnnx(kind === 'streaming' ? streaming() : offline()));
  const letters = [...LETTERS].map((letter) => (letter === ' ' ? '▁' : letter));
  const tokens = [withoutBlank ? '<no>' : '<blk>', ...letters].map((token, i) => `${token} ${i}`);
  await writeFile(join(folder, 'tokens.txt'), `${tokens.join('\n')}\n`);
}

/** From bands over time, [batch, bands, frames], to how likely each token is. */
const HEARING: readonly Operation[] = [
  {
    operator: 'AveragePool',
    inputs: ['bands'],
    outputs: ['pooled'],
    attributes: { kernel_shape: [SUBSAMPLING], strides: [SUBSAMPLING] },
  },
  { operator: 'Transpose', inputs: ['pooled'], outputs: ['steps'], attributes: { perm: [0, 2, 1] } },
  { operator: 'MatMul', inputs: ['steps', 'weights'], outputs: ['heard'] },
];

function constants(): Constant[] {
  const weights = new Float32Array(BANDS * TOKENS);
  for (let letter = 0; letter < LETTERS.length; letter++) {
    const band = bandOf(letter);
    weights[band * TOKENS + letter + 1] = 1;
    for (const beside of [band - 2, band + 2]) if (beside < BANDS) weights[beside * TOKENS + letter + 1] = -0.5;
  }
  const bias = new Float32Array(TOKENS);
  bias[0] = NOTHING;
  return [
    { name: 'weights', shape: [BANDS, TOKENS], values: weights },
    { name: 'bias', shape: [TOKENS], values: bias },
  ];
}

function offline(): OnnxModel {
  return {
    operations: [
      { operator: 'Transpose', inputs: ['x'], outputs: ['bands'], attributes: { perm: [0, 2, 1] } },
      ...HEARING,
      { operator: 'Add', inputs: ['heard', 'bias'], outputs: ['log_probs'] },
      { operator: 'Div', inputs: ['x_lens', 'subsampling'], outputs: ['log_probs_len'] },
    ],
    constants: [...constants(), { name: 'subsampling', shape: [1], values: BigInt64Array.of(BigInt(SUBSAMPLING)) }],
    inputs: [
      { name: 'x', type: 'float', shape: ['batch', 'frames', BANDS] },
      { name: 'x_lens', type: 'int64', shape: ['batch'] },
    ],
    outputs: [
      { name: 'log_probs', type: 'float', shape: ['batch', 'steps', TOKENS] },
      { name: 'log_probs_len', type: 'int64', shape: ['batch'] },
    ],
    metadata: { model_type: 'zipformer2_ctc', comment: 'test tones' },
  };
}

/** The states that NeMo's streaming models carry from chunk to chunk; this one needs none and passes them on. */
const STATES: readonly Port[] = [
  { name: 'cache_last_channel', type: 'float', shape: ['batch', 1, 1, 1] },
  { name: 'cache_last_time', type: 'float', shape: ['batch', 1, 1, 1] },
  { name: 'cache_last_channel_len', type: 'int64', shape: ['batch'] },
];

function streaming(): OnnxModel {
  const next = (name: string): string => `${name}_next`;
  const sizes = ['channel', 'time'].flatMap((state) =>
    [1, 2, 3].map((dimension) => [`cache_last_${state}_dim${dimension}`, 1]),
  );
  return {
    operations: [
      { operator: 'Identity', inputs: ['audio_signal'], outputs: ['bands'] },
      ...HEARING,
      { operator: 'Add', inputs: ['heard', 'bias'], outputs: ['logprobs'] },
      { operator: 'Div', inputs: ['length', 'subsampling'], outputs: ['encoded_lengths'] },
      ...STATES.map(({ name }) => ({ operator: 'Identity', inputs: [name], outputs: [next(name)] })),
    ],
    constants: [...constants(), { name: 'subsampling', shape: [1], values: BigInt64Array.of(BigInt(SUBSAMPLING)) }],
    inputs: [
      { name: 'audio_signal', type: 'float', shape: ['batch', BANDS, 'frames'] },
      { name: 'length', type: 'int64', shape: ['batch'] },
      ...STATES,
    ],
    outputs: [
      { name: 'logprobs', type: 'float', shape: ['batch', 'steps', TOKENS] },
      { name: 'encoded_lengths', type: 'int64', shape: ['batch'] },
      ...STATES.map((state) => ({ ...state, name: next(state.name) })),
    ],
    metadata: {
      model_type: 'EncDecCTCModel',
      window_size: CHUNK_FRAMES,
      chunk_shift: CHUNK_FRAMES,
      subsampling_factor: SUBSAMPLING,
      vocab_size: LETTERS.length,
      ...Object.fromEntries(sizes),
    },
  };
}
