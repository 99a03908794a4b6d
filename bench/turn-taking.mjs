// What each choice of turn-taking changes, on recorded voices: what is said over a reply (does it end it, stop it for a
// moment, or neither), asking a mind in advance, and the filler. Simulated time with the real detector and recogniser, whose
// work takes none: the same figures come at every run, on a busy machine as well.
// Usage: npm run build && node bench/turn-taking.mjs [--parts=over,preemptive,filler]
import { readFileSync } from 'node:fs';
import { DEFAULT_KNOWLEDGE_PATH, createEmbeddedSpeech, parseKnowledge } from '@visavis/providers';
import { collect, recordedVoices } from '@visavis/providers/testing';
import { FakeSynthesizer } from '@visavis/speech/testing';
import { CountedThreads } from './support/counted-threads.mjs';
import { mean, rounded, row, ROW_HEAD, save, table, words } from './support/figures.mjs';
import { quietPlaces, speechIn, withPause } from './support/pauses.mjs';
import { SimulatedTalk } from './support/simulated-talk.mjs';

const RATE = 16; // samples per ms
const parts = words('parts', ['over', 'preemptive', 'filler']);
/** The user's level; what is far is so much softer, dB. */
const USER_DB = -20;
const FAR_DB = 12;
/** Spoken first, so that the user is known by their voice. */
const QUESTION = 'human-queue-thankyou.wav';
/** Nothing of it is in the knowledge: talk of another. */
const SPEECH = 'human-jfk.wav';
const TALK = ['human-vm-mailboxfull.wav', 'human-queue-youarenext.wav'];
const SECONDS_OVER = 9_000;
const LONGEST_MS = 4_000;
/** Of a reply before something is said over it. */
const LEAD_MS = 1_500;
/** After it: longer than the silence that ends a turn, its answer, and a filler. */
const TAIL_MS = 2_500;
/** Between two sentences a packet may be missing. */
const LEAST_SILENCE_MS = 60;
const PAUSE_MS = 400;
const MIND_MS = 400;
const SLOW_MS = [3_000, 6_000];

const STORY =
  'They came in through the cellar last night. They began with the red cables, because the red ones taste best. ' +
  'After that they ate the bells and the little lamps. By three in the morning they had reached the telephone. ' +
  'They liked it so much that they invited their cousins. We have put down a plate of apples to lead them away. ' +
  'A man with a flute is expected before lunch. Until then, please write us a letter, or send a pigeon.';

const recorded = recordedVoices().map((voice) => ({ ...voice, samples: atLevel(voice.samples, USER_DB) }));
const known = recorded.filter(({ file }) => file !== SPEECH);
/** What a television says is in no knowledge. */
const inKnowledge = known.filter(({ file }) => !TALK.includes(file));
const { knowledge: shipped } = parseKnowledge(readFileSync(DEFAULT_KNOWLEDGE_PATH, 'utf8'));
const topics = inKnowledge.map(({ text }) => ({ question: text, phrasings: [text], answer: 'Yes.', line: 1 }));
const threads = new CountedThreads();
const speech = createEmbeddedSpeech({
  knowledge: { name: shipped.name, topics: [...shipped.topics, ...topics] },
  start: threads.start,
});
await speech.prepare();
const { vad, recognizer } = speech;
const spoken = { threads, vad, recognizer, synthesizer: speech.synthesizer };
const toned = { threads, vad, recognizer, synthesizer: new FakeSynthesizer() };

const results = {};
try {
  if (parts.includes('over')) results.over = await overReplies();
  if (parts.includes('preemptive')) results.preemptive = await inAdvance();
  if (parts.includes('filler')) results.filler = await whileItIsThought();
} finally {
  await speech.close();
}
if (parts.length === 3) save('turn-taking', { unit: 'ms', ...results });

