import type { z } from 'zod';
import { QUERY } from './address-reference.js';
import { CLIENT_REFERENCE, clientSchema } from './client-reference.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { SERVER_REFERENCE, SERVER_SCHEMAS, serverExample } from './server-reference.js';
import { V1_REFERENCE, V1_SCHEMAS, V1_SIGNAL_REFERENCE, V1_SIGNAL_SCHEMAS } from './v1-reference.js';

interface Message {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly example?: object;
}

const fromClient: readonly Message[] = Object.values(CLIENT_REFERENCE).map((entry) => ({
  name: entry.type,
  summary: entry.summary,
  schema: clientSchema(entry),
  example: entry.example,
}));
const fromServer: readonly Message[] = SERVER_SCHEMAS.map(([name, schema]) => ({
  name,
  summary: SERVER_REFERENCE[name],
  schema,
  example: serverExample(name),
}));
const v1FromServer: readonly Message[] = V1_SCHEMAS.map(([name, schema]) => ({
  name,
  summary: V1_REFERENCE[name],
  schema,
}));
const v1Signals: readonly Message[] = V1_SIGNAL_SCHEMAS.map(([name, schema]) => ({
  name,
  summary: V1_SIGNAL_REFERENCE[name],
  schema,
}));

/** Every message of every socket. @see https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export function asyncApi(version: string): JsonSchema {
  const sockets = [
    { id: 'unified', address: '/wss/v2/realtime-chat', title: 'The unified socket', fromClient, fromServer },
    {
      id: 'v1Conversation',
      address: '/api/realtime-api',
      title: 'The older conversation socket',
      fromServer: v1FromServer,
    },
    { id: 'v1Signalling', address: '/api/webrtc', title: 'The older signalling socket', fromServer: v1Signals },
  ];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Visavis',
      version,
      description: 'A spoken conversation with a face over one WebSocket.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { local: { host: 'localhost:8080', protocol: 'ws' } },
    channels: Object.fromEntries(sockets.map((socket) => [socket.id, channel(socket)])),
    operations: Object.fromEntries(sockets.flatMap((socket) => operations(socket))),
    components: {
      messages: Object.fromEntries(
        sockets.flatMap((socket) => messagesOf(socket).map(([key, message]) => [key, component(message)])),
      ),
    },
  };
}

interface Socket {
  readonly id: string;
  readonly address: string;
  readonly title: string;
  readonly fromClient?: readonly Message[];
  readonly fromServer: readonly Message[];
}

const keyed = (id: string, way: string, messages: readonly Message[] = []) =>
  messages.map((message) => [`${id}.${way}.${message.name}`, message] as const);
const messagesOf = ({ id, fromClient, fromServer }: Socket) => [
  ...keyed(id, 'client', fromClient),
  ...keyed(id, 'server', fromServer),
];

function channel(socket: Socket): JsonSchema {
  const { id, address, title } = socket;
  return {
    address,
    title,
    messages: Object.fromEntries(messagesOf(socket).map(([key]) => [key, { $ref: `#/components/messages/${key}` }])),
    ...(id === 'unified'
      ? { bindings: { ws: { method: 'GET', query: jsonSchema(QUERY), bindingVersion: '0.1.0' } } }
      : {}),
  };
}

/** Operations as the server sees them, as the specification requires: it receives what clients send. */
function operations({ id, fromClient, fromServer }: Socket): [string, JsonSchema][] {
  const operation = (action: 'send' | 'receive', messages: readonly (readonly [string, Message])[]): JsonSchema => ({
    action,
    channel: { $ref: `#/channels/${id}` },
    messages: messages.map(([key]) => ({ $ref: `#/channels/${id}/messages/${key}` })),
  });
  const sent: [string, JsonSchema] = [`${id}.send`, operation('send', keyed(id, 'server', fromServer))];
  return fromClient ? [[`${id}.receive`, operation('receive', keyed(id, 'client', fromClient))], sent] : [sent];
}

function component({ name, summary, schema, example }: Message): JsonSchema {
  return {
    name,
    summary,
    payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: jsonSchema(schema) },
    ...(example ? { examples: [{ payload: example }] } : {}),
  };
}
