import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { FACE_SIZE, readFace } from '@visavis/avatar';
import { build } from 'esbuild';
import { startServer, type RunningServer } from '@visavis/server/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { keepConnections, looksOf, watchFace, type Look, type Part } from './watch-face.js';

const run = promisify(execFile);
const VISAVIS = resolve('packages/visavis/bin/visavis.js');
/** Above it the received stream holds speech; the face's silence is digital silence. */
const AUDIBLE = 0.005;
/** The wall behind the person in the picture: no other face has it. */
const WALL = [190, 60, 40] as const;

let folder: string;
let server: RunningServer;
let browser: Browser;
let page: Page;
let mouth: Part;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-added-'));
  const data = join(folder, 'data');
  const picture = join(folder, 'me.jpg');
  await writeFile(picture, await noisyPicture());
  const environment = { ...process.env, VISAVIS_DATA: data };
  await run(process.execPath, [VISAVIS, 'avatar', 'add', picture, '--name', 'Twin'], { env: environment });
  const { stdout } = await run(process.execPath, [VISAVIS, 'avatar', 'list'], { env: environment });
  const id = /^Twin \((\w+)\)$/m.exec(stdout)![1]!;
  const { face } = readFace(await readFile(join(data, 'faces', `${id}.face`)));
  mouth = mouthOf(face.anatomy.mouth.frame);
  // The page talks to the standard avatar; here it wears the new face.
  const avatars = join(folder, 'avatars.json');
  await writeFile(
    avatars,
    JSON.stringify([
      { id: 'iris', name: 'Vera', face: id },
      { id: 'lost', name: 'Lost', face: 'gone' },
    ]),
  );
  server = await startServer({ VISAVIS_DATA: data, VISAVIS_AVATARS: avatars });
  browser = await launchBrowser({ webGl: true });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await keepConnections(page);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Iris as another person: in a mirror, before another wall, with the grain and the blocks of a poor camera. */
async function noisyPicture(): Promise<Buffer> {
  const iris = await loadImage(await readFile('packages/face-maker/src/testing/iris.webp'));
  const canvas = createCanvas(1024, 1024);
  const context = canvas.getContext('2d');
  context.translate(1024, 0);
  context.scale(-1, 1);
  context.drawImage(iris, 0, 0);
  context.fillStyle = `rgb(${WALL.join(' ')})`;
  context.fillRect(0, 0, 190, 560);
  context.fillRect(834, 0, 190, 560);
  const image = context.getImageData(0, 0, 1024, 1024);
  let seed = 1;
  for (let i = 0; i < image.data.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    if (i % 4 < 3) image.data[i] = image.data[i]! + (seed / 2_147_483_648 - 0.5) * 24;
  }
  context.putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', 60);
}

/** The lips and what the jaw moves, around the middle of the mouth. */
function mouthOf({ x, y, half }: { x: number; y: number; half: number }): Part {
  const part = { x: x - 1.1 * half, y: y - 0.6 * half, width: 2.2 * half, height: 1.6 * half };
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, value / FACE_SIZE])) as unknown as Part;
}

it('a face made from a noisy picture talks in a browser, its lips in time with the sound', async () => {
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
  expect(await page.getByText('AI-generated').isVisible()).toBe(true);
  await watchFace(page, mouth);
  const typed = page.getByRole('textbox');
  await typed.fill('Who are you?');
  await typed.press('Enter');
  await expect.poll(async () => (await looksOf(page)).at(-1)!.loudness, { timeout: 20_000 }).toBeGreaterThan(AUDIBLE);
  await expect.poll(async () => (await looksOf(page)).at(-1)!.state, { timeout: 30_000 }).toBe('listening');
  await expect.poll(async () => (await looksOf(page)).slice(-25).every(isSilent), { timeout: 10_000 }).toBe(true);
  await page.screenshot({ path: 'test-results/added-avatar.png' });

  expect(distance(await wallShown(), WALL)).toBeLessThan(40);
  const looks = await looksOf(page);
  const [sounding, silent] = [looks.filter((look) => !isSilent(look)), looks.slice(-20)];
  const motion = { sounding: meanMotion(sounding), silent: meanMotion(silent) };
  console.info('added avatar', JSON.stringify({ looks: looks.length, ...motion }));
  expect(sounding.length).toBeGreaterThan(25);
  expect(motion.sounding).toBeGreaterThan(3 * motion.silent);
});