/** Everything that may be heard over a reply. `meant` is whether it is to end it. */
async function soundsOverReplies() {
  const short = known.filter(({ file, samples }) => file !== QUESTION && samples.length < LONGEST_MS * RATE);
  const far = (file) => scaled(recorded.find((voice) => voice.file === file).samples, -FAR_DB);
  const [thanks] = known.filter(({ file }) => file === 'human-demo-thanks.wav');
  const murmur = thanks.samples.subarray(380 * RATE, 720 * RATE);
  const talk = recorded.find(({ file }) => file === SPEECH).samples.subarray(0, SECONDS_OVER * RATE);
  return {
    'sentences of people': { meant: true, sounds: short.map(({ file, samples }) => ({ name: file, samples })) },
    '“stop”, “wait a minute”, “why” (flite)': { meant: true, sounds: await said(['Stop.', 'Wait a minute.', 'Why?']) },
    '“okay”, “uh-huh”, “yes”, “I see” (flite)': {
      meant: false,
      sounds: await said(['Okay.', 'Uh huh.', 'Yes.', 'I see.']),
    },
    'a recorded murmur, 0 to 6 dB softer': {
      meant: false,
      sounds: [0, 3, 6].map((db) => ({ name: `murmur, ${db} dB softer`, samples: scaled(murmur, -db) })),
    },
    'coughs (noise)': { meant: false, sounds: [180, 250, 320].map((ms) => ({ name: `${ms} ms`, samples: cough(ms) })) },
    'a speech as loud as the user, 9 s': { meant: false, sounds: [{ name: SPEECH, samples: talk }] },
    'talk 12 dB softer than the user': {
      meant: false,
      sounds: [...TALK, SPEECH].map((file) => ({
        name: file,
        samples: far(file).subarray(0, SECONDS_OVER * RATE),
      })),
    },
  };
}

/** With each setting, what the sounds do to a reply. */
async function overReplies() {
  const kinds = await soundsOverReplies();
  const settings = [0, 2];
  const trials = [];
  for (const [kind, { meant, sounds }] of Object.entries(kinds))
    for (const interruptWords of settings)
      for (const sound of sounds)
        trials.push({ kind, meant, interruptWords, ...(await overOneReply(sound, { interruptWords })) });
  console.log('\nWhat is said over a reply: times it was silenced, and ended for good');
  const counted = (kind, interruptWords) => {
    const all = trials.filter((trial) => trial.kind === kind && trial.interruptWords === interruptWords);
    const count = (which) => all.filter(({ outcome }) => which.includes(outcome)).length;
    return [`${count(['ended', 'resumed', 'silent'])}, ${count(['ended'])}`, all.length];
  };
  table([
    ['', 'n', ...settings.map((words) => `interruptWords ${words}: silenced, ended`)],
    ...Object.keys(kinds).map((kind) => [
      kind,
      counted(kind, 0)[1],
      ...settings.map((words) => counted(kind, words)[0]),
    ]),
  ]);
  const since = (words) =>
    trials.filter(({ meant, interruptWords, outcome }) => meant && interruptWords === words && outcome === 'ended');
  console.log('\nFrom the first sound of an interruption to the silence of the face, ms');
  table([
    ROW_HEAD,
    ...settings.map((words) =>
      row(
        `interruptWords ${words}`,
        since(words).flatMap(({ silencedMs }) => silencedMs ?? []),
      ),
    ),
  ]);
  const resumed = trials.filter(({ outcome, interruptWords }) => outcome === 'resumed' && interruptWords === 0);
  console.log('\nSilence of a reply that went on, ms');
  table([
    ROW_HEAD,
    row(
      'from its silence on',
      resumed.map(({ silentMs }) => silentMs),
    ),
  ]);
  return trials;
}

async function overOneReply({ name, samples }, turnTaking) {
  const talk = new SimulatedTalk(spoken, { answer: STORY, turnTaking });
  const question = known.find(({ file }) => file === QUESTION).samples;
  await talk.pass(question.length / RATE, question);
  if ((await talk.untilHeard(5_000)) === undefined) throw new Error('the question was not answered');
  await talk.pass(LEAD_MS);
  const onsetMs = talk.nowMs + speechIn(samples).startMs;
  await talk.pass(samples.length / RATE + TAIL_MS, samples);
  const silence = talk.silences(onsetMs).find(({ ms }) => ms >= LEAST_SILENCE_MS);
  const trial = {
    sound: name,
    outcome: outcomeOf(talk, silence),
    understood: talk.turns[1],
    ...(silence && { silencedMs: rounded(silence.beganMs - onsetMs), silentMs: rounded(silence.ms) }),
  };
  talk.close();
  return trial;
}

function outcomeOf({ turns, resumedMs }, silence) {
  if (turns.length > 1) return 'ended';
  if (resumedMs.length > 0) return 'resumed';
  return silence ? 'silent' : 'untouched';
}

