import type { Guide } from '../guide.js';
import { STORY, textsIn } from '../seeing-model.js';

/** The brain receives the items that are listed, none that was deleted, and what was heard of a reply that was cut. */
export async function history(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['history'], { to: await guide.seeing });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Picture and sound: connected').waitFor();
  const ask = async (text: string): Promise<void> => {
    const before = guide.model.requests.length;
    await page.getByPlaceholder('Type instead of talking').fill(text);
    await page.keyboard.press('Enter');
    await expect.poll(() => guide.model.requests.length).toBeGreaterThan(before);
  };
  const ids = () => page.locator('#items li').evaluateAll((items) => items.map(({ id }) => id));
  await expect.poll(ids).toEqual(['name', 'greeting', 'secret', 'place']);
  await page.getByRole('button', { name: 'Forget secret' }).click();
  await expect.poll(ids).toEqual(['name', 'greeting', 'place']);

  await ask('Tell me a story');
  const received = textsIn(guide.model.requests.at(-1)!);
  expect(received[0]).toContain('The user is in Lisbon.');
  expect(received.slice(1)).toEqual(['My name is Ada.', 'Nice to meet you, Ada.', 'Tell me a story']);
  await expect.poll(async () => Number(await page.locator('.face').getAttribute('data-heard'))).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(async () => (await page.locator('.face').innerText()).length).toBeLessThan(STORY.length / 2);
  await ask('Go on');
  const replies = textsIn(guide.model.requests.at(-1)!).filter((text) => text.startsWith('Once'));
  expect(replies).toHaveLength(1);
  // The page has shown more for a moment, until the server has confirmed the cut.
  await expect.poll(() => page.locator('.face').first().innerText()).toBe(replies[0]);
}
