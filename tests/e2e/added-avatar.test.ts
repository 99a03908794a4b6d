import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { FACE_SIZE, readFace } from '@visavis/avatar';
import { BAD_PICTURES } from '@visavis/face-maker/testing';
import { avatarJobStatus } from '@visavis/protocol/rest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvatarRequests } from '../support/avatar-requests.js';
import { launchBrowser } from '../support/browser.js';
import { noisyPicture, pictureOfTwo, WALL } from '../support/picture-of-iris.js';
import { keepConnections, looksOf, watchFace, type Look, type Part } from './watch-face.js';

const run = promisify(execFile);
const VISAVIS = resolve('packages/visavis/bin/visavis.js');
/** Runs `visavis avatar` on a data folder. */
const avatarCommand = (dataDir: string, ...words: string[]) =>
  run(process.execPath, [VISAVIS, 'avatar', ...words], { env: { ...process.env, VISAVIS_DATA: dataDir } });
/** Above it the received stream holds speech; the face's silence is digital silence. */
const AUDIBLE = 0.005;

let folder: string;
let data: string;
let server: RunningServer;
let requests: AvatarRequests;
/** The avatar that is made over REST. */
let twin: string;
let faceOfTwin: Buffer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-added-'));
  data = join(folder, 'data');
  const avatars = join(folder, 'avatars.json');
  await writeFile(avatars, JSON.stringify([{ id: 'lost', name: 'Lost', face: 'gone' }]));
  const start = async (): Promise<void> => {
    // A busy machine takes minutes for what the page waits for.
    const settings = { VISAVIS_DATA: data, VISAVIS_AVATARS: avatars, VISAVIS_IDLE_TIMEOUT_S: '1800' };
    server = await startServer(settings);
    requests = new AvatarRequests(server);
  };
  await start();
  const begun = avatarJobStatus.parse((await requests.add('Twin', await noisyPicture())).data);
  twin = begun.avatarId;
  // The process ends in the middle of the work, without a chance to clean up.
  await requests.until(begun.jobId, ({ stage }) => stage === 'landmarks');
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
  expect((await avatarCommand(data, 'list')).stdout).not.toContain('Twin');
  await start();
  expect(await requests.ended(begun.jobId)).toMatchObject({ status: 'done', avatarId: twin, error: null });
  faceOfTwin = await readFile(join(data, 'faces', `${twin}.face`));
  browser = await launchBrowser({ webGl: true });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(90_000);
  await keepConnections(page);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The lips and what the jaw moves, around the middle of the mouth. */
async function mouthOf(faceId: string): Promise<Part> {
  const { face } = readFace(await readFile(join(data, 'faces', `${faceId}.face`)));
  const { x, y, half } = face.anatomy.mouth.frame;
  const part = { x: x - 1.1 * half, y: y - 0.6 * half, width: 2.2 * half, height: 1.6 * half };
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, value / FACE_SIZE])) as unknown as Part;
}

/** Opens the page, and a session with this avatar. */
async function talkTo(id: string, name: string): Promise<void> {
  const [opened, invitation] = (await server.invitation()).split('#');
  await page.goto(`${opened}?avatar=${id}#${invitation}`);
  await page.getByText(`Say hello to ${name}.`).waitFor();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
}

const ask = async (question: string): Promise<void> => {
  const typed = page.getByRole('textbox', { name: 'Type instead of talking' });
  await typed.fill(question);
  await typed.press('Enter');
};
/** Ends a long answer of which enough was seen. */
const interrupt = () => page.keyboard.press('Escape');
const stateBecomes = (state: string) =>
  expect.poll(() => page.locator('body').getAttribute('data-state'), { timeout: 90_000 }).toBe(state);
/** By the events that the page receives: sound is listened to where that is what is tested. */
const hasSpoken = async (): Promise<void> => {
  await stateBecomes('speaking');
  await stateBecomes('listening');
};

