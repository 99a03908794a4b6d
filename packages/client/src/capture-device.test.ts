import { afterEach, describe, expect, it, vi } from 'vitest';
import { captureDevice, withheld } from './capture-device.js';

const policy = (allows: boolean) => ({ allowsFeature: () => allows });
const page = (framed: boolean, document: object) => {
  const self = { top: undefined as unknown, document };
  self.top = framed ? {} : self;
  return self;
};

afterEach(() => vi.unstubAllGlobals());

describe('B26: a device that is withheld from a page', () => {
  it.each([
    ['by the page that embeds it', page(true, { featurePolicy: policy(false) }), 'frame'],
    [
      'as the standard names it',
      page(true, { permissionsPolicy: policy(false), featurePolicy: policy(true) }),
      'frame',
    ],
    ['perhaps by the page that embeds it', page(true, {}), 'frame?'],
    ['by its own server', page(false, { featurePolicy: policy(false) }), 'header'],
    ['by its user alone, in a frame', page(true, { featurePolicy: policy(true) }), undefined],
    ['by its user alone', page(false, {}), undefined],
  ])('is withheld %s', (_, window, by) => {
    expect(withheld('microphone', window)).toBe(by);
  });

  it.each(['microphone', 'camera'] as const)('is named in the hint, with what to write: a %s', async (kind) => {
    const refusal = new DOMException('Permission denied', 'NotAllowedError');
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => Promise.reject(refusal) } });
    vi.stubGlobal('window', page(true, { featurePolicy: policy(false) }));
    const hint = expect.stringContaining(`allow="${kind}"`) as string;
    await expect(captureDevice(kind, {})).rejects.toMatchObject({ problem: { kind, hint }, cause: refusal });
    vi.stubGlobal('window', page(false, {}));
    await expect(captureDevice(kind, {})).rejects.toBe(refusal);
  });
});
