// Reads the constants of an ONNX file, which is a protocol buffer. Numbers of fields are those of onnx.proto.
const MODEL = { graph: 7 };
const GRAPH = { node: 1 };
const NODE = { output: 2, attribute: 5 };
const ATTRIBUTE = { tensor: 5, graph: 6 };
const TENSOR = { dims: 1, raw: 9 };

/** @returns {Map<string, { dims: number[], values: Float32Array }>} By the name of the output; those of all branches. */
export function onnxTensors(file) {
  const tensors = new Map();
  const readGraph = (graph) => {
    for (const node of all(graph, GRAPH.node)) {
      const [output] = all(node, NODE.output);
      for (const attribute of all(node, NODE.attribute)) {
        for (const branch of all(attribute, ATTRIBUTE.graph)) readGraph(branch);
        for (const tensor of all(attribute, ATTRIBUTE.tensor)) tensors.set(output.toString(), readTensor(tensor));
      }
    }
  };
  for (const graph of all(file, MODEL.graph)) readGraph(graph);
  return tensors;
}

function readTensor(tensor) {
  const [raw = Buffer.alloc(0)] = all(tensor, TENSOR.raw);
  const values = new Float32Array(Math.floor(raw.length / 4));
  for (let i = 0; i < values.length; i++) values[i] = raw.readFloatLE(4 * i);
  return { dims: all(tensor, TENSOR.dims), values };
}

const all = (message, field) => [...fieldsOf(message)].filter(([number]) => number === field).map(([, value]) => value);

function* fieldsOf(message) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const [field, type] = [key >>> 3, key & 7];
    if (type === 0) yield [field, varint()];
    else if (type === 2) {
      const size = varint();
      yield [field, message.subarray(at, (at += size))];
    } else at += type === 1 ? 8 : 4;
  }
}