it('a face made over REST from a noisy picture talks in a browser, its lips moving with the sound, until its session ends', async () => {
  await talkTo(twin, 'Twin');
  expect(await page.locator('#portrait').getByText('AI-generated').isVisible()).toBe(true);
  await watchFace(page, await mouthOf(twin));
  const soundingLooks = async () => (await looksOf(page)).filter((look) => !isSilent(look));
  // A busy browser looks seldom: a long answer is seen often enough all the same.
  await ask('Can you tell me a story?');
  await expect.poll(async () => (await soundingLooks()).length, { timeout: 90_000 }).toBeGreaterThan(25);
  await stateBecomes('listening');
  await expect.poll(async () => (await looksOf(page)).slice(-25).every(isSilent), { timeout: 60_000 }).toBe(true);
  await page.screenshot({ path: 'test-results/added-avatar.png' });

  expect(distance(await wallShown(page), WALL)).toBeLessThan(40);
  const looks = await looksOf(page);
  const [sounding, silent] = [await soundingLooks(), looks.slice(-25)];
  const motion = { sounding: usualMotion(sounding), silent: usualMotion(silent) };
  console.info('added avatar', JSON.stringify({ looks: looks.length, ...motion }));
  // Twice nothing proves nothing: where silence stands quite still, lips must move by half a level a pixel all the same.
  expect(motion.sounding).toBeGreaterThan(Math.max(0.5, 2 * motion.silent));

  // One that is deleted is shown until its session ends, and its face is deleted then.
  expect((await requests.send(twin, { method: 'DELETE' })).status).toBe(200);
  expect((await requests.send(twin)).status).toBe(404);
  await ask('Who are you?');
  await stateBecomes('speaking');
  expect(distance(await wallShown(page), WALL)).toBeLessThan(40);
  const faces = () => readdir(join(data, 'faces'));
  expect(await faces()).toContain(`${twin}.face`);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(faces, { timeout: 10_000 }).not.toContain(`${twin}.face`);
}, 540_000);

it('bad pictures and addresses are refused with clear errors beside a session, which goes on speaking', async () => {
  await talkTo('iris', 'Iris');
  const before = (await server.health()).pacing!;
  const memoryBefore = await memoryOf(server.pid);
  await ask('Can you tell me a story?');
  await stateBecomes('speaking');
  for (const { what, bytes, codes } of BAD_PICTURES) {
    const answer = await requests.add(what, bytes());
    const job = answer.status === 200 ? await requests.ended(avatarJobStatus.parse(answer.data).jobId) : undefined;
    const refusal = job?.error?.code ?? answer.error;
    expect([what, codes, refusal]).toEqual([what, expect.arrayContaining([refusal]), refusal]);
    expect((job?.error?.message ?? answer.message).length).toBeGreaterThan(10);
  }
  const { host } = new URL(server.url);
  for (const url of [
    `http://${host}/healthz`,
    'http://169.254.169.254/',
    'http://[::ffff:7f00:1]/',
    'file:///etc/passwd',
  ]) {
    const answer = await requests.send('add', { method: 'POST', body: JSON.stringify({ name: 'By address', url }) });
    expect([url, answer.status, answer.error]).toEqual([url, 400, 'avatar.picture_address']);
  }
  await interrupt();
  await stateBecomes('listening');
  await ask('Who are you?');
  await hasSpoken();
  const { pacing } = await server.health();
  const memory = { beforeMb: memoryBefore, afterMb: await memoryOf(server.pid) };
  console.info('beside bad pictures', JSON.stringify({ before, pacing, memory }));
  expect(memory.afterMb - memory.beforeMb).toBeLessThan(300);
}, 300_000);

