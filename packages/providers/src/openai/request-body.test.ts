import { expect, it } from 'vitest';
import { pictureSlot, requestBody } from './request-body.js';

it('R-10: writes the pictures of a request piece by piece, and nothing else than a plain encoding does', async () => {
  const pictures = [
    { mime: 'image/jpeg', bytes: new Uint8Array(1_500_001).map((_, i) => i * 7) },
    { mime: 'image/png', bytes: Uint8Array.from([1, 2, 3, 4]) },
  ];
  const request = (urls: readonly string[]) => ({ text: 'picture-0 “ok”', pictures: urls.map((url) => ({ url })) });
  const urls = pictures.map(({ mime, bytes }) => `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`);
  const body = await requestBody(request([pictureSlot(0), pictureSlot(1)]), pictures);
  const written = await new Response(body).text();
  expect(written === JSON.stringify(request(urls))).toBe(true); // toBe would print megabytes
  expect(await requestBody(request([]), [])).toBe(JSON.stringify(request([])));
});
