import { ATTENTIONS, EXPRESSIONS } from '@visavis/core';
import { z } from 'zod';
import type { CLIENT_MESSAGES } from '../client/client-message.js';

/** One message that clients send, in its recommended form. Many more forms are understood: see `also`. */
export interface ClientEntry {
  /** The usual name; every message is understood with `realtime.` in front and without. */
  readonly type: string;
  readonly summary: string;
  /** Other forms that are understood. */
  readonly also?: string;
  /** What the server sends in response. */
  readonly answer?: string;
  /** All members but `type`. */
  readonly fields: z.ZodRawShape;
  readonly example: object;
}

const tool = z
  .object({
    type: z.literal('function').optional(),
    name: z.string().min(1).max(128),
    description: z.string().optional().describe('Describes to the brain when to call it. May end in example phrases.'),
    parameters: z.record(z.string(), z.unknown()).optional().describe('JSON Schema of the arguments.'),
  })
  .describe('A function the brain may call, as in OpenAI’s chat API.');

const settings = {
  instructions: z.string().optional().describe('Instructions for the brain.'),
  voice: z.string().optional().describe('An unknown one is replaced by the nearest, with a warning.'),
  background: z
    .string()
    .optional()
    .describe(
      'What is seen behind the face: `own`, as in its picture; `blurred`; a colour as `#1a2b3c`; `picture:<name>`, one that the operator has added; or `transparent`: the video is then twice as high, with the face above and below it, as grey, how much of each pixel is person. An addition; servers that support it list the capability `background`.',
    ),
  expression: z
    .enum(EXPRESSIONS)
    .optional()
    .describe('What the face expresses where no tag in its words asks for anything else. An addition.'),
  temperature: z.number().min(0).max(2).optional(),
  max_response_output_tokens: z.union([z.number().int().positive(), z.literal('inf')]).optional(),
  modalities: z
    .array(z.enum(['text', 'audio']))
    .optional()
    .describe('Without `audio` replies are written, not spoken.'),
  input_audio_transcription: z
    .unknown()
    .optional()
    .describe('`null`: the server sends no transcripts of the user’s speech.'),
  ears: z
    .enum(['server', 'client'])
    .optional()
    .describe(
      '`client`: the client recognises its user, and sends `realtime.input_transcript`; the microphone’s sound is sent all the same, for turns and interruptions are found in it. An addition; servers that support it list the capability `input_transcript`.',
    ),
  turn_detection: z
    .object({
      type: z.enum(['server_vad', 'semantic_vad', 'none']).optional(),
      threshold: z.number().min(0).max(1).optional().describe('Probability above which a sound counts as speech.'),
      prefix_padding_ms: z.number().min(0).optional(),
      silence_duration_ms: z.number().min(0).optional().describe('Length of the pause that ends a turn, ms.'),
      create_response: z.boolean().optional().describe('`false`: the end of a turn does not start a reply by itself.'),
      interrupt_response: z.boolean().optional().describe('`false`: speech does not stop the reply.'),
    })
    .nullable()
    .optional()
    .describe('`null`: the client ends its turns itself, by `input_audio_buffer.commit`.'),
  tools: z.array(tool).optional().describe('All tools of the session; earlier ones are removed.'),
  tool_choice: z.unknown().optional().describe('`auto`, `none`, `required`, or `{ name }`.'),
};

const description = (type: 'offer' | 'answer') => ({
  data: z.object({
    sdp: z.object({ type: z.literal(type), sdp: z.string().min(1).describe('Session description (RFC 8866).') }),
  }),
});
const itemId = z.string().min(1).max(200);
const words = { data: z.object({ content: z.string().min(1) }) };
const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n…';

