// How right the lips are, without people: closures, steps, onsets and correlations of the mouth against the embedded
// voice's own times of its sounds, for each way to know them: reported, aligned with the text, recognised without it,
// from bands of the sound; and for two other libraries on the same sound.
// Run: npm run build && node bench/lips.mjs
import { HeardStretch, mouthOver } from '@visavis/avatar';
import { FliteSynthesizer } from '@visavis/providers';
import { loudnessOf } from '@visavis/sound';
import { AlignedSpeech } from '@visavis/speech';
import { between } from '../packages/avatar/dist/mouth/blend.js';
import { loudnessOver } from '../packages/avatar/dist/mouth/mouth-over.js';
import { Speaker } from '../packages/avatar/dist/rig/speaker.js';
import { mean, quantile, rounded, save, table } from './support/figures.mjs';
import { lipFigures } from './support/lip-figures.mjs';
import { LipsSeen } from './support/lips-seen.mjs';
import { peerTracks } from './support/lip-peers.mjs';
import { SimulatedAligner } from './support/simulated-aligner.mjs';

const SENTENCES = [
  'Good morning, and welcome. My name is Iris, and I am happy to help you.',
  'The museum opens at ten, from Tuesday to Sunday, and it closes at five in the evening.',
  'You will find the lift behind the big blue door, just past the coffee bar.',
  'Maybe Bob and Pam may move both of the heavy brown boxes up to the room above.',
  'Please remember to bring a map, a warm coat, and something to drink.',
  'Five of the seven paintings have never been shown before.',
  'What would you like to know about the voices of the people who lived here?',
  'No, I am afraid we do not open on Monday, but the park is free for everyone.',
];
/** Only for calibrating what comes without a profile. */
const TRAINING = [
  'We have a small shop with books, maps, and many beautiful pictures of the old town.',
  'My brother bought four blue apples and ate them before noon.',
  'She sees the sea and the ships, and so do I, whenever the weather is fine.',
  'How long have you been waiting for the train to Rome?',
];
const VOICES = ['slt', 'rms'];
const FRAME_MS = 40;
const PHASES_MS = [0, 13, 27];
const RATE = 48_000;
const PER_MS = RATE / 1000;
/**
 * When the picture at the first sample is drawn, ms after its sound was handed over in one piece: the playout starts up to
 * 20 ms after that, and the face draws 40 ms ahead. It is the picture before that, if any.
 */
const DRAWN_AFTER_MS = -30;
/** The same for sound that a client pushes in real time, which is collected first (`PushedSpeech`), in pieces. */
const PUSHED_DRAWN_AFTER_MS = 210;
const PIECE_MS = 100;
const STEP_MS = 5;
/** Nods and brows are not measured here. */
const NEVER_STRESSED = { at: () => 0 };

const voice = new FliteSynthesizer();
await voice.prepare();
const spoken = [];
const training = [];
for (const name of VOICES) {
  for (const text of SENTENCES) spoken.push(await speak(text, name));
  for (const text of TRAINING) training.push(await speak(text, name));
}
await voice.close();

const cost = {};
const lips = await LipsSeen.load();
/** By name, what is seen of them in pictures. */
const inPictures = {};
const results = {
  phones: figuresOf(
    spoken.map(({ segments }) => trackOf(segments)),
    'phones',
  ),
  aligned: await searched('aligned', { text: true, pieceMs: Infinity }),
  phoneLoop: await searched('phoneLoop', { text: false, pieceMs: Infinity }),
  phoneLoopPushed: await searched('phoneLoopPushed', { text: false, pieceMs: PIECE_MS }),
  bands: figuresOf(spoken.map(({ samples }) => trackOf([{ samples }]))),
};
for (const [name, mouths] of Object.entries(await peerTracks(spoken, training))) results[name] = figuresOf(mouths);
for (const [codec, kbps] of [
  ['vp8', 600],
  ['vp8', 300],
  ['h264', 600],
])
  inPictures[`received ${codec} ${kbps}`] = await lips.received(spoken, {
    codec,
    bitrateBps: 1000 * kbps,
    phases: PHASES_MS.length,
  });
const sound = { sentences: spoken.length, seconds: rounded(spoken.reduce((sum, { endMs }) => sum + endMs, 0) / 1000) };
save('lips', { sound, results, inPictures, cost });
print(results);
print(inPictures);
console.log(JSON.stringify(cost));

async function speak(text, name) {
  const segments = [];
  for await (const segment of voice.synthesize(text, { voice: name, signal: new AbortController().signal }))
    if (segment.samples.length > 0) segments.push(segment);
  const sounds = [];
  let atMs = 0;
  for (const { samples, phones } of segments) {
    let startMs = atMs;
    for (const { phone, endMs } of phones) {
      sounds.push({ phone, startMs, endMs: atMs + endMs });
      startMs = atMs + endMs;
    }
    atMs += samples.length / PER_MS;
  }
  return { text, segments, samples: joined(segments.map(({ samples }) => samples)), sounds, endMs: atMs };
}

