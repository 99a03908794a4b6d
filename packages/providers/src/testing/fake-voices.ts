import { writePcm16 } from '@visavis/sound';
import type { Received, VendorConnection, VendorScript } from './fake-vendor.js';

/** How a fake voice behaves. */
export type VoiceScenario =
  | 'normal'
  /** Times come after their sound. */
  | 'late'
  /** Stops in mid-sentence without a word. */
  | 'stall'
  | 'garbage'
  /** Closes the connection in mid-word. */
  | 'close'
  /** Refuses the sentence. */
  | 'refuse';

/** Each character lasts so long, ms. */
export const CHARACTER_MS = 40;
const RATE_HZ = 24_000;

/** @returns 16-bit PCM. */
export const spokenSound = (text: string): Buffer =>
  Buffer.from(
    writePcm16(
      Int16Array.from({ length: (RATE_HZ * text.length * CHARACTER_MS) / 1000 }, (_, i) => 8_000 * Math.sin(i / 9)),
    ),
  );
const soundOf = (text: string): string => spokenSound(text).toString('base64');

/** A sentence in pieces that are cut anywhere. */
export const piecesOf = (text: string): { piece: string; from: number }[] =>
  (text.match(/.{1,7}/gsu) ?? []).map((piece, i) => ({ piece, from: 7 * i }));

/** ElevenLabs closes a connection on which more sentences are made at once. */
const MAX_CONTEXTS = 5;

/** A voice of ElevenLabs. A sentence is made to its end, whatever becomes of its reader. */
export function fakeElevenLabs(scenario: (connection: VendorConnection) => VoiceScenario): VendorScript {
  const contexts = new Map<VendorConnection, Set<unknown>>();
  const answer = (message: Received, connection: VendorConnection): void => {
    if (Buffer.isBuffer(message) || message['flush'] !== true) return;
    const contextId = message['context_id'];
    const kind = scenario(connection);
    const made = (contexts.get(connection) ?? new Set()).add(contextId);
    contexts.set(connection, made);
    if (made.size > MAX_CONTEXTS) {
      connection.send({ error: 'max_active_conversations', message: 'prose', code: 1008 });
      return connection.socket.close(1008);
    }
    if (kind === 'garbage') return connection.send('{"audio": 7}');
    if (kind === 'refuse') {
      connection.send({ error: 'voice_not_found', message: 'prose', code: 1008 });
      return connection.socket.close(1008);
    }
    for (const { piece, from } of piecesOf((message['text'] as string).trimEnd())) {
      if (from > 0 && kind === 'stall') return;
      if (from > 0 && kind === 'close') return connection.socket.terminate();
      const chars = [...piece];
      const alignment = {
        chars,
        charStartTimesMs: chars.map((_, i) => i * CHARACTER_MS),
        charDurationsMs: chars.map(() => CHARACTER_MS),
      };
      connection.send({ audio: soundOf(piece), alignment, normalizedAlignment: null, contextId });
    }
    made.delete(contextId);
    connection.send({ isFinal: true, contextId });
  };
  return { answer, lists: { '/v1/voices': { voices: [{ voice_id: 'id-of-george', name: 'George' }] } } };
}

/** A voice of Cartesia, in which each letter is a word of one sound. */
export function fakeCartesia(scenario: (connection: VendorConnection) => VoiceScenario): VendorScript {
  const answer = (message: Received, connection: VendorConnection): void => {
    if (Buffer.isBuffer(message) || message['transcript'] === undefined) return;
    const { context_id: context, transcript } = message as { context_id: string; transcript: string };
    const common = { done: false, status_code: 206, context_id: context };
    const kind = scenario(connection);
    if (kind === 'garbage') return connection.send('not even JSON');
    if (kind === 'refuse') return connection.send({ ...common, type: 'error', error_code: 'model_not_found' });
    const times = [...transcript.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
      word,
      start: (index * CHARACTER_MS) / 1000,
      end: ((index + word.length) * CHARACTER_MS) / 1000,
    }));
    const words = {
      words: times.map(({ word }) => word),
      start: times.map(({ start }) => start),
      end: times.map(({ end }) => end),
    };
    const phones = { phonemes: times.map(() => 'oʊ'), start: words.start, end: words.end };
    const timed = [
      { ...common, type: 'timestamps', word_timestamps: words },
      { ...common, type: 'phoneme_timestamps', phoneme_timestamps: phones },
      { ...common, type: 'something_new' },
    ];
    if (kind !== 'late') for (const one of timed) connection.send(one);
    for (const { piece, from } of piecesOf(transcript)) {
      if (from > 0 && kind === 'stall') return;
      if (from > 0 && kind === 'close') return connection.socket.terminate();
      connection.send({ ...common, type: 'chunk', data: soundOf(piece), step_time: 1 });
    }
    if (kind === 'late') for (const one of timed) connection.send(one);
    connection.send({ ...common, type: 'done', done: true });
  };
  return { answer, lists: { '/voices': { data: [{ id: 'id-of-george', name: 'George' }] } } };
}
