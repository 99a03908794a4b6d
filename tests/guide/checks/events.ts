import type { Guide } from '../guide.js';

/** The transcript shows question and answer, and the whole answer although the connection was lost in its middle. */
export async function events(guide: Guide): Promise<void> {
  const { expect } = guide;
  const way = await guide.cuttable();
  const page = await guide.open(['events'], { to: way });
  const answer = page.locator('#transcript .face');
  const activity = () => page.locator('#activity').innerText();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Picture and sound: connected').waitFor();
  await page.getByPlaceholder('Type instead of talking').fill('Thank you for your patience');
  await page.keyboard.press('Enter');
  await expect.poll(activity).toBe('speaking');
  await page.locator('#transcript .user', { hasText: 'Thank you for your patience' }).waitFor();
  await page.locator('#transcript .face[data-heard]').waitFor();
  await page.locator('#latency', { hasText: /reply \d+ ms.*total \d+ ms/ }).waitFor();
  way.cut();
  await expect.poll(activity).toBe('listening');
  expect(await answer.allInnerTexts()).toEqual([
    'You are very welcome. It will not take long now. Somebody will be with you in a moment.',
  ]);
}