/** A mind that takes 400 ms, asked at the end of a turn and in the user's pauses. */
async function inAdvance() {
  const asked = known.filter(({ samples }) => samples.length < LONGEST_MS * RATE);
  const paused = asked.flatMap(({ file, samples }) =>
    quietPlaces(samples, { ...speechIn(samples), count: 1 }).map((placeMs) => ({
      file,
      samples: withPause(samples, placeMs, PAUSE_MS),
    })),
  );
  const turns = [];
  for (const [name, voices] of Object.entries({ 'as they are': asked, 'with a pause of 400 ms': paused }))
    for (const preemptive of [false, true])
      for (const { file, samples } of voices)
        turns.push({ name, preemptive, file, ...(await oneTurn(samples, preemptive)) });
  console.log(
    `\nEnd of speech → first sound with a mind that takes ${MIND_MS} ms, ms; and how often it is asked a turn`,
  );
  const of = (name, preemptive) =>
    turns.filter((turn) => turn.name === name && turn.preemptive === preemptive && turn.afterMs !== undefined);
  table([
    [...ROW_HEAD, 'asked a turn'],
    ...[...new Set(turns.map(({ name }) => name))].flatMap((name) =>
      [false, true].map((preemptive) => [
        ...row(
          `${name}, ${preemptive ? 'asked in advance' : 'asked at the end'}`,
          of(name, preemptive).map(({ afterMs }) => afterMs),
        ),
        rounded(mean(of(name, preemptive).map(({ requests }) => requests)), 2),
      ]),
    ),
  ]);
  return turns;
}

async function oneTurn(samples, preemptive) {
  const talk = new SimulatedTalk(toned, { answer: 'Yes.', afterMs: MIND_MS, turnTaking: { preemptive } });
  const { endMs } = speechIn(samples);
  await talk.pass(samples.length / RATE, samples);
  const [heard] = talk.sounding.filter(({ atMs, sounds }) => sounds && atMs > endMs);
  const firstMs = heard?.atMs ?? (await talk.untilHeard(4_000));
  await talk.pass(1_000);
  const turn = { afterMs: firstMs && rounded(firstMs - endMs), requests: talk.mind.requests, turns: talk.turns };
  talk.close();
  return turn;
}

/** The longest silence of the face behind a question, while a mind takes its time. */
async function whileItIsThought() {
  const asked = known.filter(({ samples }) => samples.length < LONGEST_MS * RATE).slice(0, 6);
  const turns = [];
  for (const afterMs of SLOW_MS)
    for (const fillerAfterMs of [0, 2_000])
      for (const { file, samples } of asked) {
        const talk = new SimulatedTalk(toned, { answer: 'Yes.', afterMs, turnTaking: { fillerAfterMs } });
        const { endMs } = speechIn(samples);
        await talk.pass(samples.length / RATE + afterMs + 2_500, samples);
        const silences = talk.silences(endMs).filter(({ beganMs, ms }) => beganMs + ms < talk.nowMs);
        turns.push({ mindMs: afterMs, fillerAfterMs, file, longestMs: Math.max(...silences.map(({ ms }) => ms)) });
        talk.close();
      }
  console.log('\nLongest silence behind a question, ms');
  const of = (mindMs, filler) =>
    turns.filter((turn) => turn.mindMs === mindMs && turn.fillerAfterMs === filler).map(({ longestMs }) => longestMs);
  table([
    ROW_HEAD,
    ...SLOW_MS.flatMap((mindMs) =>
      [0, 2_000].map((filler) =>
        row(`a mind of ${mindMs} ms, ${filler ? 'with' : 'without'} a filler`, of(mindMs, filler)),
      ),
    ),
  ]);
  return turns;
}

/** Words that no recording has, by two of the embedded voices. */
async function said(texts) {
  const sounds = [];
  for (const text of texts)
    for (const voice of speech.synthesizer.voices.slice(0, 2)) {
      const options = { voice, signal: new AbortController().signal };
      const segments = await collect(speech.synthesizer.synthesize(text, options));
      const samples = segments.flatMap((segment) => [...segment.samples].filter((_, i) => i % 3 === 0));
      const floats = Float32Array.from(samples, (sample) => sample / 32_768);
      sounds.push({ name: `${voice}: ${text}`, samples: atLevel(floats, USER_DB) });
    }
  return sounds;
}

/** Two bursts of noise that die away. The same at every run. */
function cough(ms) {
  let seed = 1;
  const noise = () => (seed = (seed * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
  const burst = Array.from({ length: ms * RATE }, (_, i) => noise() * Math.exp(-i / (60 * RATE)));
  return atLevel(Float32Array.from([...burst, ...burst]), USER_DB);
}

function atLevel(samples, db) {
  const { startMs, endMs } = speechIn(samples);
  const loud = samples.subarray(startMs * RATE, endMs * RATE);
  const level = Math.sqrt(loud.reduce((sum, sample) => sum + sample ** 2, 0) / loud.length);
  return scaled(samples, db - 20 * Math.log10(level));
}

function scaled(samples, db) {
  return samples.map((sample) => Math.max(-1, Math.min(1, sample * 10 ** (db / 20))));
}
