import { framesShown, type Guide } from '../guide.js';

/** Names of the hosted service are understood, and a voice that is replaced is reported. */
export async function movingOver(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['moving-over']);
  await page.locator('#poster[alt="navtalk.Lily"]').waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect.poll(() => framesShown(page)).toBeGreaterThan(25);
  expect(await page.locator('#poster').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await page.locator('#server', { hasText: 'Visavis: resume' }).waitFor();
  await expect.poll(() => page.locator('#differences li').allInnerTexts()).toEqual([expect.stringContaining('cedar')]);
}