function joined(parts) {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The mouth over segments that follow each other without a gap, as `SpeechLine` puts them together. */
function trackOf(segments) {
  let startMs = 0;
  let loud = 0;
  const pieces = [];
  const loudness = loudnessOver(() => pieces);
  const stretch = new HeardStretch(new Int16Array(0), RATE, { startMs, loudness });
  for (const { samples, phones = [] } of segments) {
    const durationMs = samples.length / PER_MS;
    const loudness = loudnessOf(samples, RATE, loud);
    loud = loudness.reference * 0.5 ** (durationMs / 1000);
    stretch.add(samples, RATE);
    pieces.push({ startMs, durationMs, loudness, phones, heard: () => stretch.heard });
    startMs += durationMs;
  }
  return mouthOver(pieces);
}

/** Figures of pictures of each sentence in three phases, from before its start to after its end. */
function figuresOf(mouths, name) {
  const runs = spoken.flatMap(({ sounds, endMs }, i) =>
    PHASES_MS.map((phaseMs) => {
      const count = Math.ceil((endMs + 400) / FRAME_MS);
      // What the face poses: the mouth that is drawn depends on the picture before.
      const speaker = new Speaker();
      const at = (ms, frame) => {
        const pose = speaker.pose(frame, { mouth: mouths[i], loudness: NEVER_STRESSED }, ms);
        return { ms, ...pose.mouth, pose };
      };
      return { sounds, frames: Array.from({ length: count }, (_, i) => at(phaseMs - 120 + i * FRAME_MS, i)) };
    }),
  );
  if (name) inPictures[`drawn, ${name}`] = lips.rendered(runs);
  return lipFigures(runs);
}

/** Figures of sound whose phones are found while it sounds; each picture is drawn from what is known by then. */
async function searched(name, { text, pieceMs }) {
  const drawnAfterMs = pieceMs === Infinity ? DRAWN_AFTER_MS : PUSHED_DRAWN_AFTER_MS;
  const [mouths, firstMs, lateShares] = [[], [], []];
  const aligner = await SimulatedAligner.load();
  let nowMs = 0;
  let soundMs = 0;
  for (const sentence of spoken) {
    const { states, first, lateMs } = await search(aligner, sentence, { text, pieceMs, drawnAfterMs, beganMs: nowMs });
    const known = (ms, drawnMs) =>
      states.findLast(({ atMs }) => atMs <= Math.max(0, drawnMs + drawnAfterMs)).mouth.at(ms);
    // What is found late corrects the mouth over two pictures, as `SpeechLine` has it.
    mouths.push({ at: (ms) => between(known(ms, ms - FRAME_MS), known(ms, ms), 0.5) });
    firstMs.push(first);
    lateShares.push(lateMs / sentence.endMs);
    soundMs += sentence.endMs;
    nowMs += 2 * sentence.endMs + 1_000;
  }
  cost[name] = {
    realTimeFactor: rounded(aligner.workMs / soundMs, 3),
    firstPhonesMs: { p50: rounded(quantile(firstMs, 0.5)), p95: rounded(quantile(firstMs, 0.95)) },
    drawnWithoutPercent: rounded(100 * mean(lateShares)),
  };
  return figuresOf(mouths, name);
}

/** @returns What is known of one sentence from when on, when its first phone is, and how much is drawn without phones. */
async function search(aligner, sentence, { text, pieceMs, drawnAfterMs, beganMs }) {
  const speech = new AlignedSpeech(aligner.open(text ? { text: sentence.text } : {}));
  const pieces = [];
  const states = [];
  let [first, lateMs, seen] = [undefined, 0, ''];
  const step = Math.min(pieceMs, sentence.endMs);
  for (let ms = 0; ms < sentence.endMs + 1_000; ms += STEP_MS) {
    await aligner.until(beganMs + ms);
    // A piece comes when all of its sound has been made.
    while (pieces.length * step < sentence.endMs && (pieceMs === Infinity || (pieces.length + 1) * step <= ms)) {
      const from = pieces.length * step * PER_MS;
      pieces.push(speech.add({ samples: sentence.samples.slice(from, from + step * PER_MS), text: '' }));
      if (pieces.length * step >= sentence.endMs) speech.end();
    }
    await aligner.until(beganMs + ms);
    const known = pieces.map(({ samples, phones }) => ({ samples, phones }));
    const knownMs = knownOf(known);
    if (knownMs > 0) first ??= ms;
    const drawnMs = ms - drawnAfterMs;
    if (drawnMs >= 0 && drawnMs < sentence.endMs && knownMs < drawnMs) lateMs += STEP_MS;
    const now = JSON.stringify(known.map(({ phones }) => phones));
    if (now !== seen) states.push({ atMs: ms, mouth: trackOf(known) });
    seen = now;
  }
  return { states, first, lateMs };
}

/** How far phones are known from the start on, ms. */
function knownOf(segments) {
  let known = 0;
  for (const { samples, phones } of segments) {
    const until = phones.at(-1)?.endMs ?? 0;
    known += until;
    if (until < samples.length / PER_MS - 1) break;
  }
  return known;
}

function print(results) {
  const names = Object.keys(results);
  const line = (title, of) => [title, ...names.map((name) => of(results[name]) ?? '–')];
  table([
    ['', ...names],
    line('p/b/m closed, %', ({ closures }) => closures.percent),
    line('f/v lip at teeth, %', ({ lipToTeeth }) => lipToTeeth?.percent),
    line('shut in a vowel, %', ({ vowelsShut }) => vowelsShut.percent),
    line('largest step', ({ steps }) => steps.largest),
    line('step P95', ({ steps }) => steps.p95),
    line('correlation', ({ correlation }) => correlation),
    line('lag, ms', ({ lagMs }) => lagMs),
    line('onset median, ms', ({ onsetMs }) => onsetMs.median),
    line('onset P95, ms', ({ onsetMs }) => onsetMs.p95),
    line('most moved, levels', ({ mostMovedInSilence }) => mostMovedInSilence),
    line('block moved, P50', ({ movedInSilence }) => movedInSilence?.blocks.p50),
    line('block moved, most', ({ movedInSilence }) => movedInSilence?.mostOfBlock),
    line('movement in pauses', ({ pauseMovement }) => pauseMovement.largest),
    line('frames to shut', ({ shutAfterEndFrames }) => shutAfterEndFrames),
    line('rounding', ({ rounding }) => rounding),
    line('spreading', ({ spreading }) => spreading),
  ]);
}
