import { MEMORY_SIZE, SEEN_SAMPLES, SileroNetwork } from './silero-network.js';

const FRAME_SAMPLES = 512;
/** Samples at the end of the frame before that the network sees as well. */
const CONTEXT_SAMPLES = SEEN_SAMPLES - FRAME_SAMPLES;
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
  return { memory: new Float32Array(MEMORY_SIZE), context: new Float32Array(CONTEXT_SAMPLES), silentFrames: 0 };
}

/** The detector: probability of speech for each 32 ms of a voice. */
export class SileroModel {
  readonly #network: SileroNetwork;

  private constructor(network: SileroNetwork) {
    this.#network = network;
  }

  static async load(): Promise<SileroModel> {
    return new SileroModel(await SileroNetwork.load());
  }

  /** @param frame 512 samples at 16 kHz, −1…1. @param state Is changed. @returns Probability of speech, 0…1. */
  probability(frame: Float32Array, state: SileroState): number {
    if (frame.length !== FRAME_SAMPLES)
      throw new RangeError(`a frame has ${FRAME_SAMPLES} samples, got ${frame.length}`);
    const seen = new Float32Array(SEEN_SAMPLES);
    seen.set(state.context);
    seen.set(frame, CONTEXT_SAMPLES);
    const probability = this.#network.probability(seen, state.memory);
    state.silentFrames = probability < SILENT ? state.silentFrames + 1 : 0;
    if (state.silentFrames > 0 && state.silentFrames % FORGET_FRAMES === 0) state.memory.fill(0);
    state.context = seen.slice(-CONTEXT_SAMPLES);
    return probability;
  }
}
