import { AT_REST, silentLogger } from '@visavis/core';
import { expect, it, vi } from 'vitest';
import { DrawingThread } from './drawing-thread.js';

/** Bitrate at which the encoder below ends its thread, as native code may. */
const FATAL_BPS = 1;
const encoder = `
  export const createVideoEncoder = ({ bitrateBps }) => {
    if (bitrateBps === ${FATAL_BPS}) process.exit(7);
    return { encode: () => ({ data: Uint8Array.of(1), keyFrame: true }), setBitrate() {}, close() {} };
  };
`;
const PICTURE = { loopFrame: 0, motion: AT_REST, speech: [], forceKeyFrame: true };

it('a drawing thread that dies fails its leases, and its replacement serves new ones', async () => {
  const encoders = { url: `data:text/javascript,${encodeURIComponent(encoder)}`, id: 'fatal' };
  const thread = new DrawingThread({ encoders }, silentLogger);
  const open = (bitrateBps: number) => thread.open({ id: 'iris' }, { codec: 'vp8', bitrateBps, motion: AT_REST });
  try {
    const held = open(300_000);
    expect(await held.draw(PICTURE)).toMatchObject({ keyFrame: true });
    const fatal = open(FATAL_BPS);
    await expect(fatal.draw(PICTURE)).rejects.toMatchObject({ code: 'worker.died' });
    await expect(held.draw(PICTURE)).rejects.toMatchObject({ code: 'worker.died' });
    await vi.waitUntil(() => thread.restarts === 1, { timeout: 20_000 });
    await expect(held.draw(PICTURE)).rejects.toThrow('no such lease');
    const next = open(300_000);
    expect(await next.draw(PICTURE)).toMatchObject({ keyFrame: true });
    for (const lease of [held, fatal, next]) lease.close();
    expect([thread.load, thread.restarts]).toEqual([0, 1]);
  } finally {
    await thread.close();
  }
}, 30_000);
