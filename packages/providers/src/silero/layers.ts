/** One layer of the network: `rows` outputs, each the weighted sum of `columns` inputs and of a bias. */
export interface Layer {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The layers of Silero VAD v5 at 16 kHz. Rows and columns are rounded up to multiples of four, with weights of 0: the
 * spectrum has 129 bands, and each of the first four layers behind it sees three moments, one after the other.
 */
export const LAYERS = {
  /** Cosine and sine of each band, of 256 samples. */
  spectrum: { rows: 260, columns: 256 },
  first: { rows: 128, columns: 3 * 132 },
  second: { rows: 64, columns: 3 * 128 },
  third: { rows: 64, columns: 3 * 64 },
  fourth: { rows: 128, columns: 3 * 64 },
  /** Gates of the memory (in, forget, cell, out), of what is heard and of what was heard before. */
  gates: { rows: 512, columns: 256 },
  speech: { rows: 4, columns: 128 },
} as const satisfies Record<string, Layer>;

/** Name of the file of the weights, beside this module: all layers in order, of each the rows and then the biases. */
export const WEIGHTS_FILE = 'silero-v5.weights';