/** The reference by the names in `CLIENT_MESSAGES`: a message without an entry does not compile. */
export const CLIENT_REFERENCE: Record<keyof typeof CLIENT_MESSAGES, ClientEntry> = {
  input_config: {
    type: 'realtime.input_config',
    summary: 'Sets settings, from the moment the socket opens. Members that are absent or empty stay as they are.',
    also: '`content` as an object, or the settings in its place, under the names of `session.update` too.',
    fields: {
      data: z.object({ content: z.string().describe('JSON text of `{ voice, prompt, tools }`, each optional.') }),
    },
    example: { type: 'realtime.input_config', data: { content: '{"voice":"slt","prompt":"You are a receptionist."}' } },
  },
  input_function_call: {
    type: 'realtime.input_function_call',
    summary: 'Replaces the tools.',
    also: '`content` as a list.',
    fields: { data: z.object({ content: z.string().describe('JSON text of a list of functions.') }) },
    example: {
      type: 'realtime.input_function_call',
      data: { content: '[{"type":"function","name":"end_conversation","description":"Ends the call"}]' },
    },
  },
  'session.update': {
    type: 'session.update',
    summary: 'Sets settings, in the shape of OpenAI’s session.',
    also: 'The newer session object with `audio.input` and `audio.output`.',
    answer: '`realtime.session.updated`, also where no setting has changed; not before the microphone is open.',
    fields: { session: z.object(settings) },
    example: {
      type: 'session.update',
      session: { instructions: 'Be brief.', turn_detection: { type: 'server_vad', silence_duration_ms: 600 } },
    },
  },
  'conversation.item.create': {
    type: 'conversation.item.create',
    summary:
      'Adds an item to the history: earlier words, context (`system`), or the output of a tool. A `response.create` after it asks for a reply.',
    also: 'The item under `data`; `content` as a string; parts of type `text` and `input_image`.',
    answer: '`realtime.conversation.item.created` where the item has an id or a position.',
    fields: {
      previous_item_id: itemId.optional().describe('Id of the preceding item; `root`: in front of all items.'),
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
    summary: 'Deletes an item. A tool call is deleted together with its output.',
    answer: '`realtime.conversation.item.deleted`, or a warning.',
    fields: { item_id: itemId },
    example: { type: 'conversation.item.delete', item_id: 'mine' },
  },
  'conversation.item.truncate': {
    type: 'conversation.item.truncate',
    summary: 'Cuts a reply in the history to the part that was heard; a reply that still sounds is stopped.',
    answer: '`realtime.conversation.item.truncated`, or a warning.',
    fields: { item_id: itemId, audio_end_ms: z.number().min(0).describe('How much of the reply was heard, ms.') },
    example: { type: 'conversation.item.truncate', item_id: 'item_2', audio_end_ms: 900 },
  },
  'response.create': {
    type: 'response.create',
    summary:
      'Asks for a reply to the history; where nothing was said yet, for a greeting. Settings under `response` apply to this reply alone.',
    answer: 'The events of a reply.',
    fields: { response: z.object(settings).partial().optional() },
    example: { type: 'response.create' },
  },
  'response.cancel': {
    type: 'response.cancel',
    summary: 'Stops the reply. Speech of the user stops it without this message.',
    answer:
      '`realtime.response.audio_transcript.done` with the part that was heard, then `realtime.response.audio.done`.',
    fields: {},
    example: { type: 'response.cancel' },
  },
  'input_audio_buffer.append': {
    type: 'realtime.input_audio_buffer.append',
    summary: 'Sound of the microphone, live, in pieces of 20 to 100 ms. With `model=transparency` the face speaks it.',
    also: '`audio` at the top. Binary frames of the same bytes, where the address has `input_sample_rate`.',
    fields: {
      data: z.object({
        audio: z.string().describe('PCM16LE, mono, base64; 24 kHz unless the client declares another rate.'),
      }),
    },
    example: { type: 'realtime.input_audio_buffer.append', data: { audio: 'AAAAAAAA' } },
  },
  'input_audio_buffer.clear': {
    type: 'input_audio_buffer.clear',
    summary: 'Discards the sound of a turn that has not ended. With `model=transparency`: silences the face.',
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
    summary: 'Sends a picture to a brain that accepts pictures; at most five a second.',
    also: '`image` or `image_url` for `content`; base64 without `data:`.',
    answer: 'The events of a reply, where `reply` is 1.',
    fields: {
      data: z.object({
        content: z.string().describe('JPEG, PNG or WebP as a data URL (RFC 2397).'),
        reply: z
          .union([z.literal(0), z.literal(1)])
          .optional()
          .describe('1: asks for a reply to the picture at once.'),
      }),
    },
    example: { type: 'realtime.input_image', data: { content: 'data:image/jpeg;base64,/9j/4AAQ', reply: 0 } },
  },
  input_background: {
    type: 'realtime.input_background',
    summary:
      'Sends a picture that is to be seen behind the face, in place of the setting `background`, until that is set again. It is kept in memory for this session alone. An addition; servers that support it list the capability `input_background`.',
    also: '`image` or `image_url` for `content`; base64 without `data:`.',
    answer:
      'None; a warning where it cannot be shown (`face.not_a_picture`, `face.picture_damaged`, `face.picture_too_big`, `face.failed`, `face.unavailable`, `config.background`), and what was seen stays; `config.background_rate` where it is shown later.',
    fields: {
      data: z.object({
        content: z
          .string()
          .describe('JPEG, PNG or WebP as a data URL (RFC 2397), at most 8 MiB, with at most 40 million pixels.'),
      }),
    },
    example: { type: 'realtime.input_background', data: { content: 'data:image/jpeg;base64,/9j/4AAQ' } },
  },
  input_text: {
    type: 'realtime.input_text',
    summary: 'Sends typed text and asks for a reply to it, in one message.',
    also: '`text` for `content`.',
    answer: 'The events of a reply.',
    fields: words,
    example: { type: 'realtime.input_text', data: { content: 'What time is it?' } },
  },
  input_transcript: {
    type: 'realtime.input_transcript',
    summary:
      'Sends words that the client has recognised of its user, in place of the server’s own recognition, where the setting `ears` is `client`. They become a turn only with speech that the server finds in the sound; a turn waits up to two seconds for its words. An addition; servers that support it list the capability `input_transcript`.',
    answer: 'The transcripts of the turn, as the server’s own.',
    fields: {
      data: z.object({
        text: z.string().max(4_000),
        final: z
          .boolean()
          .describe(
            '`false`: all words since the last final text; the next message replaces them. `true`: these words will not change.',
          ),
      }),
    },
    example: { type: 'realtime.input_transcript', data: { text: 'What time is it?', final: true } },
  },
  say: {
    type: 'realtime.say',
    summary: 'Makes the face say exactly these words. An addition; servers that support it list the capability `say`.',
    also: '`text` for `content`.',
    answer: 'The events of a reply.',
    fields: words,
    example: { type: 'realtime.say', data: { content: 'Mind the step.' } },
  },
  motion: {
    type: 'realtime.motion',
    summary:
      'Sets what the face expresses, like the setting `expression`; in transparency mode also what it attends to while it is silent: elsewhere the server knows. An addition; servers that support it list the capability `motion`.',
    also: 'The members at the top.',
    fields: {
      data: z.object({ expression: z.enum(EXPRESSIONS).optional(), attention: z.enum(ATTENTIONS).optional() }),
    },
    example: { type: 'realtime.motion', data: { expression: 'warm' } },
  },
  function_call_output: {
    type: 'realtime.function_call_output',
    summary: 'Returns the output of a tool and asks for the reply, in one message.',
    also: '`content` for `output`.',
    answer: 'The events of a reply; a warning for an unknown call.',
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
      'An offer of the client: to add or remove a camera, to change codecs, to restart ICE. Allowed once the server’s offer is answered.',
    also: '`sdp` as text, or at the top.',
    answer: '`webrtc.signaling.answer`, or a warning.',
    fields: description('offer'),
    example: { type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp } } },
  },
  'webrtc.signaling.iceCandidate': {
    type: 'webrtc.signaling.iceCandidate',
    summary: 'One of the client’s candidates; may precede its answer.',
    also: 'The candidate’s line as text, or one level deeper. An empty one is ignored.',
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

/** The schema of a whole message, in the form of the reference. */
export const clientSchema = ({ type, fields }: ClientEntry): z.ZodType =>
  z.object({ type: z.literal(type), ...fields });
