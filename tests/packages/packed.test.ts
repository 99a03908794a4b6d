import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { startServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { npxVisavisStart, type StartedVisavis } from './npx-visavis.js';
import { installPacked, type PackedProject } from './packed-project.js';

const run = promisify(execFile);
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
/** No inline script or style, and no script from elsewhere: what a careful page allows. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; media-src blob: mediastream:";

const PAGES = {
  'element.html': '<visavis-avatar></visavis-avatar><script type="module" src="element.js"></script>',
  'element.js': `import '@visavis/element';
    const face = document.querySelector('visavis-avatar');
    for (const [name, value] of new URLSearchParams(location.search)) face.setAttribute(name, value);
    face.addEventListener('visavis-problem', ({ detail }) => console.info(detail.kind));
    if (face.hasAttribute('start')) face.start();`,
  'react.html': '<div id="root"></div><script type="module" src="react.js"></script>',
  'react.js': `import { createElement as h, StrictMode, useState } from 'react';
    import { createRoot } from 'react-dom/client';
    import { Avatar, DevicePicker, LatencyPanel, Transcript, useVisavis } from '@visavis/react';
    const [url, license] = ['server', 'token'].map((name) => new URLSearchParams(location.search).get(name));
    function Talk() {
      const [options] = useState({ url, license, microphone: false });
      const call = useVisavis(options);
      return h('main', null,
        h(Avatar, { call }), h(Transcript, { call }), h(DevicePicker, { call }), h(LatencyPanel, { call }),
        h('p', { id: 'state' }, call.state.name),
        h('button', { onClick: call.start }, 'Start'),
        h('button', { onClick: () => call.ask('Who are you?') }, 'Ask'),
        h('button', { onClick: call.stop }, 'Stop'));
    }
    createRoot(document.getElementById('root')).render(h(StrictMode, null, h(Talk)));`,
};

/** Packing, installing, and preparing the face for the first time, on a machine that does much else meanwhile. */
const SET_UP_WITHIN_MS = 300_000;

let project: PackedProject;
let pages: Server;
let origin: string;
let server: StartedVisavis;
let browser: Browser;
let license: string;
let token: string;

beforeAll(async () => {
  project = await installPacked(['visavis', '@visavis/element', '@visavis/react'], await reactOfTheTests());
  const { folder } = project;
  for (const [name, text] of Object.entries(PAGES)) await writeFile(join(folder, name), text);
  // Preparing the face for the first time, which takes longest.
  const starting = npxVisavisStart(folder, {});
  starting.catch(() => undefined); // reported where it is waited for
  const input = Object.keys(PAGES).filter((name) => name.endsWith('.html'));
  await build({
    root: folder,
    logLevel: 'error',
    configFile: false,
    build: { rollupOptions: { input: input.map((name) => join(folder, name)) } },
  });
  pages = createServer((request, response) => void serve(request.url ?? '/', response));
  await once(pages.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  [server, browser] = await Promise.all([starting, launchBrowser()]);
  license = (await readFile(join(folder, 'data/license'), 'utf8')).trim();
  const made = await fetch(`${server.url}/api/open/v1/token`, {
    method: 'POST',
    headers: { license },
    body: JSON.stringify({ origin }),
  });
  token = ((await made.json()) as { data: { token: string } }).data.token;
}, SET_UP_WITHIN_MS);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  pages?.close();
  await project?.remove();
});

