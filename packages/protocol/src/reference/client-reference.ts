import { z } from 'zod';
import type { CLIENT_MESSAGES } from '../client/client-message.js';

/** One message that clients send, in the form to write it in. Many more are understood: see `also`. */
export interface ClientEntry {
  /** As it is usually written; every message is understood with `realtime.` in front and without. */
  readonly type: string;
  readonly summary: string;
  /** Other forms that are understood. */
  readonly also?: string;
  /** What comes back. */
  readonly answer?: string;
  /** All members but `type`. */
  readonly fields: z.ZodRawShape;
  readonly example: object;
}

const tool = z
  .object({
    type: z.literal('function').optional(),
    name: z.string().min(1).max(128),
    description: z.string().optional().describe('Tells the brain when to call it. May end in example phrases.'),
    parameters: z.record(z.string(), z.unknown()).optional().describe('JSON Schema of the arguments.'),
  })
  .describe('A function the brain may call, as in OpenAI’s chat API.');

const settings = {
  instructions: z.string().optional().describe('For the brain.'),
  voice: z.string().optional().describe('An unknown one is replaced by the nearest, with a warning.'),
  temperature: z.number().min(0).max(2).optional(),
  max_response_output_tokens: z.union([z.number().int().positive(), z.literal('inf')]).optional(),
  modalities: z
    .array(z.enum(['text', 'audio']))
    .optional()
    .describe('Without `audio` replies are written, not spoken.'),
  input_audio_transcription: z.unknown().optional().describe('`null`: the client is not told what the user said.'),
  turn_detection: z
    .object({
      type: z.enum(['server_vad', 'semantic_vad', 'none']).optional(),
      threshold: z.number().min(0).max(1).optional().describe('Probability from which on a sound counts as speech.'),
      prefix_padding_ms: z.number().min(0).optional(),
      silence_duration_ms: z.number().min(0).optional().describe('How long a pause ends a turn.'),
      create_response: z.boolean().optional().describe('`false`: the end of a turn brings no reply by itself.'),
      interrupt_response: z.boolean().optional().describe('`false`: speech does not stop the reply.'),
    })
    .nullable()
    .optional()
    .describe('`null`: the client ends its turns itself, by `input_audio_buffer.commit`.'),
  tools: z.array(tool).optional().describe('Replaces all of them.'),
  tool_choice: z.unknown().optional().describe('`auto`, `none`, `required`, or `{ name }`.'),
};

const description = (type: 'offer' | 'answer') => ({
  data: z.object({ sdp: z.object({ type: z.literal(type), sdp: z.string().min(1).describe('RFC 8866.') }) }),
});
const itemId = z.string().min(1).max(200);
const words = { data: z.object({ content: z.string().min(1) }) };
const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n…';

