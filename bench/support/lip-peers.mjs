// Two other libraries that move lips by sound alone, on the same sound, with the animation that each one brings. Both
// run without their browser parts; a library that is not installed is left out.
import { readFile } from 'node:fs/promises';
import { CLOSED, SHAPES } from '../../packages/avatar/dist/mouth/visemes.js';

const RATE = 48_000;
/** Length of the pieces in which a browser hands over sound. */
const QUANTUM = 128;
/** Animation steps: 60 a second. */
const STEP_MS = 1000 / 60;

/**
 * @param sentences Each with `segments` (sound at 48 kHz), `sounds` (the times of its phones) and `endMs`.
 * @param training Sentences of the same kind, from which a profile may be calibrated.
 * @returns For each library that is installed: a mouth for each sentence.
 */
export async function peerTracks(sentences, training) {
  const peers = {};
  for (const [name, make] of Object.entries({ wlipsync: wLipSync, headaudio: headAudio })) {
    try {
      peers[name] = await make(sentences, training);
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      console.log(`${name} is not installed`);
    }
  }
  return peers;
}

/** A mouth from weights of mouth classes over time; what they leave of 1 is the closed mouth. */
function weighted(states) {
  return {
    at(ms) {
      const weights = Object.entries((states.findLast(({ atMs }) => atMs <= ms) ?? { weights: {} }).weights);
      const sum = weights.reduce((total, [, weight]) => total + weight, 0);
      const all = [...weights, ['sil', Math.max(0, 1 - sum)]];
      const mean = (key) =>
        all.reduce((total, [name, weight]) => total + weight * SHAPES[name][key], 0) / Math.max(1, sum);
      return Object.fromEntries(Object.keys(CLOSED).map((key) => [key, mean(key)]));
    },
  };
}

function soundOf({ segments }) {
  const samples = Int16Array.from(segments.flatMap(({ samples }) => [...samples]));
  const silence = new Array(RATE / 2).fill(0);
  return Float32Array.from([...samples, ...silence], (sample) => sample / 32_768);
}

// HeadAudio: a Gaussian for each phone, over 12 coefficients of the sound. Its processor runs outside of a worklet; its
// model comes with it. Weights rise and fall within 100 ms along a sigmoid, to at most 0.65 or 0.75.
async function headAudio(sentences) {
  const { Processor } = await import('@met4citizen/headaudio/modules/processor.mjs');
  const { Training } = await import('@met4citizen/headaudio/modules/training.mjs');
  const file = await readFile(new URL(import.meta.resolve('@met4citizen/headaudio/dist/model-en-mixed.bin')));
  const { model } = await new Training().loadModel(`data:application/octet-stream;base64,${file.toString('base64')}`);
  return sentences.map((sentence) => {
    const events = [];
    const port = { postMessage: (message) => events.push(message) };
    const processor = new Processor({ sampleRate: RATE }, { port });
    processor._onmessage({ data: { event: 'model', model } });
    eachQuantum(soundOf(sentence), (quantum) => processor.process(quantum));
    return weighted(headAudioStates(events, sentence.endMs + 500));
  });
}

const HEAD_AUDIO = ['aa', 'E', 'I', 'O', 'U', 'PP', 'SS', 'TH', 'DD', 'FF', 'kk', 'nn', 'RR', 'CH', 'sil'];

function headAudioStates(events, untilMs) {
  const alphas = new Array(HEAD_AUDIO.length).fill(0);
  const sigmoid = (t) => 1 / (1 + Math.exp(-5 * t)) - 0.5;
  const eased = (t) => (0.5 / sigmoid(1)) * sigmoid(2 * t - 1) + 0.5;
  const states = [];
  let active = -1;
  let next = 0;
  for (let atMs = 0; atMs < untilMs; atMs += STEP_MS) {
    for (; events[next] && 1000 * events[next].t <= atMs; next++) {
      const { event, viseme } = events[next];
      if (event === 'viseme' && viseme) active = HEAD_AUDIO[viseme] === 'sil' ? -1 : viseme;
      if (event === 'ended') active = -1;
    }
    const weights = {};
    alphas.forEach((alpha, i) => {
      alphas[i] = Math.min(1, Math.max(0, alpha + (i === active ? STEP_MS : -STEP_MS) / 100));
      weights[HEAD_AUDIO[i]] =
        (['PP', 'FF'].includes(HEAD_AUDIO[i]) ? 0.75 : 0.65) * (alphas[i] > 0 ? eased(alphas[i]) : 0);
    });
    states.push({ atMs, weights });
  }
  return states;
}