async function reactOfTheTests(): Promise<string[]> {
  const { devDependencies } = JSON.parse(await readFile('packages/react/package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return ['react', 'react-dom'].map((name) => `${name}@${devDependencies[name]}`);
}

async function serve(url: string, response: import('node:http').ServerResponse): Promise<void> {
  const path = new URL(url, 'http://localhost').pathname;
  const body = await readFile(join(project.folder, 'dist', path)).catch(() => undefined);
  response.writeHead(body ? 200 : 404, {
    'Content-Type': TYPES[extname(path)] ?? 'text/plain',
    'Content-Security-Policy': POLICY,
  });
  response.end(body);
}

const address = (name: string, more: Record<string, string> = {}): string =>
  `${origin}/${name}?${new URLSearchParams({ server: server.url, token, ...more })}`;

async function open(name: string, more: Record<string, string> = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(address(name, more));
  return page;
}

const shows = (page: Page) =>
  page.evaluate(() => {
    const video = (document.querySelector('visavis-avatar')?.shadowRoot ?? document).querySelector('video');
    return video !== null && video.videoWidth === 512 && !video.paused;
  });

/** A program that has a server of its own, and goes on without it. */
const PROGRAM = `import { createServer } from '@visavis/server';
  const server = await createServer({ port: 0, logLevel: 'warn' });
  const { brain } = await server.ready;
  const page = await fetch(server.url);
  console.log(JSON.stringify({ brain, license: server.license, page: await page.text() }));
  await server.close();`;

describe('npx visavis start, without any install script', () => {
  it('serves a page that talks', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.invitation);
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.locator('#portrait[data-painted]').waitFor();
    await page.getByLabel('Type instead of talking').fill('Who are you?');
    await page.keyboard.press('Enter');
    await page.locator('.line-user', { hasText: 'Who are you?' }).waitFor();
    await page.locator('.line-face', { hasText: 'Iris' }).first().waitFor();
    await page.screenshot({ path: 'test-results/npx-visavis.png' });
    await page.close();
  });

  it('R-25: keeps the key it made in the folder, and prints where it is and never the key', () => {
    expect(license).toMatch(/^vv_/);
    expect(server.output()).toContain(`The licence key is in ${join(project.folder, 'data/license')}`);
    expect(server.output()).not.toContain(license);
  });

  it.concurrent('is there for a program as createServer, which leaves nothing behind when it closes', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', PROGRAM], { cwd: project.folder });
    const made = JSON.parse(stdout) as { brain: string; license: string; page: string };
    expect(made.license).toBe(license);
    expect(made.brain).toContain('scripted answers');
    expect(made.page).toContain('<title>Visavis</title>');
  });

  it.concurrent.each([
    ['--help', 0, /^Usage: visavis .*\n/],
    ['restart', 2, /^visavis: There is no command "restart"; .*\n$/],
  ])('answers %s with exit code %i', async (argument, exitCode, says) => {
    const ended = await run('npx', ['visavis', argument], { cwd: project.folder }).then(
      ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, text: stdout + stderr }),
    );
    expect(ended.code).toBe(exitCode);
    expect(ended.text).toMatch(says);
  });
});

describe('what is packed', () => {
  it('is what runs: neither sources nor tests nor their helpers', () => {
    const strays = project.packed.flatMap(({ name, files }) =>
      files
        .filter((file) => /(^|\/)(src|testing)\/|\.test\.|\.map$|\.tsbuildinfo$/.test(file))
        .map((file) => `${name}: ${file}`),
    );
    expect(strays).toEqual([]);
  });

  it('holds every file that its package exports, except what is for tests', async () => {
    const exported = project.packed.map(async ({ name, files }) => {
      const manifest = await readFile(join(project.folder, 'node_modules', name, 'package.json'), 'utf8');
      return entriesOf(JSON.parse(manifest) as object).filter((entry) => !files.includes(entry));
    });
    expect((await Promise.all(exported)).flat()).toEqual([]);
  });
});

/** The files that a package can be entered by, or run. */
function entriesOf({ exports = {}, bin = {} }: { exports?: object; bin?: object }): string[] {
  const targets = Object.entries(exports).flatMap(([name, target]: [string, string | Record<string, string>]) =>
    name === './testing'
      ? []
      : typeof target === 'string'
        ? [target]
        : [target['types'] ?? '', target['default'] ?? ''],
  );
  return [...targets, ...Object.values(bin as Record<string, string>)].map((file) => file.replace('./', ''));
}

