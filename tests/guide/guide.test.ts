import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ResourceStack } from '@visavis/core';
import { startServer } from '@visavis/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { composeMicrophone } from '../support/microphone-wav.js';
import { readGuide, readIndex } from './guide-pages.js';
import { Guide, type Surroundings } from './guide.js';
import { parse, Programs } from './programs.js';
import { avatars } from './checks/avatars.js';
import { events } from './checks/events.js';
import { history } from './checks/history.js';
import { movingOver } from './checks/moving-over.js';
import { pictures } from './checks/pictures.js';
import { sdk } from './checks/sdk.js';
import { sound } from './checks/sound.js';
import { tools } from './checks/tools.js';
import { webrtc } from './checks/webrtc.js';
import { seeingModel } from './seeing-model.js';

/** What a reader of each page expects of its program, by the page's name in the order of the index. */
const checks: Record<string, (guide: Guide) => Promise<void>> = {
  webrtc,
  sound,
  events,
  tools,
  pictures,
  history,
  avatars,
  sdk,
  'moving-over': movingOver,
};
/** They count the sessions of the server, look at what the one model was asked last, or hear the one microphone. */
const ALONE = ['webrtc', 'sound', 'pictures', 'history', 'sdk'];
/** What the first page may take to bring a face on the screen. */
const MAX_FIRST_PAGE_LINES = 80;

const pages = await readGuide();
/** What the surroundings are made of, each from its opening on: what fails to open leaves none of the others running. */
const resources = new ResourceStack();
let surroundings: Surroundings | undefined;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-guide-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const microphoneWav = join(folder, 'microphone.wav');
  await composeMicrophone(microphoneWav, [
    { silenceMs: 1_000 },
    { file: resolve('tests/fixtures/audio/human-queue-thankyou.wav') },
    { silenceMs: 60_000 },
  ]);
  const model = resources.use(await seeingModel());
  const starting = startServer({ VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/front-desk.md') });
  closeOnceOpened(starting, (server) => server.stop());
  // Once the first has prepared the face for both, and while the pages that do not need it are tried.
  const seeing = starting.then(() => startServer({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test' }));
  closeOnceOpened(seeing, (server) => server.stop());
  const launching = launchBrowser({ microphoneWav });
  closeOnceOpened(launching, (browser) => browser.close());
  const [programs, browser, scripted] = await Promise.all([Programs.write(pages), launching, starting]);
  surroundings = { programs, browser, scripted, seeing, model };
});
afterAll(() => resources.release());

/** Closes what is being opened along with the rest. A failure to open it is reported where it is used. */
function closeOnceOpened<T>(opening: Promise<T>, close: (opened: T) => Promise<unknown>): void {
  const opened = opening.catch(() => undefined);
  resources.defer(async () => {
    const resource = await opened;
    if (resource !== undefined) await close(resource);
  });
}

it('the index names every page, and every page is tried here', async () => {
  expect(await readIndex()).toEqual(Object.keys(checks));
  expect(pages.map(({ name }) => name)).toEqual(Object.keys(checks).sort());
});

it('the first page needs no other, and brings a face on the screen in few lines', () => {
  const { blocks } = pages.find(({ name }) => name === 'webrtc')!;
  expect(blocks.join('').trimEnd().split('\n').length).toBeLessThan(MAX_FIRST_PAGE_LINES);
  expect(blocks.join('')).not.toContain('import ');
});

it('every block is code by itself', async () => {
  for (const { name, blocks } of pages) expect(blocks.length, name).toBeGreaterThan(0);
  await Promise.all(pages.flatMap(({ blocks }) => blocks.map(parse)));
});

it('the programs of all pages pass the strict compiler', () => {
  expect(surroundings!.programs.check()).toEqual([]);
});

const program = it.extend<{ guide: Guide }>({
  guide: async ({ expect }, use) => {
    const guide = new Guide(surroundings!, expect);
    await use(guide);
    await guide.close();
    expect(guide.errors).toEqual([]);
  },
});
const names = pages.map(({ name }) => name);
const title = 'the program of %s.md does in a browser what its page says';

program.for(ALONE)(title, (name, { guide }) => checks[name]!(guide));
program.concurrent.for(names.filter((name) => !ALONE.includes(name)))(title, (name, { guide }) => checks[name]!(guide));
