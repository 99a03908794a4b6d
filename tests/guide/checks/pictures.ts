import type { Page } from 'playwright-core';
import { picturesIn } from '../../support/fake-model.js';
import type { Guide } from '../guide.js';

/** A picture is made small and talked about, so is what the camera shows, and both are off where the brain sees nothing. */
export async function pictures(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['pictures'], { to: await guide.seeing });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Picture and sound: connected').waitFor();
  await expect.poll(() => page.getByLabel('A picture').isEnabled()).toBe(true);
  await page
    .getByLabel('A picture')
    .setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: await widePng(page) });
  await page.locator('#transcript .face', { hasText: 'I see 1 picture' }).waitFor();
  const [shown] = picturesIn(guide.model.requests.at(-1)!);
  expect(await sizeOf(page, shown!)).toEqual([960, 240]);

  await page.getByRole('button', { name: 'Camera' }).click();
  await expect.poll(() => page.evaluate(() => document.querySelector<HTMLVideoElement>('#self')!.videoWidth)).toBe(640);
  await page.locator('#camera:enabled').waitFor();
  const seen = async () => {
    await page.getByPlaceholder('Type instead of talking').fill('What do you see?');
    await page.keyboard.press('Enter');
    return page.locator('#transcript .face', { hasText: 'I see 2 pictures' }).count();
  };
  await expect.poll(seen, { interval: 1_000, timeout: 30_000 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Camera' }).click();
  await expect.poll(() => page.evaluate(() => document.querySelector<HTMLVideoElement>('#self')!.srcObject)).toBeNull();

  const blind = await guide.open(['pictures']);
  await blind.getByRole('button', { name: 'Start' }).click();
  await blind.getByText('Picture and sound: connected').waitFor();
  expect(await blind.getByLabel('A picture').isDisabled()).toBe(true);
  expect(await blind.getByRole('button', { name: 'Camera' }).isDisabled()).toBe(true);
}

/** A picture larger than is sent. */
async function widePng(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1920, height: 480 });
    canvas.getContext('2d')!.fillRect(0, 0, 1920, 480);
    return canvas.toDataURL().split(',')[1]!;
  });
  return Buffer.from(base64, 'base64');
}

const sizeOf = (page: Page, url: string): Promise<number[]> =>
  page.evaluate(async (source) => {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, url);
