// Recorded voices, and where speech begins and ends in them.
import { WIRE_RATE_HZ, StreamResampler } from '@visavis/sound';
import { recordedVoices } from '@visavis/providers/testing';
import { speechIn } from './pauses.mjs';

const FILE_RATE_HZ = 16_000;

/** @returns Every recording, 16 bit at the rate of the wire, with where its speech begins and ends, ms from its first sample. */
export function voices() {
  return recordedVoices().map(({ file, text, samples }) => {
    const floats = new StreamResampler(FILE_RATE_HZ, WIRE_RATE_HZ).push(samples);
    return { file, text, samples: Int16Array.from(floats, toInt16), ...speechIn(samples) };
  });
}

const toInt16 = (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));

/** Level of a user's speech, dBFS. */
const SPEECH_DB = -20;

/** @returns The voices as if one user had spoken them all: equally loud between the beginning and the end of speech. */
export function equallyLoud(spoken) {
  return spoken.map((voice) => {
    const speech = voice.samples.subarray((voice.startMs * WIRE_RATE_HZ) / 1000, (voice.endMs * WIRE_RATE_HZ) / 1000);
    const gain = 10 ** (SPEECH_DB / 20) / loudness(speech);
    return { ...voice, samples: voice.samples.map((sample) => Math.max(-32_768, Math.min(32_767, gain * sample))) };
  });
}

/** −50 dBFS: below it a packet is silence. */
export const AUDIBLE = 10 ** (-50 / 20);

/** Root mean square of decoded samples, 0…1. */
export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return Math.sqrt(sum / samples.length);
}

/** @returns Audio packets that the viewer has received since `sinceMs`, oldest first: `{ atMs, marker, level }`. */
export function heardSince(viewer, sinceMs) {
  const heard = [];
  for (let i = viewer.audio.length - 1; i >= 0 && viewer.audio[i].atMs >= sinceMs; i--) {
    const { atMs, marker, timestamp } = viewer.audio[i];
    heard.push({ atMs, marker, timestamp, level: loudness(viewer.sound[i]) });
  }
  return heard.reverse();
}
