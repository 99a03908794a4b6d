import type { Page } from 'playwright-core';
import type { Guide } from '../guide.js';
import { rewriteMessages } from '../../support/rewrite-messages.js';

/** The microphone is heard, in binary frames where the server takes them and in base64 where it does not say so. */
export async function sound(guide: Guide): Promise<void> {
  await Promise.all([true, false].map((binary) => isHeard(guide, binary)));
}

async function isHeard(guide: Guide, binary: boolean): Promise<void> {
  const { expect } = guide;
  const sent: (string | Buffer)[] = [];
  const prepare = async (page: Page): Promise<void> => {
    if (!binary) await rewriteMessages(page, { received: [['"capabilities":', '"hidden":']] });
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => isSound(payload) && sent.push(payload)));
  };
  const page = await guide.open(['sound', 'events'], { prepare });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.locator('#transcript .user', { hasText: /thank you for your patience/i }).waitFor();
  await page.locator('#transcript .face', { hasText: 'You are very welcome' }).waitFor();
  expect(sent.every((message) => Buffer.isBuffer(message) === binary)).toBe(true);
  await page.getByRole('button', { name: 'Mute' }).click();
  await page.getByRole('button', { name: 'Unmute' }).waitFor();
  await expect.poll(() => isSilent(sent.at(-1)!)).toBe(true);
}

const isSound = (message: string | Buffer): boolean =>
  Buffer.isBuffer(message) || message.includes('input_audio_buffer.append');

function isSilent(message: string | Buffer): boolean {
  const bytes = Buffer.isBuffer(message)
    ? message
    : Buffer.from((JSON.parse(message) as { data: { audio: string } }).data.audio, 'base64');
  return bytes.every((byte) => byte === 0);
}
