import { ATTENTIONS, EXPRESSIONS } from '@visavis/core';
import { z } from 'zod';
import { firstSet, isJsonObject, parseJson, type JsonObject } from '../json.js';
import { MAX_TEXT_CHARS, MAX_TRANSCRIPT_CHARS } from '../limits.js';
import { nullsLeftOut } from '../nulls.js';
import { readConfig, type ReadConfig } from './config.js';
import { image, imageFile } from './image.js';
import { itemId, messageItem, toolOutput } from './item.js';
import { answer, candidate, offer } from './signaling.js';

const anyFields = z.record(z.string(), z.unknown());

/** A message whose name is all it carries. */
const signal = <T extends string>(type: T) => anyFields.transform(() => ({ type }));

const configUpdate = <S extends string>(source: S, read: (fields: JsonObject) => ReadConfig | undefined) =>
  anyFields.transform((fields, context) => {
    const found = read(fields);
    if (!found) context.addIssue({ code: 'custom', message: 'holds no settings' });
    return found ? { type: 'config.update' as const, source, ...found } : z.NEVER;
  });

/** `content` is JSON text or the object itself; without it, the settings stand in its place. */
function readInputConfig(fields: JsonObject): ReadConfig | undefined {
  const content = fields['content'] ?? fields;
  const settings = typeof content === 'string' ? parseJson(content) : content;
  return isJsonObject(settings) ? readConfig(settings) : undefined;
}

/** Native clients pass on what their host handed them, unchecked: anything but a list of tools means no tools. */
function readTools(fields: JsonObject): ReadConfig {
  const content = fields['content'] ?? fields['tools'];
  const tools = typeof content === 'string' ? parseJson(content) : content;
  if (Array.isArray(tools)) return readConfig({ tools });
  return { config: { tools: [] }, ignored: ['tools'] };
}

function readSessionUpdate({ session }: JsonObject): ReadConfig | undefined {
  return isJsonObject(session) ? readConfig(session) : undefined;
}

const audioAppend = z
  .object({ audio: z.string() })
  .transform(({ audio }) => ({ type: 'audio.append' as const, audioBase64: audio }));

const inputImage = anyFields.transform((fields, context) => {
  const read = image.safeParse(fields);
  if (!read.success) {
    context.addIssue({ code: 'custom', message: 'holds no picture as a data URL or base64' });
    return z.NEVER;
  }
  return { type: 'image' as const, image: read.data, respond: [1, '1', true].includes(fields['reply'] as number) };
});

/** A picture that is to be seen behind the face. */
const inputBackground = imageFile.transform((base64) => ({ type: 'background' as const, base64 }));

/** Text as `content` or as `text`. */
const words = <T extends string>(type: T) =>
  z.preprocess(
    (fields) => (isJsonObject(fields) ? firstSet(fields['content'], fields['text']) : fields),
    z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT_CHARS)
      .transform((text) => ({ type, text })),
  );

/** What the face expresses and, where only the client knows it, what it attends to. */
const motion = nullsLeftOut(
  z.object({ expression: z.enum(EXPRESSIONS).optional(), attention: z.enum(ATTENTIONS).optional() }),
)
  .refine(({ expression, attention }) => expression ?? attention, 'holds neither an expression nor an attention')
  .transform((fields) => ({ type: 'motion' as const, ...fields }));

/** Words that the client has recognised of its user; not final: they may be replaced by the next ones. */
const inputTranscript = z
  .object({ text: z.string().max(MAX_TRANSCRIPT_CHARS), final: z.boolean() })
  .transform((fields) => ({ type: 'transcript' as const, ...fields }));

/** The one message that both returns a tool's output and asks for the reply; the output may be called `content`. */
const toolOutputWithReply = z.preprocess(
  (fields) => (isJsonObject(fields) ? { ...fields, output: fields['output'] ?? fields['content'] } : fields),
  toolOutput.transform((output) => ({ ...output, respond: true })),
);

const itemCreate = nullsLeftOut(z.object({ item: anyFields, previous_item_id: itemId.optional() })).transform(
  ({ item, previous_item_id: afterId }, context) => {
    const schema = itemSchema(item['type']);
    if (!schema)
      return { type: 'unknown' as const, name: `conversation.item.create ${String(item['type']).slice(0, 64)}` };
    const read = schema.safeParse(item);
    if (read.success && read.data.type === 'item.create' && afterId)
      return { ...read.data, item: { ...read.data.item, afterId } };
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    context.addIssue({
      code: 'custom',
      message: issue?.message ?? 'is wrong',
      path: ['item', ...(issue?.path ?? [])],
    });
    return z.NEVER;
  },
);

const itemDelete = z
  .object({ item_id: itemId })
  .transform(({ item_id }) => ({ type: 'item.delete' as const, itemId: item_id }));

const itemTruncate = z
  .object({ item_id: itemId, audio_end_ms: z.number().min(0) })
  .transform(({ item_id, audio_end_ms }) => ({
    type: 'item.truncate' as const,
    itemId: item_id,
    heardMs: audio_end_ms,
  }));

/** Settings under `response` apply to this one reply. */
const responseCreate = anyFields.transform(({ response }) => ({
  type: 'response.create' as const,
  ...(isJsonObject(response) ? readConfig(response) : { config: {}, ignored: [] }),
}));

function itemSchema(type: unknown) {
  if (type === undefined || type === 'message') return messageItem;
  if (type === 'function_call_output') return toolOutput.transform((output) => ({ ...output, respond: false }));
  return type === 'input_image' ? inputImage : undefined;
}

/** The schemas by message name without the `realtime.` prefix: every message is accepted with it and without. */
export const CLIENT_MESSAGES = {
  input_config: configUpdate('input_config', readInputConfig),
  input_function_call: configUpdate('input_function_call', readTools),
  'session.update': configUpdate('session.update', readSessionUpdate),
  'conversation.item.create': itemCreate,
  'conversation.item.delete': itemDelete,
  'conversation.item.truncate': itemTruncate,
  'response.create': responseCreate,
  'response.cancel': signal('response.cancel'),
  'input_audio_buffer.append': audioAppend,
  'input_audio_buffer.clear': signal('audio.clear'),
  'input_audio_buffer.commit': signal('audio.commit'),
  input_image: inputImage,
  input_background: inputBackground,
  input_text: words('text.input'),
  input_transcript: inputTranscript,
  say: words('say'),
  motion,
  function_call_output: toolOutputWithReply,
  'webrtc.signaling.answer': answer,
  'webrtc.signaling.offer': offer,
  'webrtc.signaling.iceCandidate': candidate,
} as const;

/** A message of a client, every spelling of the wire folded into one vocabulary. */
export type ClientMessage =
  | z.output<(typeof CLIENT_MESSAGES)[keyof typeof CLIENT_MESSAGES]>
  /** A message this server does not know, to be ignored, so that a client may be newer. */
  | { type: 'unknown'; name: string };
