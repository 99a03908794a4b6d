// When a turn ends: the silence until it is decided, and how many sentences are cut in their pauses, with the adaptive
// rule and with a fixed silence. Recorded and synthetic voices, each also with pauses inserted at quiet places; the real
// detector and recogniser, of which every rule sees the same output. Uses no clock: the same figures come at every run.
// Usage: npm run build && node bench/turn-end.mjs [--places=2]
import { readFileSync } from 'node:fs';
import { DEFAULT_KNOWLEDGE_PATH, createEmbeddedSpeech, parseKnowledge } from '@visavis/providers';
import { collect } from '@visavis/providers/testing';
import { EndOfTurn } from '../packages/speech/dist/listening/end-of-turn.js';
import { CountedThreads } from './support/counted-threads.mjs';
import { mean, option, quantile, rounded, save, table } from './support/figures.mjs';
import { quietPlaces, speechIn, withPause } from './support/pauses.mjs';
import { recordedVoices } from '@visavis/providers/testing';

const RATE = 16; // samples per ms
const FRAME = 512;
const FRAME_MS = 32;
const PADDING_FRAMES = 10;
const PAUSES_MS = [300, 400, 600];
const RULES = {
  'fixed 500': { rule: 'fixed', silenceDurationMs: 500 },
  'fixed 250': { rule: 'fixed', silenceDurationMs: 250 },
  adaptive: { rule: 'adaptive', silenceDurationMs: 500 },
};
const places = option('places', 2);

