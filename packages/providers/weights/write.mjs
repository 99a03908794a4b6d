// Writes the weights of Silero VAD v5 at 16 kHz as src/silero/silero-network.ts reads them, from the ONNX file of
// @ricky0123/vad-web: an installation then needs neither that package nor the runtime of 138 MB that it depends on.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { LAYERS, WEIGHTS_FILE } from '../dist/silero/layers.js';
import { onnxTensors } from './onnx-tensors.mjs';

const model = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');
const tensors = onnxTensors(await readFile(model));
const tensor = (name) => tensors.get(`If_0_then_branch__Inline_0__${name}`);

/** A layer whose weights lie row by row. */
function plain(name, bias) {
  const { dims, values } = tensor(name);
  const columns = values.length / dims[0];
  return { rows: dims[0], bias, weight: (row, column) => values[row * columns + column] };
}

/** A layer that sees three moments: its weights lie as [row][input][moment], and are wanted as [row][moment][input]. */
function convolution(number) {
  const { dims, values } = tensor(`encoder.${number}.reparam_conv.weight`);
  const [rows, inputs, moments] = dims;
  const wide = 4 * Math.ceil(inputs / 4);
  const weight = (row, column) => {
    const [moment, input] = [Math.floor(column / wide), column % wide];
    return input < inputs ? values[(row * inputs + input) * moments + moment] : 0;
  };
  return { rows, bias: tensor(`encoder.${number}.reparam_conv.bias`).values, weight };
}

/** The gates of the memory, which see what is heard and what was heard before. */
function gates() {
  const [heard, before] = ['ih', 'hh'].map((kind) => plain(`decoder.rnn.weight_${kind}`));
  const [bias, more] = ['ih', 'hh'].map((kind) => tensor(`decoder.rnn.bias_${kind}`).values);
  const weight = (row, column) => (column < 128 ? heard.weight(row, column) : before.weight(row, column - 128));
  return { rows: heard.rows, bias: bias.map((value, row) => value + more[row]), weight };
}

const layers = {
  spectrum: plain('stft.forward_basis_buffer', []),
  first: convolution(0),
  second: convolution(1),
  third: convolution(2),
  fourth: convolution(3),
  gates: gates(),
  speech: plain('decoder.decoder.2.weight', tensor('decoder.decoder.2.bias').values),
};

const weights = Object.entries(LAYERS).flatMap(([name, { rows, columns }]) => {
  const layer = layers[name];
  const at = (i) => layer.weight(Math.floor(i / columns), i % columns);
  return [
    Float32Array.from({ length: rows * columns }, (_, i) => (i < layer.rows * columns ? at(i) : 0)),
    Float32Array.from({ length: rows }, (_, row) => layer.bias[row] ?? 0),
  ];
});
const bytes = weights.map(({ buffer }) => Buffer.from(buffer));
await writeFile(new URL(`../dist/silero/${WEIGHTS_FILE}`, import.meta.url), Buffer.concat(bytes));
