import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web';

const SAMPLE_RATE = 16_000n;
const FRAME_SAMPLES = 512;
/** Samples at the end of the frame before that the model receives as well. */
const CONTEXT_SAMPLES = 64;
const STATE_SHAPE = [2, 1, 128];
const STATE_SIZE = 2 * 128;
/** Probability below which a frame is silent. */
const SILENT = 0.1;
/**
 * Silent frames after which the model's memory is reset, 1 s. In a longer silence the memory of an earlier voice does
 * harm: the next voice is then detected up to 350 ms later than without any memory.
 */
const FORGET_FRAMES = 31;

/** The model's memory of one voice, until it has been silent for {@link FORGET_FRAMES}. */
export interface SileroState {
  memory: Float32Array;
  context: Float32Array;
  /** Consecutive silent frames up to now; 0 during speech. */
  silentFrames: number;
}

export function newSileroState(): SileroState {
  return { memory: new Float32Array(STATE_SIZE), context: new Float32Array(CONTEXT_SAMPLES), silentFrames: 0 };
}

/** Silero VAD v5 (MIT licence), run in WebAssembly: probability of speech for each 32 ms. */
export class SileroModel {
  readonly #session: ort.InferenceSession;
  readonly #rate = new ort.Tensor('int64', BigInt64Array.of(SAMPLE_RATE));

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  static async load(): Promise<SileroModel> {
    // One thread is faster than several for a model this small, and needs no shared memory.
    ort.env.wasm.numThreads = 1;
    const require = createRequire(import.meta.url);
    const model = await readFile(require.resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'));
    return new SileroModel(await ort.InferenceSession.create(model));
  }

  /** @param frame 512 samples at 16 kHz, −1…1. @param state Is changed. @returns Probability of speech, 0…1. */
  async probability(frame: Float32Array, state: SileroState): Promise<number> {
    if (frame.length !== FRAME_SAMPLES)
      throw new RangeError(`a frame has ${FRAME_SAMPLES} samples, got ${frame.length}`);
    const input = new Float32Array(CONTEXT_SAMPLES + FRAME_SAMPLES);
    input.set(state.context);
    input.set(frame, CONTEXT_SAMPLES);
    const result = await this.#session.run({
      input: new ort.Tensor('float32', input, [1, input.length]),
      state: new ort.Tensor('float32', state.memory, STATE_SHAPE),
      sr: this.#rate,
    });
    const probability = (result['output']?.data as Float32Array)[0] as number;
    state.silentFrames = probability < SILENT ? state.silentFrames + 1 : 0;
    const forgets = state.silentFrames > 0 && state.silentFrames % FORGET_FRAMES === 0;
    state.memory = forgets ? new Float32Array(STATE_SIZE) : (result['stateN']?.data as Float32Array);
    state.context = input.slice(-CONTEXT_SAMPLES);
    return probability;
  }
}
