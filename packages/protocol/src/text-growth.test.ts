import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { isWithinLimit } from './client/message-size.js';
import { readClientMessage } from './client/read-client-message.js';
import { parseJson } from './json.js';
import { isSimpleJson } from './json-shape.js';
import { numberAtEnd, numberedFrame, numberOf } from './sequence.js';
import { readV1Create, readV1Message } from './v1/read-v1-message.js';

const message = (type: string, data: object): string => JSON.stringify({ type, data });
const item = (content: unknown): string =>
  message('conversation.item.create', { item: { type: 'message', role: 'user', content } });

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  isSimpleJson,
  isWithinLimit: (text) => isWithinLimit(text.length, (from, to) => text.slice(from, to)),
  numberAtEnd: (text) => numberAtEnd(`${text},"seq":${text}}`),
  numberedFrame: (text) => numberedFrame(`{"a":${JSON.stringify(text)}}`, 1),
  numberOf: (text) => numberOf(`${text}"seq"`),
  parseJson,
  readClientMessage,
  'readClientMessage, a name': (text) => readClientMessage(message(text, {})),
  'readClientMessage, a picture': (text) =>
    readClientMessage(message('realtime.input_image', { content: `data:${text};base64,/9j/${text}` })),
  'readClientMessage, a text': (text) => readClientMessage(message('realtime.input_text', { content: text })),
  'readClientMessage, an item': (text) => readClientMessage(item(text)),
  'readClientMessage, a printed item': (text) => readClientMessage(item(`[{type=text, text=${text}`)),
  'readClientMessage, parts': (text) => readClientMessage(item(text.match(/.{1,1000}/gsu)?.slice(0, 100))),
  'readClientMessage, settings': (text) =>
    readClientMessage(message('realtime.input_config', { content: text, voice: text, prompt: text })),
  'readClientMessage, tools': (text) =>
    readClientMessage(message('session.update', { session: { tools: text.match(/.{1,99}/gsu)?.map(toolOf) } })),
  'readClientMessage, a description': (text) => readClientMessage(message('webrtc.signaling.answer', { sdp: text })),
  'readClientMessage, a candidate': (text) =>
    readClientMessage(message('webrtc.signaling.iceCandidate', { candidate: text })),
  'readClientMessage, an output': (text) =>
    readClientMessage(message('realtime.function_call_output', { call_id: 'c', output: text })),
  readV1Create,
  readV1Message,
};

const toolOf = (name: string): object => ({ name, description: name, parameters: { properties: { [name]: {} } } });

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
