import { CodedError } from '@visavis/core';
import { eventData } from '../http/event-data.js';
import { listOf, parsedJson, recordOf } from '../http/json.js';
import { piecesOf } from '../http/response-body.js';
import { SoundDecoder, type DecodedSound } from './sound-decoder.js';

/** A word as the service says it, and when; seconds from the start of the text's sound. */
export interface SpokenWord {
  readonly word: string;
  readonly startS: number;
  readonly endS: number;
}

/** One piece of an answer. One without anything in it is a sign of life. */
export interface SpeechPart {
  readonly sound?: DecodedSound;
  readonly words?: readonly SpokenWord[];
}

/** Limit of one event or line, bytes: half a minute of sound, in base64. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Reads the answer to a request for speech: the bytes of the sound, events with pieces of it, or lines with times. */
export async function* speechParts(response: Response, what: string): AsyncGenerator<SpeechPart> {
  const type = response.headers.get('content-type') ?? '';
  const pieces = piecesOf(response, what);
  if (type.includes('text/event-stream')) yield* fromMessages(eventMessages(pieces, what), what);
  else if (type.includes('json')) yield* fromMessages(lineMessages(pieces, what), what);
  else {
    const decoder = new SoundDecoder(type, what);
    for await (const piece of pieces) for (const sound of decoder.push(piece)) yield { sound };
    for (const sound of decoder.end()) yield { sound };
  }
}

async function* eventMessages(pieces: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<unknown> {
  for await (const events of eventData({ pieces, maxBytes: MAX_BYTES, what }))
    for (const event of events) yield parsedJson(event);
}

async function* lineMessages(pieces: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_BYTES) throw new CodedError('provider.failed', `${what} sent a line without end`);
    for (const line of lines) if (line.trim() !== '') yield parsedJson(line);
  }
  if (rest.trim() !== '') yield parsedJson(rest);
}

/** Both kinds of messages carry sound as base64: `{type, audio}`, and `{audio, audio_format, timestamps}`. */
async function* fromMessages(messages: AsyncIterable<unknown>, what: string): AsyncGenerator<SpeechPart> {
  let decoder: SoundDecoder | undefined;
  for await (const value of messages) {
    const message = recordOf(value);
    if (!message) throw new CodedError('provider.failed', `${what} sent a message that cannot be read`);
    if (message['error']) throw new CodedError('provider.failed', `${what} broke the speech off`);
    const words = listOf(message['timestamps']).flatMap(wordOf);
    if (words.length > 0) yield { words };
    const { audio, audio_format: format } = message;
    if (typeof audio !== 'string') continue;
    decoder ??= new SoundDecoder(typeof format === 'string' ? format : '', what);
    for (const sound of decoder.push(Buffer.from(audio, 'base64'))) yield { sound };
  }
  for (const sound of decoder?.end() ?? []) yield { sound };
}

function wordOf(value: unknown): SpokenWord[] {
  const record = recordOf(value);
  const { word, start_time: startS, end_time: endS } = record ?? {};
  return typeof word === 'string' && typeof startS === 'number' && typeof endS === 'number'
    ? [{ word, startS, endS }]
    : [];
}
