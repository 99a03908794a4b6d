import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import tf from '@tensorflow/tfjs-core';
import converter from '@tensorflow/tfjs-converter';
import wasm from '@tensorflow/tfjs-backend-wasm';
import { multiplyWholeNumbers } from './whole-numbers.js';

/** The networks of this package, by the name of their files in `models/`. */
export type ModelName = 'blazeface' | 'facemesh-attention' | 'selfie';

/** A network that is loaded. */
export interface Network {
  /**
   * @param input Values of one input, of the shape that the network takes.
   * @returns The values of each output, in the network's own order.
   */
  run(input: Float32Array): Float32Array[];
}

let backend: Promise<void> | undefined;
const loaded = new Map<ModelName, Promise<Network>>();

/**
 * Loads a network from this package, once in a process; nothing is fetched. The first call starts TensorFlow.js on
 * WebAssembly.
 */
export function loadModel(name: ModelName, shape: readonly [height: number, width: number]): Promise<Network> {
  const network = loaded.get(name) ?? readModel(name, shape);
  loaded.set(name, network);
  return network;
}

async function readModel(name: ModelName, shape: readonly [height: number, width: number]): Promise<Network> {
  await (backend ??= startBackend());
  const base = new URL('../../models/', import.meta.url);
  const file = JSON.parse(await readFile(new URL(`${name}.json`, base), 'utf8')) as ModelFile;
  const weights = await readFile(new URL(`${name}.bin`, base));
  const model = await converter.loadGraphModel(
    tf.io.fromMemory({
      ...file,
      weightSpecs: file.weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  return {
    run(input) {
      const results = tf.tidy(() => model.execute(tf.tensor(input, [1, ...shape, 3])));
      const outputs = Array.isArray(results) ? results : [results];
      const values = outputs.map((output) => output.dataSync<'float32'>().slice());
      tf.dispose(outputs);
      return values;
    },
  };
}

/** A graph model of TensorFlow.js. */
interface ModelFile {
  readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
}

async function startBackend(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  wasm.setWasmPaths(folder + sep);
  await tf.setBackend('wasm');
  multiplyWholeNumbers();
}