/** By the name that `CLIENT_MESSAGES` knows them by: the compiler asks for an entry of each. */
export const CLIENT_REFERENCE: Record<keyof typeof CLIENT_MESSAGES, ClientEntry> = {
  input_config: {
    type: 'realtime.input_config',
    summary: 'Settings, from the moment the socket opens. What is left out, or empty, stays as it is.',
    also: '`content` as an object, or the settings in its place, under the names of `session.update` too.',
    fields: {
      data: z.object({ content: z.string().describe('JSON text of `{ voice, prompt, tools }`, each optional.') }),
    },
    example: { type: 'realtime.input_config', data: { content: '{"voice":"slt","prompt":"You are a receptionist."}' } },
  },
  input_function_call: {
    type: 'realtime.input_function_call',
    summary: 'The tools, instead of those before.',
    also: '`content` as a list.',
    fields: { data: z.object({ content: z.string().describe('JSON text of a list of functions.') }) },
    example: {
      type: 'realtime.input_function_call',
      data: { content: '[{"type":"function","name":"end_conversation","description":"Ends the call"}]' },
    },
  },
  'session.update': {
    type: 'session.update',
    summary: 'Settings in the shape of OpenAI’s session.',
    also: 'The newer session object with `audio.input` and `audio.output`.',
    answer: '`realtime.session.updated`, also where nothing has changed; not before the microphone is open.',
    fields: { session: z.object(settings) },
    example: {
      type: 'session.update',
      session: { instructions: 'Be brief.', turn_detection: { type: 'server_vad', silence_duration_ms: 600 } },
    },
  },
  'conversation.item.create': {
    type: 'conversation.item.create',
    summary:
      'Adds to the history: what was said before, something to know (`system`), or what a tool gave back. Followed by `response.create` it is answered.',
    also: 'The item under `data`; `content` as a string; parts of type `text` and `input_image`.',
    answer: '`realtime.conversation.item.created` where the item has an id or a place.',
    fields: {
      previous_item_id: itemId.optional().describe('What it stands behind; `root`: in front of everything.'),
      item: z.union([
        z.object({
          id: itemId.optional(),
          type: z.literal('message').optional(),
          role: z.enum(['user', 'assistant', 'system']).optional(),
          content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
        }),
        z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
      ]),
    },
    example: {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What time is it?' }] },
    },
  },
  'conversation.item.delete': {
    type: 'conversation.item.delete',
    summary: 'Has an item forgotten. A tool call takes its output along.',
    answer: '`realtime.conversation.item.deleted`, or a warning.',
    fields: { item_id: itemId },
    example: { type: 'conversation.item.delete', item_id: 'mine' },
  },
  'conversation.item.truncate': {
    type: 'conversation.item.truncate',
    summary: 'Cuts a reply in the history to what was heard of it; one that still sounds is stopped.',
    answer: '`realtime.conversation.item.truncated`, or a warning.',
    fields: { item_id: itemId, audio_end_ms: z.number().min(0).describe('How much of it was heard, ms.') },
    example: { type: 'conversation.item.truncate', item_id: 'item_2', audio_end_ms: 900 },
  },
  'response.create': {
    type: 'response.create',
    summary:
      'Asks for a reply to what was said; to nothing, for a greeting. Settings under `response` count for this one.',
    answer: 'The events of a reply.',
    fields: { response: z.object(settings).partial().optional() },
    example: { type: 'response.create' },
  },
  'response.cancel': {
    type: 'response.cancel',
    summary: 'Stops the reply. What the user says does so by itself.',
    answer: '`realtime.response.audio_transcript.done` with what was heard, then `realtime.response.audio.done`.',
    fields: {},
    example: { type: 'response.cancel' },
  },
  'input_audio_buffer.append': {
    type: 'realtime.input_audio_buffer.append',
    summary: 'The microphone, as it comes, in pieces of 20 to 100 ms. With `model=transparency` the face says it.',
    also: '`audio` at the top. Binary frames of the same bytes, where the address has `input_sample_rate`.',
    fields: { data: z.object({ audio: z.string().describe('PCM16LE, mono, 24 kHz unless told otherwise, base64.') }) },
    example: { type: 'realtime.input_audio_buffer.append', data: { audio: 'AAAAAAAA' } },
  },
  'input_audio_buffer.clear': {
    type: 'input_audio_buffer.clear',
    summary: 'Forgets what was heard of a turn that has not ended. With `model=transparency`: silences the face.',
    fields: {},
    example: { type: 'input_audio_buffer.clear' },
  },
  'input_audio_buffer.commit': {
    type: 'input_audio_buffer.commit',
    summary: 'Ends the user’s turn, where turn detection is off.',
    answer: 'The transcript of the turn.',
    fields: {},
    example: { type: 'input_audio_buffer.commit' },
  },
  input_image: {
    type: 'realtime.input_image',
    summary: 'A picture for a brain that sees; at most five a second.',
    also: '`image` or `image_url` for `content`; base64 without `data:`.',
    answer: 'With `reply` 1 the events of a reply.',
    fields: {
      data: z.object({
        content: z.string().describe('JPEG, PNG or WebP as a data URL (RFC 2397).'),
        reply: z
          .union([z.literal(0), z.literal(1)])
          .optional()
          .describe('1: to be talked about at once.'),
      }),
    },
    example: { type: 'realtime.input_image', data: { content: 'data:image/jpeg;base64,/9j/4AAQ', reply: 0 } },
  },
  input_text: {
    type: 'realtime.input_text',
    summary: 'Something typed, to be answered: an item and a wish for a reply in one.',
    also: '`text` for `content`.',
    answer: 'The events of a reply.',
    fields: words,
    example: { type: 'realtime.input_text', data: { content: 'What time is it?' } },
  },
  say: {
    type: 'realtime.say',
    summary: 'Has the face say these very words. An addition; servers that can list `say`.',
    also: '`text` for `content`.',
    answer: 'The events of a reply.',
    fields: words,
    example: { type: 'realtime.say', data: { content: 'Mind the step.' } },
  },
  function_call_output: {
    type: 'realtime.function_call_output',
    summary: 'What a tool gave back, and a wish for the reply, in one.',
    also: '`content` for `output`.',
    answer: 'The events of a reply; a warning for a call that nobody has made.',
    fields: { data: z.object({ call_id: z.string(), output: z.string() }) },
    example: { type: 'realtime.function_call_output', data: { call_id: 'call_1', output: '{"status":"booked"}' } },
  },
  'webrtc.signaling.answer': {
    type: 'webrtc.signaling.answer',
    summary: 'The client’s answer to the offer.',
    also: '`sdp` as text, or at the top.',
    fields: description('answer'),
    example: { type: 'webrtc.signaling.answer', data: { sdp: { type: 'answer', sdp } } },
  },
  'webrtc.signaling.offer': {
    type: 'webrtc.signaling.offer',
    summary:
      'An offer of the client’s: to add or remove a camera, to change codecs, to restart ICE. Once the first is answered.',
    also: '`sdp` as text, or at the top.',
    answer: '`webrtc.signaling.answer`, or a warning.',
    fields: description('offer'),
    example: { type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp } } },
  },
  'webrtc.signaling.iceCandidate': {
    type: 'webrtc.signaling.iceCandidate',
    summary: 'One of the client’s candidates; also before its answer.',
    also: 'The candidate’s line as text, or one level deeper. An empty one is passed over.',
    fields: {
      data: z.object({
        candidate: z.object({
          candidate: z.string(),
          sdpMid: z.string().nullable().optional(),
          sdpMLineIndex: z.number().int().min(0).nullable().optional(),
          usernameFragment: z.string().nullable().optional(),
        }),
      }),
    },
    example: {
      type: 'webrtc.signaling.iceCandidate',
      data: { candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 50000 typ host', sdpMid: '0', sdpMLineIndex: 0 } },
    },
  },
};

/** Of a whole message, in the form of the reference. */
export const clientSchema = ({ type, fields }: ClientEntry): z.ZodType =>
  z.object({ type: z.literal(type), ...fields });
