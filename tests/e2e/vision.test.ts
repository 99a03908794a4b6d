import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import { fakeModel, picturesIn, type FakeModel } from '../support/fake-model.js';

let model: FakeModel;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await mkdir('test-results', { recursive: true });
  model = await fakeModel((request) => `I see ${picturesIn(request).length} pictures.`);
  server = await startServer({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test' });
  browser = await launchBrowser({ allowMicrophone: true });
});
/** A conversation for each test, so that no picture is remembered from another. */
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
  await page.locator('#picture').waitFor(); // pictures are taken from now on
});
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await model?.close();
});

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
