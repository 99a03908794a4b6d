import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Fingerprint } from '../sdp/description.js';

/** A certificate of our own for DTLS (RFC 8827 §6.5): only the fingerprint in the description vouches for it. */
export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly fingerprint: Fingerprint;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const EXPLICIT_0 = 0xa0;

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758 §3.2). */
const ECDSA_SHA256 = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')));
/** id-at-commonName, 2.5.4.3. */
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'));
const DAY_MS = 86_400_000;
/** Validity, longer than any session. It starts a day ago, for viewers whose clock is behind. */
const LIFE_MS = 30 * DAY_MS;

/** Creates a key on P-256 and signs its certificate with it (RFC 5280 §4.1). Takes about a millisecond. */
export function createCertificate(nowMs = Date.now()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = certificateBody(publicKey, nowMs);
  const signature = sign('sha256', body, privateKey);
  const certificate = der(SEQUENCE, body, ECDSA_SHA256, der(BIT_STRING, Buffer.of(0), signature));
  const hash = createHash('sha256').update(certificate).digest('hex').toUpperCase();
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    keyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    fingerprint: { algorithm: 'sha-256', value: hash.match(/../g)?.join(':') ?? '' },
  };
}

function certificateBody(publicKey: KeyObject, nowMs: number): Buffer {
  const version3 = der(EXPLICIT_0, der(INTEGER, Buffer.of(2)));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and not shortened by leading zeros
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('visavis')))));
  const validity = der(SEQUENCE, utcTime(nowMs - DAY_MS), utcTime(nowMs + LIFE_MS));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return der(SEQUENCE, version3, der(INTEGER, serial), ECDSA_SHA256, name, validity, name, key);
}

/** Time with two digits of the year: valid until 2050 (RFC 5280 §4.1.2.5.1). */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${digits}Z`));
}

/** One element in distinguished encoding (ITU-T X.690 §10). */
function der(tag: number, ...content: Buffer[]): Buffer {
  const { length } = Buffer.concat(content);
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), ...content]);
}

function pem(label: string, data: Buffer): string {
  const body = data.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
