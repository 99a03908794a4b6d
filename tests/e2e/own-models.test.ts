import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyEars, writeTinyVoice } from '@visavis/local-speech/testing';
import { startServer, type RunningServer } from '@visavis/server/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { fakeModel, textOf, type FakeModel } from '../support/fake-model.js';
import { composeToneVoice } from '../support/tone-voice.js';
import { keepConnections, looksOf, received, watchFace, type Look } from './watch-face.js';

const QUESTION = 'why is the sky blue?';
const BEFORE_THE_WORD = 'it is blue because of';
/** Sounds for eleven seconds, so that the interruption comes in the middle of it however busy the machine is. */
const LONG_WORD = 'antidisestablishmentarianistically'.repeat(2);
const INTERRUPTION = 'thank you.';
/** Above it the received stream holds speech; the face's silence is digital silence. */
const AUDIBLE = 0.005;

let folder: string;
let model: FakeModel;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-own-models-'));
  const models = join(folder, 'models');
  await writeTinyEars(join(models, 'ears'), 'streaming');
  await writeTinyVoice(join(models, 'voice'), { vowels: true });
  await composeToneVoice(join(folder, 'microphone.wav'), [
    { silenceMs: 5_000 }, // the greeting
    QUESTION,
    { silenceMs: 7_000 }, // well into the long word
    INTERRUPTION,
    { silenceMs: 30_000 },
  ]);
  model = await fakeModel(({ messages }) => {
    const asked = textOf(messages.at(-1));
    if (asked.endsWith(QUESTION)) return `${BEFORE_THE_WORD} ${LONG_WORD}, and so it is.`;
    return asked.endsWith(INTERRUPTION) ? 'you are welcome.' : 'hello.';
  });
  const settings = {
    VISAVIS_MODELS: models,
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'script',
    VISAVIS_EARS: 'local',
    VISAVIS_VOICE: 'local',
  };
  [server, browser] = await Promise.all([
    startServer(settings),
    launchBrowser({ microphoneWav: join(folder, 'microphone.wav') }),
  ]);
  page = await browser.newPage();
  await keepConnections(page);
  await page.addInitScript(asItIs);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await model?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A browser takes the tones of tiny models for noise: the microphone is used as it is. */
function asItIs(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  mediaDevices.getUserMedia = () => open({ audio });
}

it('hears, answers and says by models of one’s own what no knowledge holds, and is cut in the middle of a word', async () => {
  await page.goto(await server.invitation());
  await page.getByText('Your voice stays on this server').waitFor();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('#portrait[data-painted]').waitFor();
  await watchFace(page);
  await page.locator('.line-user', { hasText: QUESTION }).waitFor();
  const reply = page.locator('.line-face', { hasText: BEFORE_THE_WORD });
  await reply.waitFor();
  const { audioEnergy } = await received(page);

  await reply.locator('.line-cut', { hasText: 'interrupted' }).waitFor();
  const looks = await looksOf(page);
  const { videoBehindAudioMs, audioEnergy: later } = await received(page);
  expect((await reply.locator('.line-text').innerText()).trim()).toBe(BEFORE_THE_WORD);
  await page.locator('.line-user', { hasText: INTERRUPTION }).waitFor();
  await page.locator('.line-face', { hasText: 'you are welcome.' }).waitFor();
  // What the model knows of its answer ends in front of the word that was cut, too.
  const known = model.asked(INTERRUPTION)?.messages.map(textOf);
  expect(known?.slice(-3)).toEqual([QUESTION, BEFORE_THE_WORD, INTERRUPTION]);

  expect(later).toBeGreaterThan(audioEnergy);
  const motion = motionIn(looks);
  console.info('own models', JSON.stringify({ videoBehindAudioMs, ...motion }));
  expect(motion.sounding).toBeGreaterThan(3 * motion.silent);
});

/** How much the mouth moves while the face is heard, and while it is not: half a second around a sound is neither. */
function motionIn(looks: readonly Look[]): { sounding: number; silent: number } {
  const isAudible = ({ loudness }: Look) => loudness > AUDIBLE;
  const silent = looks.filter((_, i) => !looks.slice(Math.max(0, i - 12), i + 13).some(isAudible));
  return { sounding: meanMotion(looks.filter(isAudible)), silent: meanMotion(silent) };
}

const meanMotion = (looks: readonly Look[]): number =>
  looks.reduce((sum, { mouthMotion }) => sum + mouthMotion, 0) / Math.max(1, looks.length);
