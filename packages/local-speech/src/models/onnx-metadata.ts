import { open, type FileHandle } from 'node:fs/promises';

/** What a model file says about itself: key → value. */
export type ModelMetadata = ReadonlyMap<string, string>;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;
/** Fields of ModelProto. @see github.com/onnx/onnx, onnx.proto */
const GRAPH = 7;
const METADATA = 14;
/** Fields of StringStringEntryProto. */
const KEY = 1;
const VALUE = 2;
/** Longest entry that is read, bytes: lists of names and means are well below. */
const MAX_ENTRY_BYTES = 1_000_000;
/** Fields that are read; models have about thirty. */
const MAX_FIELDS = 10_000;
/** A tag and a length take at most this many bytes. */
const HEADER_BYTES = 20;

/**
 * Reads the metadata of an ONNX file: a few small reads, past the weights.
 *
 * @returns `undefined` where the file is no whole ONNX model.
 */
export async function readOnnxMetadata(path: string): Promise<ModelMetadata | undefined> {
  const file = await open(path);
  try {
    return await metadataOf(file);
  } finally {
    await file.close();
  }
}

async function metadataOf(file: FileHandle): Promise<ModelMetadata | undefined> {
  const { size } = await file.stat();
  const metadata = new Map<string, string>();
  let hasGraph = false;
  let at = 0;
  for (let fields = 0; at < size; fields++) {
    const field = readField(await piece(file, at, HEADER_BYTES));
    if (!field || fields > MAX_FIELDS) return undefined;
    const from = at + field.headerBytes;
    at = from + field.bytes;
    hasGraph ||= field.number === GRAPH;
    if (field.number !== METADATA || field.bytes > MAX_ENTRY_BYTES) continue;
    const entry = readEntry(await piece(file, from, field.bytes));
    if (!entry) return undefined;
    metadata.set(entry.key, entry.value);
  }
  // A file that was cut short ends within a field.
  return hasGraph && at === size ? metadata : undefined;
}

async function piece(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

interface Field {
  readonly number: number;
  /** Of the tag, and of the length where there is one. */
  readonly headerBytes: number;
  /** Of the value. */
  readonly bytes: number;
}

function readField(bytes: Uint8Array): Field | undefined {
  const tag = readVarint(bytes, 0);
  if (!tag || tag.value < 8) return undefined;
  const number = Math.floor(tag.value / 8);
  const valueAt = tag.end;
  switch (tag.value % 8) {
    case VARINT: {
      const value = readVarint(bytes, valueAt);
      return value && { number, headerBytes: valueAt, bytes: value.end - valueAt };
    }
    case FIXED_64:
      return { number, headerBytes: valueAt, bytes: 8 };
    case FIXED_32:
      return { number, headerBytes: valueAt, bytes: 4 };
    case LENGTH_DELIMITED: {
      const length = readVarint(bytes, valueAt);
      return length && { number, headerBytes: length.end, bytes: length.value };
    }
    default:
      return undefined;
  }
}

/** @returns `undefined` where it does not end, or is beyond what a file's size can be. */
function readVarint(bytes: Uint8Array, from: number): { value: number; end: number } | undefined {
  let value = 0;
  let weight = 1;
  for (let at = from; at < bytes.length && at < from + 10; at++) {
    const byte = bytes[at] as number;
    value += (byte & 127) * weight;
    weight *= 128;
    if (byte < 128) return { value, end: at + 1 };
  }
  return undefined;
}

function readEntry(bytes: Uint8Array): { key: string; value: string } | undefined {
  const entry = { key: '', value: '' };
  for (let at = 0; at < bytes.length;) {
    const field = readField(bytes.subarray(at));
    if (!field) return undefined;
    const from = at + field.headerBytes;
    at = from + field.bytes;
    if (at > bytes.length) return undefined;
    const text = (): string => Buffer.from(bytes.subarray(from, at)).toString('utf8');
    if (field.number === KEY) entry.key = text();
    if (field.number === VALUE) entry.value = text();
  }
  return entry;
}
