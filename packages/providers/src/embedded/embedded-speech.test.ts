import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '@visavis/core';
import { LISTEN_FRAME_SAMPLES, type FinalTranscript, type Tool } from '@visavis/speech';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { createEmbeddedSpeech, type EmbeddedSpeech } from './embedded-speech.js';
import { DEFAULT_KNOWLEDGE_PATH } from '../knowledge/knowledge-file.js';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { spokenWords } from '../knowledge/normalise.js';
import { parseKnowledge } from '../knowledge/parse-knowledge.js';
import { KnowledgeBrain } from '../scripted/knowledge-brain.js';
import { collect } from '../testing/collect.js';
import { recordedVoices } from '../testing/recorded-voices.js';
import { wordErrors } from '../testing/word-errors.js';

const live = new AbortController().signal;
const parsed = parseKnowledge(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
if (!parsed.ok) throw new Error('the shipped knowledge has mistakes');
const shipped: Knowledge = parsed.knowledge;
const voices = recordedVoices();
/** The shipped knowledge (over 300 ways to ask) with every recorded sentence as a question more. */
const extended: Knowledge = {
  name: shipped.name,
  topics: [
    ...shipped.topics,
    ...voices.map(({ text }): Topic => ({ question: text, phrasings: [text], answer: `Heard: ${text}`, line: 1 })),
  ],
};

/** Knowledge that shares no phrase with what users say to any face. */
const OTHER: Knowledge = {
  name: 'a library',
  topics: [{ question: 'Where is the library?', phrasings: ['where is the library'], answer: 'Here.', line: 1 }],
};
/**
 * For tests that recognise much speech, which may take a busy machine minutes. One that is given up goes on
 * with the decoders that the next test uses.
 */
const MUCH_SPEECH_MS = 240_000;

let speech: EmbeddedSpeech;
beforeAll(async () => {
  speech = createEmbeddedSpeech({ knowledge: shipped, logger: silentLogger });
  await speech.prepare();
}, 60_000); // four models are loaded
/** The decoder keeps what it has adapted to: tests pass after any other voices. */
beforeEach(() => speech.setKnowledge(shipped));
afterAll(() => speech.close());

async function recognise(samples: Float32Array, tools: readonly Tool[] = []): Promise<FinalTranscript> {
  const utterance = speech.recognizer.open({ tools });
  for (let at = 0; at < samples.length; at += 1_600) utterance.write(samples.subarray(at, at + 1_600));
  const transcript = await utterance.finish();
  utterance.close();
  return transcript;
}

/** Spoken by the embedded voice, at the rate of listening. */
async function spoken(text: string, voice: string): Promise<Float32Array> {
  const segments = await collect(speech.synthesizer.synthesize(text, { voice, signal: live }));
  const all = segments.flatMap(({ samples }) => [...samples.filter((_, i) => i % 3 === 0)]);
  return Float32Array.from(all, (sample) => sample / 32_768);
}

async function probabilities(samples: Float32Array): Promise<number[]> {
  const stream = speech.vad.open();
  const found: number[] = [];
  for (let at = 0; at + LISTEN_FRAME_SAMPLES <= samples.length; at += LISTEN_FRAME_SAMPLES) {
    found.push(await stream.push(samples.slice(at, at + LISTEN_FRAME_SAMPLES)));
  }
  stream.close();
  return found;
}

const share = (found: readonly number[]): number => found.filter((p) => p >= 0.5).length / found.length;
const seconds = (count: number, sound: (t: number) => number): Float32Array =>
  Float32Array.from({ length: count * LISTEN_RATE_HZ }, (_, i) => sound(i / LISTEN_RATE_HZ));
/** Repeatable noise: a linear congruential generator (Numerical Recipes §7.1). */
function noise(): () => number {
  let state = 1;
  return () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
}

describe('people speaking of what the face does not know', { timeout: MUCH_SPEECH_MS }, () => {
  it('hear that they were not understood, and never an answer to something else', async () => {
    const brain = new KnowledgeBrain(shipped);
    const answered: string[] = [];
    for (const { samples } of voices) {
      const { text } = await recognise(samples);
      const answer = brain.answer([{ role: 'user', text }]);
      if (!answer.startsWith('I did not understand')) answered.push(text);
    }
    expect(answered).toEqual([]);
  });
});

describe('questions of the knowledge', { timeout: MUCH_SPEECH_MS }, () => {
  it('spoken by two synthetic voices are understood with at most 10 % wrong words, and answered', async () => {
    const brain = new KnowledgeBrain(shipped);
    const questions = shipped.topics.flatMap((topic) => topic.phrasings.map((text) => ({ topic, text })));
    const asked = questions.filter((_, i) => i % 3 === 0);
    let errors = 0;
    let right = 0;
    for (const [i, { topic, text }] of asked.entries()) {
      const heard = await recognise(await spoken(text, i % 2 === 0 ? 'rms' : 'slt'));
      errors += wordErrors(spokenWords(text), spokenWords(heard.text));
      if (brain.answer([{ role: 'user', text: heard.text }]) === topic.answer) right++;
    }
    const words = asked.reduce((sum, { text }) => sum + spokenWords(text).length, 0);
    expect(errors / words).toBeLessThanOrEqual(0.1);
    expect(right / asked.length).toBeGreaterThanOrEqual(0.9);
  });

  it('spoken by people are understood with at most 10 % wrong words, and answered, once the knowledge has them', async () => {
    await speech.setKnowledge(extended);
    const brain = new KnowledgeBrain(extended);
    let errors = 0;
    const missed: string[] = [];
    for (const { samples, text } of voices) {
      const heard = await recognise(samples);
      errors += wordErrors(spokenWords(text), spokenWords(heard.text));
      if (brain.answer([{ role: 'user', text: heard.text }]) !== `Heard: ${text}`) missed.push(heard.text);
    }
    const words = voices.reduce((sum, { text }) => sum + spokenWords(text).length, 0);
    expect(errors / words).toBeLessThanOrEqual(0.1);
    // One of them is an eleven-second speech from 1961; a question that long may be asked back.
    expect(missed.length).toBeLessThanOrEqual(1);
  });

  it.each(['rms', 'slt'])(
    'S-20: a farewell, a stop and a follow-up are understood with any knowledge: %s',
    async (voice) => {
      await speech.setKnowledge(OTHER);
      const phrases = [
        'goodbye',
        'bye',
        'end the conversation',
        "that's all for now",
        'stop',
        'hold on',
        'say that again',
      ];
      for (const phrase of [...phrases, 'tell me more about that', 'what did i ask you'])
        expect((await recognise(await spoken(phrase, voice))).text, phrase).toContain(
          phrase.split(' ').slice(0, 2).join(' '),
        );
    },
  );

  it.each(['rms', 'slt'])(
    'S-20: the examples of a client’s tools are understood, by this client alone: %s',
    async (voice) => {
      await speech.setKnowledge(OTHER);
      const parameters = { type: 'object', properties: { colour: { enum: ['purple', 'orange'] } } };
      const description = 'Paints. Examples: "paint the kitchen purple", "I need a decorator"';
      const tools = [{ name: 'paint', description, parameters }];
      for (const phrase of ['paint the kitchen orange', 'i need a decorator', 'purple']) {
        const samples = await spoken(phrase, voice);
        expect((await recognise(samples, tools)).text).toBe(phrase);
        expect((await recognise(samples)).text).not.toBe(phrase);
      }
    },
  );

  it('of two people speaking at once are both understood', async () => {
    const [one, two] = await Promise.all([spoken('who made you', 'rms'), spoken('can you see me', 'slt')]);
    const both = await Promise.all([recognise(one), recognise(two), recognise(one)]);
    expect(both.map(({ text }) => text)).toEqual(['who made you', 'can you see me', 'who made you']);
  });

  it('R-05, Scenario L6: are understood as well while two others go on speaking, as when they are alone', async () => {
    const [question, noise] = [await spoken('can you see me', 'slt'), await spoken('tell me a story', 'rms')];
    const others = [speech.recognizer.open(), speech.recognizer.open()];
    for (const other of others) other.write(noise);
    expect((await recognise(question)).text).toBe('can you see me');
    for (const other of others) other.write(noise);
    expect((await recognise(question)).text).toBe('can you see me');
    const heard = await Promise.all(others.map((other) => other.finish()));
    expect(heard.map(({ text }) => text.startsWith('tell me a story'))).toEqual([true, true]);
    for (const other of others) other.close();
  });

  it('have interim transcripts while they are spoken', async () => {
    const utterance = speech.recognizer.open();
    const samples = await spoken('what languages do you speak', 'rms');
    expect(utterance.interim).toBeUndefined();
    for (let at = 0; at < samples.length; at += 3_200) utterance.write(samples.subarray(at, at + 3_200));
    await expect.poll(() => utterance.interim, { timeout: 30_000 }).toMatch(/^what/);
    await utterance.finish();
    expect(utterance.interim).toBe('what languages do you speak');
  });

  it('abandoned in the middle free the decoder for the next', async () => {
    const samples = await spoken('tell me a story', 'rms');
    const given = Array.from({ length: 4 }, () => speech.recognizer.open());
    for (const utterance of given) utterance.write(samples);
    for (const utterance of given) utterance.close();
    await expect(given[0]?.finish()).rejects.toThrow();
    expect((await recognise(samples)).text).toBe('tell me a story');
  });

  it('may hold words that are in no dictionary', async () => {
    const question = 'where is kubernetes blorptown';
    await speech.setKnowledge({ name: 'x', topics: [{ question, phrasings: [question], answer: 'Here.', line: 1 }] });
    expect((await recognise(await spoken(question, 'rms'))).text).toBe(question);
  });
});

describe('what is no speech', { timeout: MUCH_SPEECH_MS }, () => {
  it('is distinguished from speech by the detector', async () => {
    const random = noise();
    const chord = [220, 277.2, 329.6, 440];
    const music = (t: number): number =>
      chord.reduce((sum, hz) => sum + 0.08 * Math.sin(2 * Math.PI * hz * t), 0) * (1 - ((t * 2) % 1));
    expect(share(await probabilities(voices[0]?.samples ?? new Float32Array()))).toBeGreaterThan(0.7);
    expect(share(await probabilities(seconds(3, () => 0.05 * random())))).toBeLessThan(0.02);
    expect(share(await probabilities(seconds(3, music)))).toBeLessThan(0.05);
    expect(share(await probabilities(seconds(1, () => 0)))).toBe(0);
  });

  it('has an empty transcript: silence and a cough contain no words, whatever voices were heard before', async () => {
    const random = noise();
    const cough = (loudness: number, decay: number): Float32Array =>
      seconds(1, (t) => (t < 0.3 ? 0 : loudness * random() * Math.exp(-((t - 0.3) * decay))));
    for (const voice of [undefined, ...voices.slice(0, 2)]) {
      if (voice) await recognise(voice.samples);
      for (const [loudness, decay] of [
        [0.6, 14],
        [0.3, 14],
        [0.6, 5],
      ] as const)
        expect((await recognise(cough(loudness, decay))).text, `${loudness}, ${decay}, ${voice?.text}`).toBe('');
    }
    expect((await recognise(seconds(1, () => 0))).text).toBe('');
    await expect(speech.recognizer.open().finish()).resolves.toMatchObject({ text: '' });
  });
});

it('every engine reports its languages and times, where its data stays, and that it is ready', () => {
  const { vad, recognizer, synthesizer } = speech;
  for (const { health, info } of [vad, recognizer, synthesizer]) {
    expect(health).toEqual({ state: 'ready' });
    expect(info.data).toEqual({ at: 'thisMachine' });
  }
  expect(recognizer.info.languages).toEqual(['en-US']);
  expect(synthesizer.info).toMatchObject({ languages: ['en'], times: ['phones', 'words'] });
});

describe('the voice', () => {
  it('reports when each sound ends, within the segment, and is neither quiet nor clipped', async () => {
    const text = 'I hear you in your browser, and I answer with a face of my own, which is drawn while I speak.';
    const all = await collect(speech.synthesizer.synthesize(text, { signal: live }));
    const segments = all.filter(({ samples }) => samples.length > 0);
    expect(segments.map((segment) => segment.text).join(' ')).toBe(text);
    expect(segments.length).toBeGreaterThan(1);
    for (const { samples, phones = [] } of segments) {
      const ends = phones.map(({ endMs }) => endMs);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
      expect(Math.abs((ends.at(-1) ?? 0) - samples.length / 48)).toBeLessThan(15);
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768;
      expect(20 * Math.log10(rms)).toBeGreaterThan(-24);
      expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(32_767);
      expect(Math.abs(samples.reduce((sum, sample) => sum + sample, 0) / samples.length)).toBeLessThan(20);
    }
  });

  it.each(['🙂', '您好。', '| --- |', ' … '])('B17: makes no sound of %j', async (text) => {
    expect(await collect(speech.synthesizer.synthesize(text, { signal: live }))).toEqual([]);
  });

  it.each([
    ['It costs €5.', 'It costs 5.'],
    ['It is 21.5°C.', 'It is 21.5.'],
    ['That is 2 × 3.', 'That is 2 3.'],
    ['Take ½.', 'Take.'],
  ])('B19: says more of %j than of %j', async (whole, part) => {
    const durationOf = async (text: string): Promise<number> =>
      (await collect(speech.synthesizer.synthesize(text, { signal: live }))).reduce(
        (sum, { samples }) => sum + samples.length,
        0,
      );
    expect(await durationOf(whole)).toBeGreaterThan((await durationOf(part)) + 4_800);
  });

  it.each([
    'It knows the words of all the 24 questions in its knowledge, and costs $25.99.',
    'When you have finished speaking, I look for the answer, and then I say: "WebRTC & Visavis are fun!"',
    'No, no, no; it is Dr. Smith, no doubt.',
  ])('reports when each word sounds, in order and without a gap: %s', async (text) => {
    const segments = await collect(speech.synthesizer.synthesize(text, { signal: live }));
    const times: { word: string; startMs: number; endMs: number }[] = [];
    let atMs = 0;
    for (const { samples, words = [] } of segments) {
      atMs += samples.length / 48;
      for (const { from, to, startMs, endMs } of words)
        times.push({ word: text.slice(from, to), startMs: atMs + startMs, endMs: atMs + endMs });
    }
    expect(times.map(({ word }) => word)).toEqual(text.split(' '));
    for (const [i, { word, startMs, endMs }] of times.entries()) {
      expect(startMs, word).toBeGreaterThanOrEqual((times[i - 1]?.endMs ?? 0) - 1);
      expect(endMs - startMs, word).toBeGreaterThan(30);
      expect(endMs, word).toBeLessThanOrEqual(atMs);
    }
  });

  it('begins within a few hundredths of a second of its segment, the phones in step with the sound', async () => {
    const [segment] = await collect(speech.synthesizer.synthesize('Testing.', { signal: live }));
    const first = segment?.phones?.[0];
    expect(first).toMatchObject({ phone: 'pau' });
    expect(first?.endMs).toBeLessThanOrEqual(40);
    const lead = segment?.samples.subarray(0, ((first?.endMs ?? 0) - 10) * 48) ?? new Int16Array();
    expect(lead.every((sample) => Math.abs(sample) < 1_500)).toBe(true);
  });

  it('drops the second clause once it is interrupted', async () => {
    const interrupting = new AbortController();
    const text = 'This is the first part of a sentence, and this is the second part, which nobody will ever hear.';
    const heard: string[] = [];
    const speaking = (async () => {
      for await (const segment of speech.synthesizer.synthesize(text, { signal: interrupting.signal })) {
        heard.push(segment.text);
        interrupting.abort(new Error('barge-in'));
      }
    })();
    await expect(speaking).rejects.toThrow('barge-in');
    expect(heard).toHaveLength(1);
  });

  it('reads numbers, names and odd characters without stumbling', async () => {
    for (const text of ['On 24 May it costs $25.99.', 'Visavis & co <b>*bold*</b>', '-o /etc/passwd', 'ÄÖÜ 日本']) {
      await collect(speech.synthesizer.synthesize(text, { voice: 'unknown-voice', signal: live }));
    }
    expect(await collect(speech.synthesizer.synthesize('   ', { signal: live }))).toEqual([]);
  });
});
