import type { Guide } from '../guide.js';

/** Tools are called with their arguments, the face says what they return, and says so when one has failed. */
export async function tools(guide: Guide): Promise<void> {
  const { expect } = guide;
  const page = await guide.open(['tools']);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Picture and sound: connected').waitFor();
  const ask = async (text: string, answer: string): Promise<void> => {
    await page.getByPlaceholder('Type instead of talking').fill(text);
    await page.keyboard.press('Enter');
    await page.locator('#transcript .face', { hasText: answer }).last().waitFor();
  };
  expect(await page.locator('#menu').isVisible()).toBe(false);
  await ask('Show me the menu', 'Here is our menu.');
  expect(await page.locator('#menu').isVisible()).toBe(true);
  await ask('Book a table for four', 'I have booked a table for 4.');
  expect(await page.locator('#bookings li').allInnerTexts()).toEqual(['4 guests']);
  await ask('Book a table for twelve', 'that did not work');
  expect(await page.locator('#bookings li').count()).toBe(1);
}
