import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCertificate } from './certificate.js';

describe('certificate', () => {
  const nowMs = Date.UTC(2026, 10, 23, 6);
  const made = createCertificate(nowMs);
  const read = new X509Certificate(made.certificatePem);

  it('is signed with its own key, and has the fingerprint that is announced', () => {
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true);
    expect(read.fingerprint256).toBe(made.fingerprint.value);
  });

  it('is valid from a day ago for a month', () => {
    expect(Date.parse(read.validFrom)).toBe(nowMs - 86_400_000);
    expect(Date.parse(read.validTo)).toBe(nowMs + 30 * 86_400_000);
  });

  it('is different each time', () => {
    for (let i = 0; i < 50; i++) {
      const other = createCertificate(nowMs);
      expect(new X509Certificate(other.certificatePem).serialNumber).not.toBe(read.serialNumber);
      expect(other.fingerprint.value).not.toBe(made.fingerprint.value);
    }
  });
});
