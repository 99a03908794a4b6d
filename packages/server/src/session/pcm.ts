const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Longest append taken at once: base64 of about 30 s at 24 kHz. Longer is no microphone. */
const MAX_BASE64_CHARS = 2_000_000;

/**
 * Little-endian PCM16 out of base64, standard or URL-safe alphabet, padded or not.
 *
 * @returns Samples −1…1; `undefined` when empty, not base64, too long or half a sample.
 */
export function samplesFromBase64(text: string): Float32Array | undefined {
  if (text.length === 0 || text.length > MAX_BASE64_CHARS || !BASE64.test(text)) return undefined;
  return samplesFromPcm16(Buffer.from(text, 'base64'));
}

/** @returns Samples −1…1; `undefined` when empty or half a sample. */
export function samplesFromPcm16(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.byteLength === 0 || bytes.byteLength % 2 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(bytes.byteLength / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true) / 32_768;
  return samples;
}

/** @param samples −1…1; louder is clipped. @returns Little-endian PCM16 as base64. */
export function base64FromSamples(samples: Float32Array): string {
  const bytes = Buffer.allocUnsafe(samples.length * 2);
  samples.forEach((sample, i) =>
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), i * 2),
  );
  return bytes.toString('base64');
}
