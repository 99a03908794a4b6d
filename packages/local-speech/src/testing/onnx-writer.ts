import { bytesField, integerField, joined, textField } from './protobuf-writer.js';

/** Types of elements of a tensor. @see onnx.proto, TensorProto.DataType */
const ELEMENT = { float: 1, int64: 7 } as const;
/** Types of attributes. @see onnx.proto, AttributeProto.AttributeType */
const ATTRIBUTE = { int: 2, ints: 7 } as const;
const IR_VERSION = 8;
const OPERATORS_VERSION = 17;

/** A constant of a graph. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** An input or output of a graph. A named dimension may have any size. */
export interface Port {
  readonly name: string;
  readonly type: keyof typeof ELEMENT;
  readonly shape: readonly (number | string)[];
}

/** One operation of a graph. */
export interface Operation {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A model: a graph, and what is written about it. */
export interface OnnxModel {
  readonly operations: readonly Operation[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly metadata: Readonly<Record<string, string | number>>;
}

/** @returns The bytes of an ONNX file. @see github.com/onnx/onnx, onnx.proto */
export function writeOnnx({ operations, constants, inputs, outputs, metadata }: OnnxModel): Uint8Array {
  const graph = joined(
    ...operations.map((operation) => bytesField(1, writeOperation(operation))),
    textField(2, 'graph'),
    ...constants.map((constant) => bytesField(5, writeConstant(constant))),
    ...inputs.map((port) => bytesField(11, writePort(port))),
    ...outputs.map((port) => bytesField(12, writePort(port))),
  );
  return joined(
    integerField(1, IR_VERSION),
    bytesField(7, graph),
    bytesField(8, joined(textField(1, ''), integerField(2, OPERATORS_VERSION))),
    ...Object.entries(metadata).map(([key, value]) =>
      bytesField(14, joined(textField(1, key), textField(2, String(value)))),
    ),
  );
}

function writeOperation({ operator, inputs, outputs, attributes = {} }: Operation): Uint8Array {
  return joined(
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(3, outputs.join()),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, writeAttribute(name, value))),
  );
}

function writeAttribute(name: string, value: number | readonly number[]): Uint8Array {
  if (typeof value === 'number')
    return joined(textField(1, name), integerField(3, value), integerField(20, ATTRIBUTE.int));
  return joined(textField(1, name), ...value.map((one) => integerField(8, one)), integerField(20, ATTRIBUTE.ints));
}

function writeConstant({ name, shape, values }: Constant): Uint8Array {
  const type = values instanceof Float32Array ? ELEMENT.float : ELEMENT.int64;
  return joined(
    ...shape.map((size) => integerField(1, size)),
    integerField(2, type),
    textField(8, name),
    bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );
}

function writePort({ name, type, shape }: Port): Uint8Array {
  const sizes = shape.map((size) =>
    bytesField(1, typeof size === 'string' ? textField(2, size) : integerField(1, size)),
  );
  const tensor = joined(integerField(1, ELEMENT[type]), bytesField(2, joined(...sizes)));
  return joined(textField(1, name), bytesField(2, bytesField(1, tensor)));
}
