import { framesShown, type Guide } from '../guide.js';

/** The face is shown and hears, takes typed text, a tool and a picture, and a second click makes a second session. */
export async function sdk(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['sdk']);
  const type = async (text: string): Promise<void> => {
    await page.getByPlaceholder('Type instead of talking').fill(text);
    await page.keyboard.press('Enter');
  };
  const state = () => page.locator('#state').innerText();
  const said = (from: string, text: string | RegExp) => page.locator(`#lines [data-from=${from}]`, { hasText: text });
  await page.getByRole('button', { name: 'Talk' }).click();
  await said('user', /thank you for your patience/i).waitFor();
  await said('face', 'You are very welcome').waitFor();
  await expect.poll(() => framesShown(page)).toBeGreaterThan(25);
  await type('Make it dark');
  await said('face', 'The light is off.').waitFor();
  expect(await page.evaluate(() => document.body.style.background)).toBe('black');
  await expect.poll(state).toBe('listening');
  await page.getByLabel('A picture').setInputFiles('docs/images/iris-speaking.webp');
  await said('face', 'cannot see pictures').waitFor();
  await page.getByRole('button', { name: 'Talk' }).click();
  await expect.poll(state).toBe('listening');
  await expect.poll(() => guide.sessionsGoingOn(page)).toHaveLength(1);
}
