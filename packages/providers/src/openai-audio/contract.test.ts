import type { ServerResponse } from 'node:http';
import { FakeClock } from '@visavis/core/testing';
import { writeWav } from '@visavis/sound';
import { recognizerContract, synthesizerContract, type EngineWorld, type Fault } from '@visavis/speech/testing';
import { describe, it } from 'vitest';
import { answersJson, FakeHttp, type HttpAnswer } from '../testing/index.js';
import { OpenAiRecognizer } from './open-ai-recognizer.js';
import { OpenAiSynthesizer } from './open-ai-synthesizer.js';

/** 20 ms for each character. */
const wavOf = (text: string): Buffer =>
  Buffer.from(writeWav({ rateHz: 24_000, samples: new Int16Array(480 * text.length).fill(4_000) }));
const TEXT = 'There is bread in the kitchen.';
const samples = Float32Array.from({ length: 8_000 }, (_, i) => 0.3 * Math.sin(i / 7));

const speaks: HttpAnswer = (response, { body }) => {
  const { input } = JSON.parse(body.toString()) as { input: string };
  response.writeHead(200, { 'content-type': 'audio/wav' }).end(wavOf(input));
};
const hears: HttpAnswer = (response) => answersJson(response, 200, { text: TEXT });

const MISBEHAVE: Readonly<Record<Fault, (response: ServerResponse) => void>> = {
  stall: () => undefined,
  garbage: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>\0\xff'),
  cut: (response) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': '99999' });
    response.write(wavOf(TEXT).subarray(0, 2_000), () => response.destroy());
  },
  unauthorised: (response) => answersJson(response, 401, { error: { code: 'invalid_api_key' } }),
  busy: (response) => answersJson(response, 429, { error: { code: 'rate_limit' } }, { 'retry-after': '1' }),
};

async function world<E extends OpenAiSynthesizer | OpenAiRecognizer>(
  answer: HttpAnswer,
  make: (options: { baseUrl: string; clock: FakeClock }) => E,
): Promise<EngineWorld<E>> {
  let fault: Fault | undefined;
  let under = 0;
  const answers: HttpAnswer = (response, request) => {
    under++;
    response.once('close', () => under--);
    if (fault) MISBEHAVE[fault](response);
    else answer(response, request);
  };
  const fake = await FakeHttp.open({ '/v1/audio/speech': answers, '/v1/audio/transcriptions': answers });
  const clock = new FakeClock();
  const engine = make({ baseUrl: fake.baseUrl, clock });
  let closing: Promise<void> | undefined;
  return {
    engine,
    clock,
    held: () => under + clock.pending,
    misbehave: (wanted) => (fault = wanted),
    close: () => (closing ??= engine.close().then(() => fake.close())),
  };
}

const faults = Object.keys(MISBEHAVE) as Fault[];

describe('a voice over HTTP', { timeout: 60_000 }, () => {
  const open = () => world(speaks, (options) => new OpenAiSynthesizer(options));
  for (const { title, run } of synthesizerContract({ open, faults })) it(title, run);
});

describe('ears over HTTP', { timeout: 60_000 }, () => {
  const open = () => world(hears, (options) => new OpenAiRecognizer(options));
  for (const { title, run } of recognizerContract({ open, faults, utterance: { samples, text: TEXT } })) it(title, run);
});
