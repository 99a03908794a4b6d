import { AvatarRequests } from '../../support/avatar-requests.js';
import { pictureOfTwo } from '../../support/picture-of-iris.js';
import type { Guide } from '../guide.js';

/** What is no picture is refused with advice, one of several faces is chosen, and the avatar's picture is shown. */
export async function avatars(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['avatars']);
  const requests = new AvatarRequests(guide.scripted);
  const submit = async (name: string, mimeType: string, buffer: Buffer): Promise<void> => {
    await page.getByLabel('A picture').setInputFiles({ name, mimeType, buffer });
    await page.getByRole('button', { name: 'Make it' }).click();
  };
  await page.getByLabel('Its name').fill('Guided');
  await submit('me.png', 'image/png', Buffer.from('<svg/>'));
  await page.getByText('The file is an SVG drawing').waitFor();
  await submit('us.jpg', 'image/jpeg', await pictureOfTwo());
  await page.getByRole('button', { name: 'Face 2' }).click({ timeout: 90_000 });
  await page.locator('#poster:not([hidden])').waitFor({ timeout: 90_000 });
  await expect
    .poll(() => page.evaluate(() => document.querySelector<HTMLImageElement>('#poster')!.naturalWidth))
    .toBe(512);
  expect(await page.locator('#making').textContent()).toBe('done');
  const made = (await requests.send('getByName?name=Guided')).data as { id: string };
  expect((await requests.send(made.id, { method: 'DELETE' })).status).toBe(200);
}
