#!/usr/bin/env node
// Figures of the embedded speech engines on this machine: word errors, questions answered, cost, and waiting times.
// Run: npm run build && node bench/speech.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpus } from 'node:os';
import { DEFAULT_KNOWLEDGE_PATH, KnowledgeBrain, createEmbeddedSpeech, parseKnowledge } from '@visavis/providers';
import { collect, recordedVoices, wordErrors } from '@visavis/providers/testing';

const RATE_HZ = 16_000;
const CHUNK = 1_600;
const live = new AbortController().signal;
const words = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z' ]/g, ' ')
    .split(' ')
    .filter(Boolean);

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
const summary = (values) => ({ n: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) });
const shown = ({ n, p50, p95 }) => `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (n=${n})`;

/** @param pace Whether the sound arrives in real time as from a microphone, so that recognition runs meanwhile. */
async function recognise(speech, samples, pace) {
  const utterance = speech.recognizer.open();
  for (let at = 0; at < samples.length; at += CHUNK) {
    utterance.write(samples.subarray(at, at + CHUNK));
    if (pace) await sleep((1000 * CHUNK) / RATE_HZ);
  }
  const endedMs = performance.now();
  const { text, confidence } = await utterance.finish();
  return { text, confidence, finalMs: performance.now() - endedMs };
}

async function speak(speech, text, voice) {
  const segments = await collect(speech.synthesizer.synthesize(text, { voice, signal: live }));
  const samples = segments.flatMap((segment) => [...segment.samples].filter((_, i) => i % 3 === 0));
  return Float32Array.from(samples, (sample) => sample / 32_768);
}

async function hear(speech, brain, utterances, pace) {
  const rows = [];
  const cpu = process.cpuUsage();
  for (const { said, samples, answer } of utterances) {
    const heard = await recognise(speech, samples, pace);
    const reply = brain.answer([{ role: 'user', text: heard.text }]);
    const errors = wordErrors(words(said), words(heard.text));
    rows.push({ said, ...heard, errors, words: words(said).length, right: reply === answer, reply });
  }
  const { user, system } = process.cpuUsage(cpu);
  const seconds = utterances.reduce((sum, { samples }) => sum + samples.length / RATE_HZ, 0);
  const sum = (key) => rows.reduce((total, row) => total + Number(row[key]), 0);
  return {
    wer: sum('errors') / sum('words'),
    right: sum('right'),
    count: rows.length,
    rtf: (user + system) / 1e6 / seconds,
    finalMs: summary(rows.map((row) => row.finalMs)),
    rows,
  };
}

async function firstAudio(speech, voice, sentences) {
  const waits = [];
  for (const text of sentences) {
    const begunMs = performance.now();
    const segments = speech.synthesizer.synthesize(text, { voice, signal: live });
    await segments.next();
    waits.push(performance.now() - begunMs);
    await segments.return();
  }
  return summary(waits);
}

const parsed = parseKnowledge(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
if (!parsed.ok) throw new Error('the shipped knowledge has mistakes');
const shipped = parsed.knowledge;
const recorded = recordedVoices();
const asTopic = ({ text }) => ({ question: text, phrasings: [text], answer: `Heard: ${text}`, line: 1 });
const extended = { name: shipped.name, topics: [...shipped.topics, ...recorded.map(asTopic)] };

const begunMs = performance.now();
const speech = createEmbeddedSpeech({ knowledge: shipped });
await speech.prepare();
const loadMs = performance.now() - begunMs;

const questions = shipped.topics.flatMap(({ phrasings, answer }) => phrasings.map((said) => ({ said, answer })));
const synthetic = [];
for (const [i, question] of questions.filter((_, i) => i % 6 === 0).entries()) {
  synthetic.push({ ...question, samples: await speak(speech, question.said, i % 2 === 0 ? 'rms' : 'slt') });
}
const brain = new KnowledgeBrain(shipped);
const people = recorded.map(({ text, samples }) => ({ said: text, samples, answer: `Heard: ${text}` }));
const spokenQuestions = await hear(speech, brain, synthetic, true);
const unknown = await hear(speech, brain, people, false);
const refused = unknown.rows.filter(({ reply }) => reply.startsWith('I did not understand')).length;
await speech.setKnowledge(extended);
const known = await hear(speech, new KnowledgeBrain(extended), people, true);

const sentences = shipped.topics.map(({ answer }) => answer.split(/(?<=[.!?])\s/)[0]);
const voices = {};
for (const voice of speech.synthesizer.voices) voices[voice] = await firstAudio(speech, voice, sentences);

const vad = speech.vad.open();
const cpu = process.cpuUsage();
const frames = recorded.flatMap(({ samples }) => {
  const count = Math.floor(samples.length / 512);
  return Array.from({ length: count }, (_, i) => samples.slice(i * 512, (i + 1) * 512));
});
for (const frame of frames) await vad.push(frame);
const { user, system } = process.cpuUsage(cpu);
const vadRtf = (user + system) / 1e6 / ((frames.length * 512) / RATE_HZ);
const rssMb = process.memoryUsage().rss / 2 ** 20;
await speech.close();

const line = ({ wer, right, count, rtf }) =>
  `word errors ${(100 * wer).toFixed(1)} %, answered ${right}/${count}, ${rtf.toFixed(3)} CPU s per s`;
console.log(`engines loaded            ${loadMs.toFixed(0)} ms, ${rssMb.toFixed(0)} MB resident in all`);
console.log(`people, in knowledge      ${line(known)}`);
console.log(`synthetic, in knowledge   ${line(spokenQuestions)}`);
console.log(`people, not in knowledge  refused ${refused}/${unknown.count}`);
console.log(`end of speech → text      people ${shown(known.finalMs)}; synthetic ${shown(spokenQuestions.finalMs)}`);
for (const [voice, waits] of Object.entries(voices))
  console.log(`text → first sound, ${voice.padEnd(6)}${shown(waits)}`);
console.log(`voice activity            ${vadRtf.toFixed(3)} CPU s per s`);

const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
const raw = { when: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
const data = { ...raw, loadMs, rssMb, known, spokenQuestions, unknown, refused, voices, vadRtf };
writeFileSync(new URL('speech.json', results), `${JSON.stringify(data, null, 1)}\n`);