const { knowledge: shipped } = parseKnowledge(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
const topic = (text) => ({ question: text, phrasings: [text], answer: 'Yes.', line: 1 });
const recorded = recordedVoices();
const beginnings = recorded
  .map(({ text }) => text.split(' '))
  .filter((words) => words.length > 4)
  .map((words) => words.slice(0, Math.ceil(words.length / 2)).join(' '));
const withTopics = (...texts) => ({ name: shipped.name, topics: [...shipped.topics, ...texts.map(topic)] });
const texts = recorded.map(({ text }) => text);

const threads = new CountedThreads();
const speech = createEmbeddedSpeech({ knowledge: shipped, start: threads.start });
await speech.prepare();

const sets = [
  { name: 'people, in the knowledge', knowledge: withTopics(...texts), voices: recorded },
  { name: 'voices of flite, shipped questions', knowledge: shipped, voices: await flite() },
  { name: 'people, not in the knowledge', knowledge: shipped, voices: recorded },
  { name: 'people, beginnings in the knowledge too', knowledge: withTopics(...texts, ...beginnings), voices: recorded },
];
const results = [];
for (const { name, knowledge, voices } of sets) {
  await speech.setKnowledge(knowledge);
  const heard = [];
  for (const voice of voices) heard.push(...(await hear(voice)));
  const rows = Object.entries(RULES).map(([rule, settings]) => {
    const ends = heard.map((sound) => ({ ...sound, trace: undefined, ...endOf(sound, settings) }));
    return { set: name, rule, ...figures(ends), ends };
  });
  results.push(...rows);
  report(name, rows);
  save('turn-end', { unit: 'ms', results });
}
await speech.close();

function report(name, rows) {
  console.log(`\n${name}`);
  table([
    [
      '',
      'uncut',
      'silence, mean',
      'P50',
      'P95',
      'speech → end, P50',
      'early',
      ...PAUSES_MS.map((ms) => `cut at ${ms} ms`),
    ],
    ...rows.map(({ rule, uncut, silence, endMs, early, cutIns }) => {
      const cuts = PAUSES_MS.map((ms) => `${cutIns[ms].cut} of ${cutIns[ms].of}`);
      return [rule, uncut, silence.mean, silence.p50, silence.p95, endMs.p50, early, ...cuts];
    }),
  ]);
}

/** Shipped questions, spoken by the embedded voices in turn. */
async function flite() {
  const questions = shipped.topics.flatMap(({ phrasings }) => phrasings).filter((_, i) => i % 13 === 0);
  const voices = [];
  for (const [i, text] of questions.entries()) {
    const voice = speech.synthesizer.voices[i % speech.synthesizer.voices.length];
    const segments = await collect(
      speech.synthesizer.synthesize(text, { voice, signal: new AbortController().signal }),
    );
    const samples = segments.flatMap((segment) => [...segment.samples].filter((_, n) => n % 3 === 0));
    voices.push({ file: `${voice}: ${text}`, text, samples: Float32Array.from(samples, (sample) => sample / 32_768) });
  }
  return voices;
}

/** @returns What detector and recogniser report of the voice, frame by frame: as it is, and with each pause. */
async function hear({ file, text, samples }) {
  const { startMs, endMs } = speechIn(samples);
  const sounds = [{ file, text, trace: await traceOf(samples) }];
  for (const placeMs of quietPlaces(samples, { startMs, endMs, count: places }))
    for (const pauseMs of PAUSES_MS) {
      const trace = await traceOf(withPause(samples, placeMs, pauseMs));
      sounds.push({ file, text, placeMs, pauseMs, trace });
    }
  return sounds;
}

async function traceOf(samples) {
  const sound = new Float32Array(samples.length + 1_500 * RATE);
  sound.set(samples);
  const detection = speech.vad.open();
  const frames = [];
  for (let at = 0; at + FRAME <= sound.length; at += FRAME)
    frames.push({
      samples: sound.subarray(at, at + FRAME),
      probability: await detection.push(sound.slice(at, at + FRAME)),
    });
  detection.close();
  const begin = new EndOfTurn('fixed');
  const started = frames.findIndex(
    ({ probability }) => begin.push(probability, { threshold: 0.5, silenceDurationMs: 500 }, undefined, 'en')?.type,
  );
  const stream = speech.recognizer.open();
  let written = 0;
  const from = Math.max(0, started - PADDING_FRAMES);
  const trace = [];
  for (const [i, frame] of frames.entries()) {
    if (i >= from) {
      stream.write(frame.samples);
      written += FRAME;
      // The recogniser begins with the first second.
      if (written >= 1_000 * RATE) await until(() => stream.decoded === written && threads.idle);
    }
    const { interim, phrase } = i >= started ? stream : {};
    trace.push({ probability: frame.probability, interim, phrase });
  }
  stream.close();
  return trace;
}

/** Ends the turn by a rule: early, if speech follows. */
function endOf({ trace }, { rule, silenceDurationMs }) {
  const endMs = (trace.findLastIndex(({ probability }) => probability >= 0.5) + 1) * FRAME_MS;
  const turn = new EndOfTurn(rule);
  let speaks = false;
  for (const [i, { probability, interim, phrase }] of trace.entries()) {
    const utterance = speaks ? { interim, phrase, announced: true, turnEnded: false } : undefined;
    const event = turn.push(probability, { threshold: 0.5, silenceDurationMs }, utterance, 'en');
    if (event?.type === 'started') speaks = true;
    if (event?.type !== 'ended') continue;
    const decidedMs = (i + 1) * FRAME_MS;
    return {
      silenceMs: event.framesAgo * FRAME_MS,
      afterMs: decidedMs - endMs,
      early: decidedMs < endMs,
      interim,
      phrase,
    };
  }
  throw new Error('the turn did not end');
}

function figures(ends) {
  const uncut = ends.filter(({ pauseMs }) => pauseMs === undefined);
  const whole = uncut.filter(({ early }) => !early);
  const silences = whole.map(({ silenceMs }) => silenceMs);
  const cut = (ms) => {
    const all = ends.filter(({ pauseMs }) => pauseMs === ms);
    return { cut: all.filter(({ early }) => early).length, of: all.length };
  };
  return {
    uncut: uncut.length,
    early: uncut.length - whole.length,
    silence: { mean: rounded(mean(silences)), p50: quantile(silences, 0.5), p95: rounded(quantile(silences, 0.95)) },
    endMs: {
      p50: rounded(
        quantile(
          whole.map(({ afterMs }) => afterMs),
          0.5,
        ),
      ),
    },
    cutIns: Object.fromEntries(PAUSES_MS.map((ms) => [ms, cut(ms)])),
  };
}

async function until(done) {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
  // What waits for the call has taken its result.
  await new Promise((resolve) => setImmediate(resolve));
}
