import { CodedError } from '@visavis/core';

/** Fingerprint of a DTLS certificate (RFC 8122). */
export interface Fingerprint {
  /** Hash function as SDP names it, lower case. */
  readonly algorithm: string;
  /** Hexadecimal bytes, upper case, joined by colons. */
  readonly value: string;
}

/** Parameters of the connection between two peers, apart from its media (RFC 8839, RFC 8842). */
export interface TransportParameters {
  readonly ufrag: string;
  readonly password: string;
  readonly fingerprints: readonly Fingerprint[];
  /** `candidate:…` without the leading `a=`. */
  readonly candidates: readonly string[];
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface CodecLine {
  readonly payloadType: number;
  /** Lower case. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface MediaSection {
  readonly kind: string;
  readonly protocol: string;
  readonly mid: string;
  readonly rejected: boolean;
  readonly direction: Direction;
  /** Codecs in the order of preference. */
  readonly codecs: readonly CodecLine[];
  /** Header extension URI → id. */
  readonly extensions: ReadonlyMap<string, number>;
}

export interface Description {
  readonly transport: TransportParameters;
  readonly setup: string;
  readonly media: readonly MediaSection[];
}

/** Length of the longest description accepted: browsers write a few kilobytes. */
const MAX_CHARACTERS = 100_000;
/** A page that adds and removes its camera leaves a section behind each time, unless it reuses them. */
const MAX_SECTIONS = 64;
const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/**
 * Reads a session description (RFC 8866) as far as this side uses it. Line ends may be CRLF, LF or CR.
 *
 * @throws {CodedError} `media.negotiation_failed` when the description could not lead to a connection.
 */
export function parseDescription(sdp: unknown): Description {
  if (typeof sdp !== 'string' || sdp.length > MAX_CHARACTERS) throw unusable('no text, or too long');
  const lines = sdp.split(/\r\n?|\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') throw unusable('it does not begin with v=0');
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const media = sections.slice(1).map(parseSection);
  if (media.length === 0) throw unusable('it has no media');
  if (media.length > MAX_SECTIONS) throw unusable('it has too many sections');
  const all = lines.filter((line) => line.startsWith('a='));
  return { transport: parseTransport(all), setup: valuesOf(all, 'setup')[0] ?? '', media };
}

function parseTransport(lines: readonly string[]): TransportParameters {
  const ufrag = valuesOf(lines, 'ice-ufrag')[0];
  const password = valuesOf(lines, 'ice-pwd')[0];
  const fingerprints = valuesOf(lines, 'fingerprint').flatMap(parseFingerprint);
  if (!ufrag || !/^[\w+/=-]{4,256}$/.test(ufrag)) throw unusable('it has no usable ice-ufrag');
  if (!password || !/^[\w+/=-]{22,256}$/.test(password)) throw unusable('it has no usable ice-pwd');
  if (fingerprints.length === 0) throw unusable('it has no usable fingerprint');
  const candidates = valuesOf(lines, 'candidate').map((value) => `candidate:${value}`);
  return { ufrag, password, fingerprints, candidates: [...new Set(candidates)] };
}

function parseFingerprint(value: string): Fingerprint[] {
  const match = /^(sha-\d+) ((?:[\da-f]{2}:)+[\da-f]{2})$/i.exec(value.trim());
  return match?.[1] && match[2] ? [{ algorithm: match[1].toLowerCase(), value: match[2].toUpperCase() }] : [];
}

function parseSection(lines: readonly string[]): MediaSection {
  const [kind = '', port = '', protocol = '', ...formats] = (lines[0] ?? '').slice(2).split(' ');
  const direction = lines.map((line) => line.slice(2)).find((line) => DIRECTIONS.includes(line));
  return {
    kind,
    protocol,
    mid: valuesOf(lines, 'mid')[0] ?? '',
    rejected: port === '0' && !lines.includes('a=bundle-only'),
    direction: (direction ?? 'sendrecv') as Direction,
    codecs: parseCodecs(lines, formats),
    extensions: new Map(valuesOf(lines, 'extmap').map(parseExtension)),
  };
}

/**
 * Each payload type once, in the order of preference. The time it takes is proportional to the length of the text,
 * whose contents may be hostile.
 */
function parseCodecs(lines: readonly string[], formats: readonly string[]): CodecLine[] {
  const [maps, parameters] = [byFormat(lines, 'rtpmap'), byFormat(lines, 'fmtp')];
  return [...new Set(formats)].flatMap((format) => {
    const name = maps.get(format)?.split('/')[0]?.toLowerCase();
    const payloadType = Number(format);
    if (!name || !Number.isInteger(payloadType) || payloadType < 0 || payloadType > 127) return [];
    const pairs = (parameters.get(format) ?? '').split(';').map((pair) => pair.trim().split('='));
    return [{ payloadType, name, parameters: new Map(pairs.map(([key = '', value = '']) => [key, value])) }];
  });
}

/** Values of an attribute by the payload type that they begin with; the first value of each counts. */
function byFormat(lines: readonly string[], attribute: string): Map<string, string> {
  const values = valuesOf(lines, attribute).map((value): [string, string] => {
    const end = value.indexOf(' ');
    return [value.slice(0, end), value.slice(end + 1)];
  });
  return new Map(values.reverse());
}

function parseExtension(value: string): [string, number] {
  const [id = '', uri = ''] = value.split(' ');
  return [uri, Number.parseInt(id, 10)];
}

function valuesOf(lines: readonly string[], attribute: string): string[] {
  const prefix = `a=${attribute}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
}

export function unusable(why: string): CodedError {
  return new CodedError('media.negotiation_failed', `The session description cannot be used: ${why}`);
}