// wLipSync: the nearest of a few means of 12 coefficients. It comes without a profile; this one is calibrated from the
// training sentences, by the times of their phones, with the library's own coefficients.
const PHONEMES = {
  aa: 'aa ae ah ay aw',
  I: 'iy ih',
  U: 'uw uh w',
  E: 'eh ey',
  O: 'ao ow oy',
  PP: 'm n ng',
  SS: 's z sh',
};
const SAMPLES_OF_EACH = 32;
const BLOCK = 512;
/** Its defaults: the profile of uLipSync, the span of loudness in powers of ten, and the time of its smoothing, s. */
const PROFILE = { rateHz: 16_000, samples: 1024, melChannels: 30, l2Norm: 1, standardised: 1 };
const VOLUME = { least: -2.5, most: -1.5 };
const SMOOTHNESS = 0.05;

async function wLipSync(sentences, training) {
  const wasm = await readFile(new URL(import.meta.resolve('wlipsync/wlipsync.wasm')));
  const names = Object.keys(PHONEMES);
  const blank = await wLipSyncEngine(
    wasm,
    names.map(() => Array.from({ length: SAMPLES_OF_EACH }, () => new Float32Array(12))),
  );
  const examples = new Map(names.map((name) => [name, []]));
  for (const sentence of training)
    blank(soundOf(sentence), ({ atMs, mfcc }) => {
      const phone = sentence.sounds.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs)?.phone;
      const name = names.find((one) => PHONEMES[one].split(' ').includes(phone));
      if (name) examples.get(name).push(mfcc);
    });
  const chosen = names.map((name) => evenly(examples.get(name), SAMPLES_OF_EACH));
  const engine = await wLipSyncEngine(wasm, chosen);
  return sentences.map((sentence) => {
    const states = [];
    const smooth = new Map([
      ['volume', { value: 0, velocity: 0 }],
      ...names.map((name) => [name, { value: 0, velocity: 0 }]),
    ]);
    engine(soundOf(sentence), ({ atMs, index, volume }) => {
      const level = (Math.log10(volume || 1e-9) - VOLUME.least) / (VOLUME.most - VOLUME.least);
      damp(smooth.get('volume'), Math.min(1, Math.max(0, level)));
      names.forEach((name, i) => damp(smooth.get(name), i === index ? 1 : 0));
      const loud = smooth.get('volume').value;
      states.push({ atMs, weights: Object.fromEntries(names.map((name) => [name, loud * smooth.get(name).value])) });
    });
    return weighted(states);
  });
}

/** @returns A function that analyses sound, and reports each block: the middle of its window, class and loudness. */
async function wLipSyncEngine(wasm, calibration) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  const { exports } = instance;
  const { rateHz, samples, melChannels, l2Norm, standardised } = PROFILE;
  const at = exports.load_profile(
    rateHz,
    samples,
    melChannels,
    l2Norm,
    calibration.length,
    SAMPLES_OF_EACH,
    standardised,
  );
  new Float32Array(memory.buffer, at, calibration.length * SAMPLES_OF_EACH * 12).set(
    calibration.flat().flatMap((mfcc) => [...mfcc]),
  );
  exports.precompute_profile();
  exports.set_input(RATE);
  const size = exports.get_input_buffer_size();
  const ring = new Float32Array(memory.buffer, exports.get_input_buffer(), size);
  const volume = new Float32Array(memory.buffer, exports.get_volume_ptr(), 1);
  const windowMs = (1000 * samples) / rateHz;
  return (sound, report) => {
    ring.fill(0);
    let index = 0;
    for (let from = 0; from + BLOCK <= sound.length; from += BLOCK) {
      for (let i = 0; i < BLOCK; i++) {
        ring[index] = sound[from + i];
        index = (index + 1) % size;
      }
      const nearest = exports.execute(index);
      const mfcc = new Float32Array(memory.buffer, exports.mfccOut.value, 12).slice();
      const atMs = (1000 * (from + BLOCK)) / RATE - windowMs / 2;
      report({ atMs, index: nearest, volume: volume[0], mfcc });
    }
  };
}

/** The library's smoothing (critically damped, as in Unity). */
function damp(state, target) {
  const seconds = BLOCK / RATE;
  const omega = 2 / SMOOTHNESS;
  const x = omega * seconds;
  const decay = 1 / (1 + x + 0.48 * x * x + 0.235 * x * x * x);
  const change = state.value - target;
  const moved = (state.velocity + omega * change) * seconds;
  state.velocity = (state.velocity - omega * moved) * decay;
  state.value = target + (change + moved) * decay;
}

function evenly(items, count) {
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}

function eachQuantum(sound, take) {
  for (let at = 0; at + QUANTUM <= sound.length; at += QUANTUM) take(sound.subarray(at, at + QUANTUM));
}
