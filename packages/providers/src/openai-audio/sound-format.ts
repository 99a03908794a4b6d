import type { PcmFormat } from '@visavis/sound';

/** What a body of sound is: a WAV file, raw sound, or something that cannot be read, by its name. */
export type SoundFormat =
  | { readonly kind: 'wav' }
  | { readonly kind: 'pcm'; readonly rateHz: number; readonly format: PcmFormat }
  | { readonly kind: 'unreadable'; readonly name: string };

/** Bytes that must be known to tell formats apart. */
export const MAGIC_BYTES = 4;
/** The rate of raw sound where the service does not name it: that of OpenAI and Kokoro. */
const USUAL_RATE_HZ = 24_000;
const RAW = /^audio\/(?:x-)?(?:pcm|l16|raw)|^application\/octet-stream|^binary\/octet-stream|^$/;
const MAGICS: readonly (readonly [magic: string, name: string])[] = [
  ['OggS', 'Opus'],
  ['fLaC', 'FLAC'],
  ['ID3', 'MP3'],
  ['\x1aE\xdf\xa3', 'WebM'],
];
const TYPES: readonly (readonly [type: RegExp, name: string])[] = [
  [/^audio\/(?:x-)?(?:mpeg|mp3)/, 'MP3'],
  [/^audio\/(?:ogg|opus)/, 'Opus'],
  [/^audio\/(?:x-)?flac/, 'FLAC'],
  [/^audio\/(?:x-)?(?:aac|mp4|m4a)/, 'AAC'],
  [/^audio\/webm/, 'WebM'],
  [/^text\/html/, 'a page'],
  [/^text\/|json/, 'text'],
];

/**
 * @param contentType As the service states it. Some state another one than they send, so what is sent takes precedence.
 * @param start The first {@link MAGIC_BYTES} of the body, or as many as there are.
 */
export function soundFormat(contentType: string, start: Uint8Array): SoundFormat {
  const type = contentType.trim().toLowerCase();
  const magic = String.fromCharCode(...start.subarray(0, MAGIC_BYTES));
  if (magic === 'RIFF') return { kind: 'wav' };
  const name = MAGICS.find(([begin]) => magic.startsWith(begin))?.[1] ?? TYPES.find(([named]) => named.test(type))?.[1];
  if (name !== undefined) return { kind: 'unreadable', name };
  if (RAW.test(type)) return pcmOf(type, start);
  return { kind: 'unreadable', name: isMp3Frame(start) ? 'MP3' : type.split(';')[0] || 'sound of an unknown kind' };
}

function pcmOf(type: string, start: Uint8Array): SoundFormat {
  // Such bytes may begin raw sound, too, so only a type that says nothing leaves the question open.
  if (!type.startsWith('audio/') && isMp3Frame(start)) return { kind: 'unreadable', name: 'MP3' };
  const rateHz = parameter(type, 'rate') ?? USUAL_RATE_HZ;
  return { kind: 'pcm', rateHz, format: { coding: 'int16', channels: parameter(type, 'channels') ?? 1 } };
}

/** The bits with which a frame of MPEG layer 3 begins. */
const isMp3Frame = ([first = 0, second = 0]: Uint8Array): boolean => first === 0xff && (second & 0xe6) === 0xe2;

function parameter(type: string, name: string): number | undefined {
  const value = Number(new RegExp(`;\\s*${name}\\s*=\\s*"?(\\d+)`).exec(type)?.[1]);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