it('an avatar whose face is lost wears the one that ships, and stops no start', async () => {
  const poster = async (id: string) => {
    const answer = await fetch(`${server.url}/api/avatars/${id}/poster`);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  expect((await poster('lost')).equals(await poster('iris'))).toBe(false);
  expect(server.output()).toContain('face cannot be shown');
});

/** A page with this colour behind the element, which is served in place of the server's own at `/over.html`. */
const PAGE = [30, 200, 90] as const;
const STAGE = 400;

async function openOverPage(): Promise<Page> {
  const entry = resolve('packages/element/src/index.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const over = await browser.newPage({ viewport: { width: STAGE, height: 700 } });
  const script = outputFiles[0]!.text.replaceAll('</script', '<\\/script');
  const tag = `<visavis-avatar license="${server.license}" no-microphone background="transparent"></visavis-avatar>`;
  const body = `<!doctype html><body style="margin:0;background:rgb(${PAGE.join()})">${tag}<script type="module">${script}</script>`;
  await over.route('**/over.html', (route) => route.fulfill({ contentType: 'text/html', body }));
  await over.goto(`${server.url}/over.html`);
  await over.evaluate(() => {
    const element = document.querySelector<HTMLElement>('visavis-avatar')!;
    Object.assign(element.style, { width: '400px', padding: '0' });
    (element as unknown as { start(): void }).start();
  });
  return over;
}

/** Colours of the screen beside the head, and in the middle of the face. */
async function screenOf(over: Page): Promise<{ corner: number[]; face: number[] }> {
  const picture = await loadImage(await over.screenshot({ path: 'test-results/over-page.png' }));
  const context = createCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  const at = (x: number, y: number): number[] => [...context.getImageData(x * STAGE, y * STAGE, 1, 1).data.slice(0, 3)];
  return { corner: at(0.06, 0.2), face: at(0.5, 0.5) };
}

it('a transparent face is seen over the page, also after its background, its size and the graphics changed', async () => {
  const over = await openOverPage();
  const beside = async () => distance((await screenOf(over)).corner, PAGE);
  await expect.poll(async () => distance((await screenOf(over)).face, PAGE), { timeout: 20_000 }).toBeGreaterThan(60);
  expect(await beside()).toBeLessThan(4);

  const loseGraphics = (lost: boolean) =>
    over.evaluate((lose) => {
      const shadow = document.querySelector('visavis-avatar')!.shadowRoot!;
      const page = window as { graphics?: WEBGL_lose_context | null };
      page.graphics ??= shadow.querySelector('canvas')!.getContext('webgl')!.getExtension('WEBGL_lose_context');
      if (lose) page.graphics!.loseContext();
      else page.graphics!.restoreContext();
    }, lost);
  await loseGraphics(true);
  await expect.poll(async () => distance((await screenOf(over)).face, PAGE), { timeout: 5_000 }).toBeLessThan(4);
  await loseGraphics(false);
  await expect.poll(async () => distance((await screenOf(over)).face, PAGE), { timeout: 5_000 }).toBeGreaterThan(60);

  const setBackground = (background: string) =>
    over.evaluate((value) => {
      const element = document.querySelector('visavis-avatar') as unknown as {
        session: { configure(config: { background: string }): void };
      };
      element.session.configure({ background: value });
    }, background);
  await setBackground('#1040e0');
  await expect
    .poll(async () => distance((await screenOf(over)).corner, [16, 64, 224]), { timeout: 10_000 })
    .toBeLessThan(12);
  await setBackground('transparent');
  await expect.poll(beside, { timeout: 10_000 }).toBeLessThan(4);
  expect(distance((await screenOf(over)).face, PAGE)).toBeGreaterThan(60);
  await over.close();
});

const isSilent = ({ loudness }: Look): boolean => loudness <= AUDIBLE;

const meanMotion = (looks: readonly Look[]): number =>
  looks.reduce((sum, { mouthMotion }) => sum + mouthMotion, 0) / Math.max(1, looks.length);

/** Colour of the received picture near its upper corners, where the wall is. */
const wallShown = (): Promise<number[]> =>
  page.evaluate(() => {
    const video = document.querySelector('video')!;
    const canvas = new OffscreenCanvas(1, 1);
    const pen = canvas.getContext('2d')!;
    pen.drawImage(video, 0.02 * video.videoWidth, 0.1 * video.videoHeight, 16, 16, 0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
