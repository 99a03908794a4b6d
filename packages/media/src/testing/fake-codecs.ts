import type { MediaCodecs } from '../ports.js';

/** One sample out of this many is kept, which brings a frame of 20 ms to the size of a packet. */
const THINNED_BY = 16;

/** Codecs that cost nothing: sound is thinned out, and cameras yield no pictures. */
export const fakeCodecs: MediaCodecs = {
  createAudioEncoder: () => ({
    encode: (samples) => {
      const kept = Int16Array.from({ length: samples.length / THINNED_BY }, (_, i) => samples[i * THINNED_BY] ?? 0);
      return new Uint8Array(kept.buffer);
    },
    setBitrate: () => undefined,
    close: () => undefined,
  }),
  openPictureDecoder: () => ({ toJpeg: () => Promise.resolve(undefined), close: () => Promise.resolve() }),
};

/** Decodes a packet of {@link fakeCodecs}, as a viewer hears it. */
export function decodeFakeSound(packet: Uint8Array): Int16Array {
  const kept = new Int16Array(packet.slice().buffer);
  return Int16Array.from({ length: kept.length * THINNED_BY }, (_, i) => kept[Math.floor(i / THINNED_BY)] ?? 0);
}
