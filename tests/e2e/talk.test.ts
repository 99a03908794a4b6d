import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { composeMicrophone } from '../support/microphone-wav.js';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { keepConnections, looksOf, received, watchFace, type Look } from './watch-face.js';

const voices = resolve('tests/fixtures/audio');
const QUESTION = 'weasels have eaten our phone system';
const INTERRUPTION = 'the conference will begin when the leader arrives';
/** Above it the received stream holds speech; the face's silence is digital silence. */
const AUDIBLE = 0.005;
/** Half a second for what the interruption finds in the browser's jitter buffer, and for the lips to close. */
const SETTLE_LOOKS = 12;

let folder: string;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-talk-'));
  await mkdir('test-results', { recursive: true });
  await composeMicrophone(join(folder, 'microphone.wav'), [
    { silenceMs: 7_000 }, // the greeting, and some quiet to see the face at rest
    { file: join(voices, 'human-tt-weasels.wav') },
    { silenceMs: 6_000 }, // well into the long answer
    { file: join(voices, 'human-conf-waitforleader.wav') },
    { silenceMs: 30_000 },
  ]);
  [server, browser] = await Promise.all([
    startServer({ VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/switchboard.md') }),
    launchBrowser({ microphoneWav: join(folder, 'microphone.wav') }),
  ]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await keepConnections(page);
});

/** What is left on the page says more than a failed expectation does. */
afterEach(async () => {
  await screenshot('talk-last');
  console.info('transcript', JSON.stringify(await page.locator('.line').allInnerTexts()));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const lines = (who: 'user' | 'face') => page.locator(`.line-${who} .line-text`);
const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z' ]/g, '')
    .trim();
const screenshot = (name: string) => page.screenshot({ path: `test-results/${name}.png` });

it('answers a spoken question aloud with its lips in time, and stops when it is spoken over', async () => {
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
  const firstPaintedMs = Number(await page.locator('#portrait').getAttribute('data-painted'));
  await watchFace(page);
  await screenshot('talk-connected');

  await heard(QUESTION);
  const reply = page.locator('.line-face', { hasText: 'weasels' });
  await reply.waitFor();
  const askedAt = (await looksOf(page)).length;
  await expect.poll(async () => (await looksOf(page)).at(-1)!.loudness, { timeout: 10_000 }).toBeGreaterThan(AUDIBLE);
  const early = await received(page);
  await screenshot('talk-speaking');

  // The browser's echo canceller dampens what is said over the reply: a quarter of those words may be lost.
  await heard(INTERRUPTION, 0.25);
  await reply.locator('.line-cut').waitFor();
  const { audioEnergy, videoBehindAudioMs } = await received(page);
  expect(audioEnergy).toBeGreaterThan(early.audioEnergy);
  await page.locator('.line-face', { hasText: 'wait for the leader' }).waitFor();
  await expect.poll(async () => (await looksOf(page)).at(-1)!.state, { timeout: 20_000 }).toBe('listening');
  await screenshot('talk-interrupted');

  const answer = answerIn(await looksOf(page), askedAt);
  console.info('talk', JSON.stringify({ firstPaintedMs, videoBehindAudioMs, ...answer }));
  expect(answer.soundingMs).toBeGreaterThan(2_000);
  expect(answer.audibleShare).toBeGreaterThan(0.6);
  expect(answer.silenceAfterMs).toBeGreaterThan(400);
  expect(answer.motion.sounding).toBeGreaterThan(3 * answer.motion.before);
  expect(answer.motion.sounding).toBeGreaterThan(3 * answer.motion.after);

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Talk again' }).waitFor();
  expect(await page.evaluate(() => document.querySelector('video')!.srcObject)).toBeNull();
  await expect.poll(async () => (await server.health()).counts['sessions']).toBe(0);
});

/** Waits for a caption of the user's with at most `wrongShare` of its words wrong. */
async function heard(utterance: string, wrongShare = 0): Promise<void> {
  const expected = words(utterance).split(' ');
  const wrong = async () => {
    const said = await lines('user').allInnerTexts();
    return Math.min(Infinity, ...said.map((text) => wordErrors(words(text).split(' '), expected) / expected.length));
  };
  await expect.poll(wrong, { timeout: 40_000, interval: 200 }).toBeLessThanOrEqual(wrongShare);
}

/** Words to put in, leave out or change (Levenshtein distance). */
function wordErrors(said: readonly string[], expected: readonly string[]): number {
  let row = expected.map((_, i) => i + 1);
  said.forEach((word, i) => {
    let [left, above] = [i + 1, i];
    row = row.map((up, j) => {
      left = Math.min(left + 1, up + 1, above + (word === expected[j] ? 0 : 1));
      above = up;
      return left;
    });
  });
  return row.at(-1)!;
}

/** What was seen and heard of the answer that began after look number `askedAt` and was spoken over. */
function answerIn(looks: readonly Look[], askedAt: number) {
  const find = (from: number, is: (look: Look) => boolean) => {
    const found = looks.findIndex((look, i) => i >= from && is(look));
    if (found < 0) throw new Error('The answer never got that far');
    return found;
  };
  const isAudible = ({ loudness }: Look) => loudness > AUDIBLE;
  const first = find(askedAt - 25, isAudible);
  const cut = find(first, ({ state }) => state !== 'speaking');
  const settled = cut + SETTLE_LOOKS;
  const next = find(settled, isAudible);
  const sounding = looks.slice(first, cut);
  return {
    soundingMs: Math.round(looks[cut]!.atMs - looks[first]!.atMs),
    audibleShare: sounding.filter(isAudible).length / sounding.length,
    /** From shortly after the interruption to the next answer, which must not have followed without a pause. */
    silenceAfterMs: Math.round(looks[next]!.atMs - looks[settled]!.atMs),
    motion: {
      before: meanMotion(looks.slice(first - 30, first - 4)),
      sounding: meanMotion(sounding),
      after: meanMotion(looks.slice(settled, next - 4)),
    },
  };
}

const meanMotion = (looks: readonly Look[]): number =>
  looks.reduce((sum, { mouthMotion }) => sum + mouthMotion, 0) / Math.max(1, looks.length);
