import { CLIENT_FIXTURES } from '@visavis/protocol/testing';
import fc from 'fast-check';

/** One thing that a client, or its network, does. */
export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A message on the second socket of an older client. */
  | { readonly kind: 'signal'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'lose'; readonly code: number }
  /** Comes back over a new socket, having heard this many frames fewer than it has. */
  | { readonly kind: 'return'; readonly short: number; readonly garble: boolean };

/** How a client arrives. */
export interface Visit {
  readonly entrance: 'unified' | 'v1 conversation';
  readonly query: string;
  readonly steps: readonly Step[];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One change of a message. Numbers choose by remainder, so that every one means something. */
interface Change {
  readonly at: number;
  readonly kind: 'drop' | 'replace' | 'rename' | 'copy' | 'wrap' | 'lift' | 'prefix';
  readonly value: Json;
}

const SDP = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMid: '0', sdpMLineIndex: 0 };

/** Messages that the fixtures leave out, mostly because they mean nothing by themselves. */
const MORE: readonly object[] = [
  { type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: SDP } } },
  { type: 'webrtc.signaling.answer', sdp: SDP },
  { type: 'webrtc.signaling.iceCandidate', data: { candidate: null } },
  { type: 'realtime.input_text', data: { content: 'Hello' } },
  { type: 'realtime.function_call_output', data: { call_id: 'call_1', output: 'ok' } },
  { type: 'response.cancel' },
  { type: 'input_audio_buffer.commit' },
  { type: 'session.update', session: { turn_detection: null } },
  { type: 'session.update', session: { audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } } },
  { type: 'realtime.input_audio_buffer.append', data: { audio: 'f38Af/9//38='.repeat(400) } },
  { type: 'unknow' },
];
const V1_SIGNALS: readonly object[] = [
  { type: 'create', targetSessionId: '123' },
  { type: 'answer', targetSessionId: '123', sdp: { type: 'answer', sdp: SDP } },
  { type: 'offer', targetSessionId: '123', sdp: { type: 'offer', sdp: SDP } },
  { type: 'iceCandidate', targetSessionId: '123', candidate: CANDIDATE },
];
/** Values that break programs that read messages. */
const NASTY: readonly Json[] = [
  null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '0', 'null', '{', '[]', '__proto__', 'constructor', 'toString', '\u0000', '\ud800',
  '💥', 'Listening...', 'data:image/png;base64,', 'data:text/html,<script>', 'AAA', '====', 'x'.repeat(5_000), [], {}, [[]], [null],
  { type: 'message' }, { content: {} }, { sdp: { sdp: 1 } }, [{ type: 'input_text' }], 'v=0\r\n', 'error', 'response.error',
]; // prettier-ignore

/** Marks that text functions stumble over when they are repeated. */
const MARKS = [
  "'",
  '"',
  '[',
  '(',
  '{',
  '#',
  '*',
  '_',
  '`',
  '<!--',
  '…',
  '.',
  ' ',
  '\n',
  '\\',
  '-',
  '0',
  'a',
  "a'",
  '**a ',
  '&',
  '😀',
];

/** A long text of one mark, as any client may send for a name, an address, or a question. */
const longText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...MARKS), fc.nat(32_000), fc.constantFrom('', 'a', 'Examples: "'))
  .map(([mark, chars, around]) => `${around}${mark.repeat(chars / mark.length)}${around}`);
const deepJson: fc.Arbitrary<Json> = fc
  .tuple(fc.nat(200), fc.boolean())
  .map(([depth, list]) => Array.from({ length: depth }).reduce<Json>((inner) => (list ? [inner] : { a: inner }), 0));
const wideJson: fc.Arbitrary<Json> = fc
  .nat(12_000)
  .map((width) => Object.fromEntries(Array.from({ length: width }, (_, i) => [`a${i}`, 0])));
/** Tools whose quotes and values are to be multiplied. */
const greedyTools: fc.Arbitrary<Json> = fc
  .tuple(fc.nat(200), fc.nat(2_000), fc.nat(2_000))
  .map(([tools, quotes, values]) =>
    Array.from({ length: tools }, (_, i) => ({
      name: `tool${i}`,
      description: '"v1"'.repeat(quotes / Math.max(1, tools)),
      parameters: {
        properties: { a: { enum: Array.from({ length: values / Math.max(1, tools) }, (_, v) => `v${v}`) } },
      },
    })),
  );
const large = fc.oneof<fc.Arbitrary<Json>[]>(longText, deepJson, wideJson, greedyTools);

const value: fc.Arbitrary<Json> = fc.oneof<fc.MaybeWeightedArbitrary<Json>[]>(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: large },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Json[]>(...[...MORE, ...CLIENT_FIXTURES.map(({ wire }) => wire)].map((m) => m as Json)),
  },
);

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(60),
  kind: fc.constantFrom<Change['kind'][]>('drop', 'replace', 'replace', 'rename', 'copy', 'wrap', 'lift', 'prefix'),
  value,
});

const messageOf = (messages: readonly object[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...messages), fc.array(change, { maxLength: 4 }), fc.option(fc.nat(20), { freq: 8 }))
    .map(([message, changes, seq]) => {
      const changed = changes.reduce(apply, structuredClone(message) as Json);
      const numbered = seq !== null && isObject(changed) ? { ...changed, seq } : changed;
      return JSON.stringify(numbered);
    });

