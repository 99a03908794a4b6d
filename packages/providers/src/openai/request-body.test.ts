import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

it('R-10: sends a large picture piece by piece, in turns of the event loop of their own, after its length', async () => {
  let length: string | undefined;
  const server = createServer((request, response) => {
    length = request.headers['content-length'];
    request.resume().on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const picture = { mime: 'image/jpeg', bytes: new Uint8Array(8_000_000) };
  const body = (await requestBody({ url: pictureSlot(0) }, [picture])) as Blob;
  let turns = 0;
  let sending = true;
  const count = (): void => {
    turns++;
    if (sending) setImmediate(count);
  };
  count();
  const { port } = server.address() as AddressInfo;
  await (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })).text();
  sending = false;
  server.close();
  expect(length).toBe(String(body.size));
  expect(turns).toBeGreaterThan(20);
});
