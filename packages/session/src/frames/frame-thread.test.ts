import { silentLogger } from '@visavis/core';
import { afterEach, expect, it } from 'vitest';
import { FrameThread } from './frame-thread.js';
import { LargeFrame } from './frame-reader.js';
import { readFrame } from './received-message.js';

const thread = new FrameThread(silentLogger);
afterEach(() => thread.close());

const base64 = (length: number): string => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(length, 7)]).toString('base64'); // prettier-ignore
const image = { type: 'input_image', image_url: base64(100) };
const FRAMES: readonly object[] = [
  { type: 'realtime.input_image', data: { content: `data:image/jpeg;base64,${base64(6_000_000)}`, reply: 1 } },
  { type: 'conversation.item.create', item: { content: [image, { type: 'input_text', text: 'Тут.' }, image] } },
  { type: 'input_audio_buffer.append', audio: Buffer.alloc(1_000_000, 3).toString('base64') },
  { type: 'input_audio_buffer.append', audio: 'no sound' },
  { type: 'realtime.input_image', data: { content: 'no picture' } },
];

it('R-10: large frames are read in a thread as others are where they come', async () => {
  for (const dialect of ['unified', 'v1'] as const)
    for (const frame of FRAMES) {
      const text = JSON.stringify(frame);
      const read = await thread.read(new LargeFrame(Buffer.from(text)), dialect);
      expect(isSame(read, readFrame(text, dialect))).toBe(true);
    }
});

/** Whether two values are equal; the matchers of the test runner take seconds for as many bytes. */
function isSame(one: unknown, other: unknown): boolean {
  if (ArrayBuffer.isView(one) && ArrayBuffer.isView(other))
    return Buffer.compare(Buffer.from(one.buffer, one.byteOffset, one.byteLength), Buffer.from(other.buffer, other.byteOffset, other.byteLength)) === 0; // prettier-ignore
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => isSame(one[name as never], other[name as never]));
}
