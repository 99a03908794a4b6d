import { readFile } from 'node:fs/promises';
import { builtFile } from '@visavis/worker';
import { LAYERS, WEIGHTS_FILE, type Layer } from './layers.js';
import { ROWS_KERNEL } from './rows-kernel.js';

/** Samples at 16 kHz that the network sees at once: the end of the frame before, and a frame. */
export const SEEN_SAMPLES = 576;
/** Numbers of the network's memory: what it has heard, and the state of the cells behind it. */
export const MEMORY_SIZE = 256;

/** The sound is continued by its mirror image so far. */
const MIRRORED = 64;
/** The spectrum is taken at four moments. */
const MOMENTS = 4;
const HOP_SAMPLES = 128;
const BANDS = 129;
const CELLS = 128;

const PAGE_BYTES = 64 * 1024;

/** Computes one layer; see kernel/rows.wat. */
type Rows = (
  ...args: [weights: number, bias: number, input: number, out: number, rows: number, rowBytes: number, floor: number]
) => void;

/** A part of the kernel's memory. */
interface Region {
  readonly at: number;
  readonly values: Float32Array;
}

/**
 * The network of Silero VAD v5 (MIT licence) at 16 kHz: a spectrum, four convolutions, one memory cell layer, one output.
 * All its sums are done by one WebAssembly kernel of 30 lines; it is the same function as the ONNX model's.
 */
export class SileroNetwork {
  readonly #rows: Rows;
  readonly #weights = new Map<Layer, { weights: number; bias: number }>();
  readonly #sound: Region;
  readonly #waves: Region;
  /** The moments of the spectrum and of the layers behind it, one after the other, with one of silence on either side. */
  readonly #spectrum: Region;
  readonly #first: Region;
  readonly #second: Region;
  readonly #third: Region;
  /** What is heard, and what was heard before. */
  readonly #heard: Region;
  readonly #gates: Region;
  readonly #passed: Region;
  readonly #speech: Region;

  /** @param weights Content of {@link WEIGHTS_FILE}. */
  constructor(weights: Uint8Array) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(weights.length / PAGE_BYTES) + 1 });
    new Uint8Array(memory.buffer).set(weights);
    const module = new WebAssembly.Module(Buffer.from(ROWS_KERNEL, 'base64'));
    this.#rows = new WebAssembly.Instance(module, { env: { memory } }).exports['rows'] as Rows;
    let end = 0;
    const take = (count: number): number => (end += 4 * count) - 4 * count;
    for (const layer of Object.values(LAYERS)) {
      const { rows, columns } = layer;
      this.#weights.set(layer, { weights: take(rows * columns), bias: take(rows) });
    }
    const place = (count: number): Region => {
      const at = take(count);
      return { at, values: new Float32Array(memory.buffer, at, count) };
    };
    this.#sound = place(SEEN_SAMPLES + MIRRORED);
    this.#waves = place(LAYERS.spectrum.rows);
    this.#spectrum = place((MOMENTS + 2) * (LAYERS.first.columns / 3));
    this.#first = place((MOMENTS + 2) * LAYERS.first.rows);
    this.#second = place((MOMENTS / 2 + 2) * LAYERS.second.rows);
    this.#third = place((MOMENTS / 4 + 2) * LAYERS.third.rows);
    this.#heard = place(LAYERS.gates.columns);
    this.#gates = place(LAYERS.gates.rows);
    this.#passed = place(LAYERS.speech.columns);
    this.#speech = place(LAYERS.speech.rows);
  }

  static async load(): Promise<SileroNetwork> {
    return new SileroNetwork(await readFile(builtFile(import.meta.url, WEIGHTS_FILE)));
  }

  /**
   * @param seen {@link SEEN_SAMPLES} samples, −1…1. @param memory {@link MEMORY_SIZE} numbers; is changed.
   * @returns Probability of speech, 0…1.
   */
  probability(seen: Float32Array, memory: Float32Array): number {
    this.#hear(seen);
    this.#convolve(LAYERS.first, { from: this.#spectrum, stride: 1, to: this.#first, moments: 4 });
    this.#convolve(LAYERS.second, { from: this.#first, stride: 2, to: this.#second, moments: 2 });
    this.#convolve(LAYERS.third, { from: this.#second, stride: 2, to: this.#third, moments: 1 });
    this.#layer(LAYERS.fourth, this.#third.at, this.#heard.at);
    this.#heard.values.set(memory.subarray(0, CELLS), CELLS);
    this.#layer(LAYERS.gates, this.#heard.at, this.#gates.at, -Infinity);
    this.#remember(memory);
    this.#layer(LAYERS.speech, this.#passed.at, this.#speech.at, -Infinity);
    return sigmoid(this.#speech.values[0]!);
  }

  /** Strength of each band at each moment. */
  #hear(seen: Float32Array): void {
    const { values: sound } = this.#sound;
    sound.set(seen);
    for (let i = 0; i < MIRRORED; i++) sound[SEEN_SAMPLES + i] = seen[SEEN_SAMPLES - 2 - i]!;
    const wide = LAYERS.first.columns / 3;
    const { values: waves } = this.#waves;
    for (let moment = 0; moment < MOMENTS; moment++) {
      this.#layer(LAYERS.spectrum, this.#sound.at + 4 * HOP_SAMPLES * moment, this.#waves.at, -Infinity);
      for (let band = 0; band < BANDS; band++) {
        const [cosine, sine] = [waves[band]!, waves[BANDS + band]!];
        this.#spectrum.values[(moment + 1) * wide + band] = Math.sqrt(cosine * cosine + sine * sine);
      }
    }
  }

  #convolve(
    layer: Layer,
    { from, stride, to, moments }: { from: Region; stride: number; to: Region; moments: number },
  ): void {
    const wide = layer.columns / 3;
    for (let moment = 0; moment < moments; moment++)
      this.#layer(layer, from.at + 4 * moment * stride * wide, to.at + 4 * (moment + 1) * layer.rows);
  }

  /** A cell keeps what its gate lets it, takes in what is new, and passes on what is said. */
  #remember(memory: Float32Array): void {
    const { values: gates } = this.#gates;
    for (let i = 0; i < CELLS; i++) {
      const taken = sigmoid(gates[i]!) * Math.tanh(gates[2 * CELLS + i]!);
      const cell = sigmoid(gates[CELLS + i]!) * memory[CELLS + i]! + taken;
      const passed = sigmoid(gates[3 * CELLS + i]!) * Math.tanh(cell);
      memory[CELLS + i] = cell;
      memory[i] = passed;
      this.#passed.values[i] = Math.max(0, passed);
    }
  }

  /** @param floor Least output. */
  #layer(layer: Layer, input: number, out: number, floor = 0): void {
    const { weights, bias } = this.#weights.get(layer)!;
    this.#rows(weights, bias, input, out, 4 * layer.rows, 4 * layer.columns, floor);
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
