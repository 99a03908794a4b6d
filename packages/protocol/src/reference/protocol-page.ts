import { CLOSE_CODES } from '@visavis/core';
import type { z } from 'zod';
import { MAX_FRAME_CHARS } from '../limits.js';
import { closeOf } from '../server/closes.js';
import { QUERY } from './address-reference.js';
import { CLIENT_REFERENCE, clientSchema } from './client-reference.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { table } from './markdown-table.js';
import { REST_REFERENCE } from './rest-reference.js';
import { SERVER_REFERENCE, SERVER_SCHEMAS, serverExample } from './server-reference.js';
import { V1_REFERENCE, V1_SIGNAL_REFERENCE } from './v1-reference.js';

/** The protocol as a page to read. Everything in it but the introductions comes from the schemas and tables. */
export function protocolPage(): string {
  const client = Object.values(CLIENT_REFERENCE).map((entry) =>
    section(entry.type, entry.summary, {
      also: entry.also,
      answer: entry.answer,
      schema: clientSchema(entry),
      example: entry.example,
    }),
  );
  const server = SERVER_SCHEMAS.map(([type, schema]) =>
    section(type, SERVER_REFERENCE[type], { schema, example: serverExample(type) }),
  );
  return `${[
    INTRODUCTION,
    '## The address',
    table(
      ['parameter', 'meaning'],
      fieldsOf(jsonSchema(QUERY)).map(({ name, meaning }) => [`\`${name}\``, meaning]),
    ),
    ORDER,
    '## What clients say',
    CLIENT_RULES,
    ...client,
    '## What the server says',
    SERVER_RULES,
    ...server,
    '## How a session ends',
    `An event says why, by a message and an \`error_code\`, then the socket closes with a code (RFC 6455 §7.4.1) and a reason. [Errors](errors.md) explains each. A frame that is no JSON, unknown or wrong ends nothing: it is answered with a \`realtime.warning\`, or passed over; one of more than ${MAX_FRAME_CHARS / 2 ** 20} MiB is refused by 1009, without an event or a reason.`,
    table(
      ['code', 'reason', 'event before', 'error code'],
      CLOSE_CODES.map((error) => ({ error, ...closeOf(error) })).map(({ error, code, reason, event }) => [
        String(code),
        reason,
        event ? `\`conversation.connected.${event}\`` : '–',
        `\`${error}\``,
      ]),
    ),
    '## Over HTTP',
    'The key stands in the header `license`, in the query as `license` or `apikey`, or as `Authorization: Bearer`. Answers are `{ code, message, data }` with the HTTP status as `code`. [openapi.json](reference/openapi.json) has every field.',
    table(
      ['', 'path', ''],
      REST_REFERENCE.map(({ method, path, summary }) => [method.toUpperCase(), `\`${path}\``, summary]),
    ),
    '## Older clients',
    V1_INTRODUCTION,
    table(['event', 'meaning'], rows(V1_REFERENCE)),
    'On the signalling socket:',
    table(['event', 'meaning'], rows(V1_SIGNAL_REFERENCE)),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# The protocol

<!-- Made by \`npm run reference\` from packages/protocol; changes here are lost. -->

One WebSocket, \`/wss/v2/realtime-chat\`, carries the user's sound, every event of the conversation and the WebRTC signalling; picture and sound come back over WebRTC. The same for programs: [asyncapi.json](reference/asyncapi.json) and [openapi.json](reference/openapi.json), and JSON Schemas of [what clients say](reference/schemas/client-messages.json) and [what the server says](reference/schemas/server-events.json). What existing clients depend on, requirement by requirement, with the tests that hold it: [Conformance](conformance.md).`;

const ORDER = `## The order of things

1. The socket opens, whatever the key: problems are told by an event, since browsers cannot read a failed handshake. The client may send its settings at once.
2. \`conversation.connected.success\`, then \`realtime.session.created\` and \`webrtc.signaling.offer\`. The client answers the offer and trickles its candidates; it may send history.
3. \`realtime.session.updated\`: the client opens its microphone and sends it without a pause.
4. For each turn of the user's \`speech_started\`, \`speech_stopped\` and a transcript; then, for the reply, pieces of its text while it sounds over WebRTC, the whole text when it has been heard, and \`realtime.response.audio.done\`. Speech over a reply stops it.
5. The client closes the socket with 1000, or the server says why and closes it.

A client that connected with \`resume=1\` gets a number with every frame, \`seq\`, and numbers its own messages, sound excepted. After a loss it comes back within half a minute to the same address with \`resume=<token>&after=<last number>\`; then \`conversation.connected.success\` says how many of its messages have arrived (\`received\`), what it missed follows, and it repeats the rest.`;

const CLIENT_RULES =
  'JSON text frames. Every message is understood with `realtime.` in front of its name and without, and with its members under `data` or at the top.';
const SERVER_RULES =
  'JSON text frames, each with a string `type` and an object `data`. New events and members may be added at any time; pass over what you do not know.';
const V1_INTRODUCTION =
  'Clients from before the unified socket open two: `/api/realtime-api?license=…&characterName=…` for the conversation, and `/api/webrtc?userId=…` for the signalling, where `userId` is the key or the session’s id. They say the same things by their bare names, and `create`, `answer` and `iceCandidate` on the second socket, each with a `targetSessionId` that comes back in every answer.';

interface Parts {
  readonly also?: string | undefined;
  readonly answer?: string | undefined;
  readonly schema: z.ZodType;
  readonly example: object;
}

function section(type: string, summary: string, { also, answer, schema, example }: Parts): string {
  const fields = fieldsOf(jsonSchema(schema)).filter(({ name, meaning }) => name !== 'type' && meaning !== '');
  return [
    `### \`${type}\``,
    summary,
    ...(also ? [`Also understood: ${also}`] : []),
    ...(answer ? [`Answered by: ${answer}`] : []),
    ...(fields.length > 0
      ? [
          table(
            ['member', 'meaning'],
            fields.map(({ name, meaning }) => [`\`${name}\``, meaning]),
          ),
        ]
      : []),
    `\`\`\`json\n${JSON.stringify(example)}\n\`\`\``,
  ].join('\n\n');
}

interface Field {
  readonly name: string;
  readonly meaning: string;
}

/** Every member that is described, by its path. */
function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).flatMap(([key, member]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const optional = required.includes(key) ? '' : 'Optional. ';
    const text = typeof member['description'] === 'string' ? optional + member['description'] + choicesOf(member) : '';
    return [{ name, meaning: text }, ...fieldsOf(member, name)];
  });
}

function choicesOf({ enum: choices }: JsonSchema): string {
  if (!Array.isArray(choices)) return '';
  const written = choices.map((choice) => `\`${choice}\``).join(', ');
  return choices.length === 1 ? ` Value: ${written}.` : ` One of ${written}.`;
}

const rows = (entries: Record<string, string>): string[][] =>
  Object.entries(entries).map(([type, meaning]) => [`\`${type}\``, meaning]);
