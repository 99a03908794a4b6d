import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AT_REST, type Attention, type Expression, type Motion } from '@visavis/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import { fakeModel, picturesIn, type FakeModel, type ModelDelta } from '../support/fake-model.js';
import { composeMicrophone } from '../support/microphone-wav.js';
import { SeenMotion } from './seen-motion.js';

let model: FakeModel;
/** In place of what the model says otherwise. */
let answer: (() => AsyncIterable<ModelDelta>) | undefined;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await mkdir('test-results', { recursive: true });
  model = await fakeModel((request) => answer?.() ?? `I see ${picturesIn(request).length} pictures.`);
  // An answer may be held back for as long as a busy browser takes to show a face that thinks.
  const patience = {
    OPENAI_FIRST_WORD_LIMIT_MS: '120000',
    VISAVIS_FILLER_AFTER_MS: '0',
    VISAVIS_IDLE_TIMEOUT_S: '1800',
  };
  [server, browser] = await Promise.all([
    startServer({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test', ...patience }),
    launchBrowser({ allowMicrophone: true }),
  ]);
});
/** A conversation for each test, so that no picture is remembered from another. */
beforeEach(async () => {
  page = await openConversation(browser);
  await page.locator('#picture').waitFor(); // pictures are taken from now on
});
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await model?.close();
});

async function openConversation(inBrowser: Browser): Promise<Page> {
  const opened = await inBrowser.newPage({ viewport: { width: 1280, height: 800 } });
  opened.setDefaultTimeout(90_000);
  await opened.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        Object.assign(window, { newestSocket: this });
      }
    };
  });
  await opened.goto(await server.invitation());
  await opened.getByRole('button', { name: 'Start talking' }).click();
  await opened.locator('#portrait[data-painted]').waitFor();
  return opened;
}

/** Sends a message over the socket of the page, as its own client would. */
const send = (from: Page, message: object): Promise<void> =>
  from.evaluate(
    (text) => (window as unknown as { newestSocket: WebSocket }).newestSocket.send(text),
    JSON.stringify(message),
  );

const newestPictures = () => picturesIn(model.requests.at(-1) ?? { messages: [] });

async function ask(text: string): Promise<void> {
  const before = model.requests.length;
  await page.getByPlaceholder('Type instead of talking').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => model.requests.length).toBeGreaterThan(before);
}

/** Mean colour of a picture, red, green and blue. */
const colourOf = (url: string) =>
  page.evaluate(async (source) => {
    const bytes = Uint8Array.from(atob(source.split(',')[1]!), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const pen = new OffscreenCanvas(1, 1).getContext('2d')!;
    pen.drawImage(bitmap, 0, 0, 1, 1);
    return { size: [bitmap.width, bitmap.height], rgb: [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)] };
  }, url);

it('the camera that the user turns on is seen by the model, and no longer when it is turned off', async () => {
  await page.getByRole('button', { name: 'Camera' }).click();
  await page.locator('#self').waitFor();
  await expect
    .poll(async () => (await ask('What do you see?'), newestPictures().length), { timeout: 40_000, interval: 1_500 })
    .toBeGreaterThan(0);
  const [picture] = newestPictures();
  expect(picture).toMatch(/^data:image\/jpeg;base64,/);
  const { size } = await colourOf(picture!);
  expect(Math.max(...size)).toBeGreaterThanOrEqual(320);
  await page
    .locator('.line-face', { hasText: /I see [12] pictures/ })
    .first()
    .waitFor();
  await page.screenshot({ path: 'test-results/vision-camera.png' });
  await page.getByRole('button', { name: 'Camera off' }).click();
  await page.locator('#self').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Camera', exact: true }).waitFor();
});

it('a picture dropped on the page is shown to the model, made small, and talked about', async () => {
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(3000, 1500);
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = 'rgb(220, 20, 60)';
    pen.fillRect(0, 0, 3000, 1500);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await canvas.convertToBlob()], 'red.png', { type: 'image/png' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await page.getByAltText('The picture you showed').waitFor();
  await expect.poll(() => newestPictures().length).toBeGreaterThan(0);
  const { size, rgb } = await colourOf(newestPictures().at(-1)!);
  expect(size).toEqual([960, 480]);
  expect(rgb[0]).toBeGreaterThan(190);
  expect(rgb[1]).toBeLessThan(60);
  await page.screenshot({ path: 'test-results/vision-picture.png' });
});

const attending = (attention: Attention): Motion => ({ attention, expression: 'neutral' });
const expressing = (expression: Expression): Motion => ({ attention: 'idle', expression });
const MOTIONS = {
  neutral: AT_REST,
  listening: attending('listening'),
  thinking: attending('thinking'),
  surprised: expressing('surprised'),
  serious: expressing('serious'),
  sad: expressing('sad'),
};
const REPLY = ['Well, that is quite something to hear from you today.', 'I did not expect to hear it so soon.'];

it('the pictures that the browser receives show what the face attends to and expresses, and its line no tag', async () => {
  await page.close(); // this conversation has a browser of its own, with another microphone
  const folder = await mkdtemp(join(tmpdir(), 'visavis-motion-'));
  const microphoneWav = join(folder, 'microphone.wav');
  const speech = { file: 'tests/fixtures/audio/human-jfk.wav' };
  // The user speaks again and again, until the page is muted.
  await composeMicrophone(microphoneWav, [{ silenceMs: 6_000 }, ...Array.from({ length: 40 }, () => speech)]);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  answer = async function* () {
    await released;
    for (const sentence of REPLY) yield { content: `[face: surprised] ${sentence} ` };
  };
  const listener = await launchBrowser({ microphoneWav });
  try {
    const conversation = await openConversation(listener);
    const seen = await SeenMotion.in(conversation, MOTIONS);
    await seen.becomes('listening');
    await conversation.getByRole('button', { name: 'Mute', exact: true }).click();
    await seen.becomes('thinking');
    await conversation.screenshot({ path: 'test-results/motion-thinking.png' });
    release();
    await seen.becomes('surprised');
    await conversation.screenshot({ path: 'test-results/motion-surprised.png' });
    await expect
      .poll(() => conversation.locator('.line-face .line-text').last().innerText(), { timeout: 60_000 })
      .toBe(REPLY.join(' '));
    await seen.becomes('neutral');
    await send(conversation, { type: 'realtime.motion', data: { expression: 'sad' } });
    await seen.becomes('sad');
    await send(conversation, { type: 'realtime.input_config', data: { content: '{"expression":"serious"}' } });
    await seen.becomes('serious');
  } finally {
    release();
    answer = undefined;
    await listener.close();
    await rm(folder, { recursive: true });
  }
}, 400_000);