describe('installed into an empty project', () => {
  it('the element talks, by keyboard alone', async () => {
    // Word of a microphone that is missing would take the place of the state that is waited for.
    const page = await open('element.html', { 'no-microphone': '' });
    const face = page.locator('visavis-avatar');
    await page.bringToFront();
    await face.getByRole('button', { name: 'Start talking' }).waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press('Tab');
        return face.evaluate((element) => element.shadowRoot?.activeElement?.textContent);
      })
      .toBe('Start talking');
    await page.keyboard.press('Enter');
    await face.getByText('Listening').waitFor();
    expect(await face.getByText('AI-generated').isVisible()).toBe(true);
    await face.evaluate((element) => element.setAttribute('no-ai-label', ''));
    expect(await face.getByText('AI-generated').isVisible()).toBe(false);
    await expect.poll(() => shows(page)).toBe(true);
    await face.getByLabel('Your message').focus();
    await page.keyboard.type('Who are you?');
    await page.keyboard.press('Enter');
    await face.getByText('Iris').first().waitFor();
    await face.getByText('Speaking').waitFor();
    await mkdir('test-results', { recursive: true });
    await page.screenshot({ path: 'test-results/element.png' });
    await page.keyboard.press('Escape');
    await face.getByText('Listening').waitFor();
    await face.getByRole('button', { name: 'Stop' }).press('Enter');
    await face.getByRole('button', { name: 'Start talking' }).waitFor();
    await page.close();
  });

  it('the element offers to turn sound on where the browser keeps it from playing', async () => {
    const strict = await launchBrowser({ allowAutoplay: false, allowMicrophone: false });
    const page = await strict.newPage();
    // What a test does in a page counts as a touch: so this one starts by itself, and is left alone until it complains.
    const blocked = page.waitForEvent('console', (message) => message.text() === 'autoplay');
    await page.goto(address('element.html', { start: '', 'no-microphone': '' }));
    await blocked;
    await page.locator('visavis-avatar').getByRole('button', { name: 'Turn sound on' }).click();
    await page.locator('visavis-avatar').getByText('Listening').waitFor();
    expect(
      await page.evaluate(() => document.querySelector('visavis-avatar')!.shadowRoot!.querySelector('video')!.muted),
    ).toBe(false);
    await strict.close();
  });

  it('the element waits in the queue of a full server, says its place, and talks when its turn has come', async () => {
    const small = await startServer({ VISAVIS_MAX_SESSIONS: '1' });
    const visit = async (): Promise<{ page: Page; press: (name: string) => Promise<void> }> => {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      await page.goto(
        address('element.html', { server: small.url, token: small.license, queue: '', 'no-microphone': '' }),
      );
      return { page, press: (name) => page.locator('visavis-avatar').getByRole('button', { name }).click() };
    };
    const [first, second] = [await visit(), await visit()];
    await first.press('Start talking');
    await first.page.getByText('Listening').waitFor();
    await second.press('Start talking');
    await second.page.getByText('You are number 1 in the queue').waitFor();
    await second.page.screenshot({ path: 'test-results/element-queued.png' });
    await first.press('Stop');
    await second.page.getByText('Listening').waitFor();
    await Promise.all([first.page.close(), second.page.close()]);
    await small.stop();
  });

  it('the React components talk, in strict mode too', async () => {
    const page = await open('react.html');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => page.locator('#state').innerText()).toBe('live');
    await expect.poll(() => shows(page)).toBe(true);
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.locator('li[data-from=user]').getByText('Who are you?').waitFor();
    await page.locator('li[data-from=face]').getByText('Iris').first().waitFor();
    await page.getByLabel('Latency of the last answer').getByText('total').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.locator('#state').innerText()).toBe('ended');
    await page.close();
  });

  it('the one script holds the whole SDK in less than 30 kB', async () => {
    const script = await readFile(join(project.folder, 'node_modules/@visavis/client/dist/visavis.js'));
    expect(gzipSync(script).length).toBeLessThan(30_000);
  });

  it('both can be imported where there is no browser', async () => {
    const { stdout } = await run(
      process.execPath,
      ['-e', "Promise.all([import('@visavis/element'), import('@visavis/react')]).then((m) => console.log(m.length))"],
      { cwd: project.folder },
    );
    expect(stdout.trim()).toBe('2');
  });
});
