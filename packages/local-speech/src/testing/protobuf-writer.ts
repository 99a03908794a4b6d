/** Writers of single protobuf fields, enough for an ONNX file. @see protobuf.dev, "Encoding" */

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** An integer in groups of seven bits, the lowest first; negative ones as 64 bits. */
function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 127n;
    bytes.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint((field << 3) | VARINT), ...varint(value)]);
}

export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return joined(Uint8Array.from([...varint((field << 3) | LENGTH_DELIMITED), ...varint(bytes.length)]), bytes);
}

export function textField(field: number, text: string): Uint8Array {
  return bytesField(field, Buffer.from(text, 'utf8'));
}
