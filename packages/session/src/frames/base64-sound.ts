import { int16FromFloat, readPcm16, writePcm16 } from '@visavis/sound';

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
  return readPcm16(Buffer.from(text, 'base64'));
}

/** @param samples −1…1; louder is clipped. @returns Little-endian PCM16 as base64. */
export function base64FromSamples(samples: Float32Array): string {
  return Buffer.from(writePcm16(int16FromFloat(samples)).buffer).toString('base64');
}
