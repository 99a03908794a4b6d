import { describe, expect, it } from 'vitest';
import { WavStream } from './wav-stream.js';
import { writeWav } from './wav.js';

const samples = Int16Array.from({ length: 1_000 }, (_, i) => 30 * i - 15_000);
const expected = Array.from(samples, (sample) => sample / 32_768);
const wav = writeWav({ rateHz: 22_050, samples });

function changed(change: (view: DataView) => void): Uint8Array {
  const copy = wav.slice();
  change(new DataView(copy.buffer));
  return copy;
}

function read(bytes: Uint8Array, pieceBytes = bytes.length): { rateHz: number | undefined; samples: number[] } {
  const stream = new WavStream();
  const all: number[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    for (const piece of stream.push(bytes.subarray(at, at + pieceBytes))) all.push(...piece);
  return { rateHz: stream.rateHz, samples: all };
}

/** A file of another coding, of 4 frames. */
function file({ coding, channels, bits, body }: { coding: number; channels: number; bits: number; body: Uint8Array }) {
  const head = wav.slice(0, 44);
  const view = new DataView(head.buffer);
  view.setUint16(20, coding, true);
  view.setUint16(22, channels, true);
  view.setUint16(34, bits, true);
  view.setUint32(40, body.length, true);
  return Buffer.concat([head, body]);
}

describe('a WAV file that arrives in pieces', () => {
  it.each([1, 2, 3, 7, 43, 44, 45, 1_001, 5_000])('is read in pieces of %i bytes', (pieceBytes) => {
    expect(read(wav, pieceBytes)).toEqual({ rateHz: 22_050, samples: expected });
  });

  it.each([
    ['0', 0],
    ['0xFFFFFFFF', 0xffff_ffff],
    ['0x7FFFFFFF', 0x7fff_ffff],
    ['0xFFFFFFFF less its header', 0xffff_ffff - 36],
  ])('is read to the end of the stream where its length is %s', (_, length) => {
    const streamed = changed((view) => {
      view.setUint32(4, length, true);
      view.setUint32(40, length, true);
    });
    expect(read(streamed, 100).samples).toEqual(expected);
  });

  it('is read on where another file follows', () => {
    expect(read(Buffer.concat([wav, wav]), 333).samples).toEqual([...expected, ...expected]);
  });

  it('has chunks in front of its sound and behind it', () => {
    const note = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1');
    expect(read(Buffer.concat([wav.subarray(0, 12), note, wav.subarray(12), note]), 5).samples).toEqual(expected);
  });

  it('may have floats, and several channels, which are mixed', () => {
    const stereo = new Uint8Array(Float32Array.from([1, 0, -1, -1, 0.5, 0.5, 0, 0]).buffer);
    expect(read(file({ coding: 3, channels: 2, bits: 32, body: stereo }), 5).samples).toEqual([0.5, -1, 0.5, 0]);
  });

  it.each([
    ['another kind of file', (): Uint8Array => Buffer.from('ID3 and some more bytes')],
    ['24 bits a sample', () => changed((view) => view.setUint16(34, 24, true))],
    ['another coding', () => changed((view) => view.setUint16(20, 85, true))],
    ['no channel', () => changed((view) => view.setUint16(22, 0, true))],
    ['a format chunk of 4 GB', () => changed((view) => view.setUint32(16, 0xffff_fff0, true))],
    ['sound without a format', () => Buffer.concat([wav.subarray(0, 12), wav.subarray(36)])],
    ['a second file of another rate', () => Buffer.concat([wav, writeWav({ rateHz: 16_000, samples })])],
  ])('is rejected: %s', (_, make) => {
    expect(() => read(make())).toThrow(RangeError);
  });
});