/** Members that take texts of any length, in the messages that reach furthest. */
const largeMessage: fc.Arbitrary<string> = fc.oneof(
  longText.map((text) => JSON.stringify({ type: 'realtime.input_text', data: { content: text } })),
  longText.map((text) => JSON.stringify({ type: 'realtime.say', data: { content: text } })),
  large.map((output) => JSON.stringify({ type: 'realtime.function_call_output', data: { call_id: 'c', output } })),
  fc.oneof(greedyTools, large).map((tools) => JSON.stringify({ type: 'session.update', session: { tools } })),
  longText.map((sdp) => JSON.stringify({ type: 'webrtc.signaling.answer', data: { sdp } })),
);

const rubbish = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.constantFrom(
    '',
    '{',
    '{"type"',
    '[]',
    'null',
    '"',
    '{"type":7}',
    `${'['.repeat(3_000)}`,
    `{"type":"${'x'.repeat(9_000)}"}`,
  ),
  fc.jsonValue({ maxDepth: 4 }).map((json) => JSON.stringify(json)),
);

const anything = <T>(steps: fc.Arbitrary<T>, weight: number) => ({ arbitrary: steps, weight });
const common = [
  anything(
    messageOf([...CLIENT_FIXTURES.map(({ wire }) => wire), ...MORE]).map((text): Step => ({ kind: 'text', text })),
    20,
  ),
  anything(
    rubbish.map((text): Step => ({ kind: 'text', text })),
    2,
  ),
  anything(
    largeMessage.map((text): Step => ({ kind: 'text', text })),
    2,
  ),
  anything(
    fc.uint8Array({ maxLength: 999 }).map((bytes): Step => ({ kind: 'bytes', bytes })),
    1,
  ),
  anything(
    fc.nat(3_000).map((ms): Step => ({ kind: 'wait', ms })),
    3,
  ),
];
const unified = fc.oneof(
  ...common,
  anything(
    fc.constantFrom(1000, 1001, 1005, 1006, 4000).map((code): Step => ({ kind: 'lose', code })),
    1,
  ),
  anything(
    fc.record({ kind: fc.constant('return' as const), short: fc.nat(5), garble: fc.boolean() }) as fc.Arbitrary<Step>,
    1,
  ),
);
const older = fc.oneof(
  ...common,
  anything(
    messageOf(V1_SIGNALS).map((text): Step => ({ kind: 'signal', text })),
    6,
  ),
);

const QUERIES = [
  '',
  '',
  'resume=1',
  'resume=1&queue=1',
  'model=transparency',
  'audio_back=1&arguments=string',
  'input_sample_rate=16000',
  'input_sample_rate=0',
  'resume=vvr_guess&after=1',
  'avatarId=none',
  'license=vv_wrong',
];

/** Behaviours of clients, from correct ones to absurd ones. */
export const visit: fc.Arbitrary<Visit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      entrance: fc.constant('unified' as const),
      query: fc.constantFrom(...QUERIES),
      steps: fc.array(unified, { maxLength: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      entrance: fc.constant('v1 conversation' as const),
      query: fc.constantFrom('', '', '', 'characterName=girl2', 'license=vv_wrong'),
      steps: fc.array(older, { maxLength: 8 }),
    }),
  },
);

type Slot = { readonly parent: Json[] | { [key: string]: Json }; readonly key: string };

function apply(message: Json, { at, kind, value: shared }: Change): Json {
  // Later changes may reach into it, and it belongs to all cases.
  const value = structuredClone(shared);
  const slots = slotsIn(message);
  const slot = slots[at % Math.max(1, slots.length)];
  if (!slot || !isObject(message)) return value;
  const holder = slot.parent as { [key: string]: Json };
  const present = holder[slot.key] as Json;
  switch (kind) {
    case 'drop':
      if (Array.isArray(slot.parent)) slot.parent.splice(Number(slot.key), 1);
      else delete holder[slot.key];
      return message;
    case 'replace':
      put(holder, slot.key, structuredClone(value));
      return message;
    case 'rename':
      delete holder[slot.key];
      put(holder, value, present);
      return message;
    case 'copy':
      put(holder, value, structuredClone(present));
      return message;
    case 'wrap': {
      const { type = null, ...rest } = message;
      return { type, data: rest };
    }
    case 'lift':
      return isObject(present) ? { ...message, ...present } : message;
    case 'prefix':
      if (typeof message['type'] === 'string') message['type'] = `realtime.${message['type']}`;
      return message;
  }
}

/** Sets a member as a parser would: an assignment to `__proto__` does something else, and a list has no names. */
function put(holder: object, name: Json, value: Json): void {
  const key = (typeof name === 'string' ? name : JSON.stringify(name)).slice(0, 40);
  if (Array.isArray(holder) && !Object.hasOwn(holder, key)) return void holder.push(value);
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function slotsIn(json: Json): Slot[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, member]) => [{ parent: json, key }, ...slotsIn(member)]);
}

const isObject = (json: Json): json is { [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