it('the page makes a face from a picture of two people, and talks to it', async () => {
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Make your own face' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#maker-file').setInputFiles({
    ...{ name: 'two.jpg', mimeType: 'image/jpeg' },
    buffer: await pictureOfTwo(),
  });
  await dialog.getByLabel('Its name').fill('Second');
  await dialog.getByRole('button', { name: 'Make this face' }).click();
  await dialog.getByRole('button', { name: 'Face 2, counted from the left' }).click({ timeout: 60_000 });
  await dialog.getByText('Second is ready.').waitFor({ timeout: 90_000 });
  await dialog.getByRole('button', { name: 'Talk to it' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
  const shown = new URL(page.url()).searchParams.get('avatar');
  expect((await requests.send('getByName?name=Second')).data).toMatchObject({ id: shown });
  await page.getByRole('button', { name: 'Stop' }).click();
}, 240_000);

it('an avatar whose face is lost wears the one that ships', async () => {
  const poster = async (id: string) => {
    const answer = await fetch(`${server.url}/api/avatars/${id}/poster`);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  expect((await poster('lost')).equals(await poster('iris'))).toBe(true);
});

it('the command line makes the same face from the same picture, and removes it', async () => {
  const picture = join(folder, 'me.jpg');
  await writeFile(picture, await noisyPicture());
  const visavis = (...words: string[]) => avatarCommand(join(folder, 'other'), ...words);
  await visavis('add', picture, '--name', 'Twin');
  const id = /^Twin \((\w+)\)$/m.exec((await visavis('list')).stdout)![1]!;
  const face = await readFile(join(folder, 'other', 'faces', `${id}.face`));
  expect(face.equals(faceOfTwin)).toBe(true);
  await visavis('remove', 'twin');
  expect((await visavis('list')).stdout).toBe('Iris (iris)\n');
  for (const left of ['faces', 'avatars']) expect(await readdir(join(folder, 'other', left))).toEqual([]);
}, 180_000);

/** A page with this colour behind the element, which is served in place of the server's own at `/over.html`. */
const PAGE = [30, 200, 90] as const;
const STAGE = 400;

/** @param background Of the element. */
async function openOverPage(background: string): Promise<Page> {
  const entry = resolve('packages/element/src/index.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const over = await browser.newPage({ viewport: { width: STAGE, height: 700 } });
  const script = outputFiles[0]!.text.replaceAll('</script', '<\\/script');
  const tag = `<visavis-avatar license="${server.license}" no-microphone background="${background}"></visavis-avatar>`;
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
  const over = await openOverPage('transparent');
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

  await setBackground(over, '#1040e0');
  await expect
    .poll(async () => distance((await screenOf(over)).corner, [16, 64, 224]), { timeout: 10_000 })
    .toBeLessThan(12);
  await setBackground(over, 'transparent');
  await expect.poll(beside, { timeout: 10_000 }).toBeLessThan(4);
  expect(distance((await screenOf(over)).face, PAGE)).toBeGreaterThan(60);
  await over.close();
});

const setBackground = (over: Page, background: string): Promise<void> =>
  over.evaluate((value) => {
    const element = document.querySelector('visavis-avatar') as unknown as {
      session: { configure(config: { background: string }): void };
    };
    element.session.configure({ background: value });
  }, background);

it('a picture that a page sends is seen behind the face that it receives, and in no other session', async () => {
  const [red, blue] = [
    [200, 30, 50],
    [40, 60, 190],
  ] as const;
  const canvas = createCanvas(1200, 900);
  const pen = canvas.getContext('2d');
  pen.fillStyle = `rgb(${red.join()})`;
  pen.fillRect(0, 0, 1200, 900);
  pen.fillStyle = `rgb(${blue.join()})`;
  pen.fillRect(600, 0, 600, 900);

  const over = await openOverPage('own');
  const walls = (of: Page) => Promise.all(([0.02, 0.94] as const).map((x) => wallShown(of, x)));
  await expect.poll(() => isPainted(over), { timeout: 60_000 }).toBe(true);
  const own = await walls(over);
  await setBackground(over, `data:image/png;base64,${canvas.toBuffer('image/png').toString('base64')}`);
  const away = async () => {
    const [left, right] = await walls(over);
    return Math.max(distance(left!, red), distance(right!, blue));
  };
  await expect.poll(away, { timeout: 60_000 }).toBeLessThan(24);
  await over.screenshot({ path: 'test-results/own-background.png' });

  for (const isOver of [false, true]) {
    if (isOver) await over.close();
    const other = await openOverPage('own');
    await expect.poll(() => isPainted(other), { timeout: 60_000 }).toBe(true);
    const seen = await walls(other);
    expect([isOver, Math.max(...seen.map((wall, i) => distance(wall, own[i]!))) < 24]).toEqual([isOver, true]);
    await other.close();
  }
}, 240_000);

const isSilent = ({ loudness }: Look): boolean => loudness <= AUDIBLE;

/** The median: a busy browser looks late now and then, and sees more motion at once. */
const usualMotion = (looks: readonly Look[]): number =>
  looks.map(({ mouthMotion }) => mouthMotion).sort((one, other) => one - other)[Math.floor(looks.length / 2)] ?? 0;

/** Colour of the received picture near its upper left corner, where the wall is, or at another part of its width. */
const wallShown = (of: Page, x = 0.02): Promise<number[]> =>
  of
    .locator('video')
    .first()
    .evaluate((element, x) => {
      const video = element as HTMLVideoElement;
      const canvas = new OffscreenCanvas(1, 1);
      const pen = canvas.getContext('2d')!;
      pen.drawImage(video, x * video.videoWidth, 0.1 * video.videoHeight, 16, 16, 0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }, x);

/** Whether a first picture has been received. */
const isPainted = (of: Page): Promise<boolean> =>
  of
    .locator('video')
    .first()
    .evaluate((video) => (video as HTMLVideoElement).readyState >= 2 && (video as HTMLVideoElement).videoWidth > 0);

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** Memory that a process holds, MB (Linux, proc(5)). */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}
