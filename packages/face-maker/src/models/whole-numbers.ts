import tf, { type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

const KERNEL = 'BatchMatMul';

/**
 * The attention mesh multiplies two small matrices of whole numbers, which the WebAssembly backend of TensorFlow.js
 * refuses. Replaces its kernel by one that does so, and passes all other matrices on.
 */
export function multiplyWholeNumbers(): void {
  const own = tf.getKernel(KERNEL, 'wasm');
  tf.unregisterKernel(KERNEL, 'wasm');
  const kernelFunc: KernelConfig['kernelFunc'] = (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    if (a.dtype === 'float32' && b.dtype === 'float32') return own.kernelFunc(call);
    return product(call.backend as BackendWasm, a, b, call.attrs as NamedAttrMap);
  };
  // Without its setup function: what that prepares is shared with the first kernel.
  tf.registerKernel({ kernelName: KERNEL, backendName: 'wasm', kernelFunc });
}

function product(backend: BackendWasm, a: TensorInfo, b: TensorInfo, attrs: NamedAttrMap): TensorInfo {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  if (attrs['transposeA'] || attrs['transposeB'] || a.shape.slice(0, -2).some((size) => size !== 1))
    throw new Error('whole numbers are multiplied in one pair of untransposed matrices only');
  const left = backend.readSync(a.dataId) as Int32Array;
  const right = backend.readSync(b.dataId) as Int32Array;
  const values = new Int32Array(rows * columns);
  for (let row = 0, out = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, out++)
      for (let k = 0; k < inner; k++) values[out]! += left[row * inner + k]! * right[k * columns + column]!;
  return backend.makeOutput([...a.shape.slice(0, -2), rows, columns], 'int32', undefined, values);
}
