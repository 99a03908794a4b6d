import { WARNING_CODES } from '@visavis/core';
import { z } from 'zod';
import { announcedBy, type Close } from './closes.js';

const id = z.string().min(1);
const text = z.string();
const millis = z.number().min(0);
const itemId = id.describe('Id of the item in the history.');
const callId = id.describe('Id of the call; its output is sent back under it.');
/** One text is sent under both names that clients read. */
const content = text.describe('The text.');
const alias = text.describe('The same as `content`.');

/** Every frame has a string `type` and an object `data` (conformance Rule 4). */
const frame = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z.object({ type: z.literal(type), data: z.object(data) });

/** A frame with a text for people, at the top and in `data`: clients read one or the other (conformance Rule 5). */
const withMessage = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z
    .object({
      type: z.literal(type),
      message: text.min(1).describe('Text for people; here and in `data`.'),
      data: z.object({ message: text.min(1), ...data }),
    })
    .refine((frame) => frame.message === (frame.data as { message: string }).message, 'two different messages');

const iceServer = z.object({
  urls: z.array(z.string().min(1)).min(1).describe('Always a list, even of one address.'),
  username: z.string().optional(),
  credential: z.string().optional(),
});
const iceServers = z.array(iceServer).min(1);
const engine = z
  .object({
    languages: z.union([z.array(z.string()).readonly(), z.literal('any')]).describe('BCP 47, the best first.'),
    times: z
      .array(z.enum(['phones', 'words']))
      .readonly()
      .describe('Units whose times it reports.'),
    streams: z.boolean().describe('Whether its results come in pieces while they are produced.'),
    service: z
      .string()
      .nullable()
      .describe('Name of the service that receives its data; null where the data stays on this server.'),
  })
  .optional();
const engines = z
  .object({ ears: engine, voice: engine, mind: engine })
  .optional()
  .describe('What understands, speaks and answers, and where its data goes: show that to your users. An addition.');
const session = z.object({
  id,
  model: z.string().optional().describe('Name of the engine that answers, for people.'),
  voice: z.string().optional(),
  capabilities: z.array(z.string()).optional().describe('Features of this server beyond the common dialect.'),
  engines,
  ai_generated: z
    .literal(true)
    .optional()
    .describe('No person is seen or heard: show your users so, as the page and the element do. An addition.'),
});
const description = <T extends 'offer' | 'answer'>(type: T) =>
  z.object({
    type: z.literal(type),
    sdp: z
      .string()
      .startsWith('v=0\r\n')
      .describe('Session description (RFC 8866), lines ended by CRLF, all candidates inside.'),
  });

/** Clients read `id` or `response_id`: both are there and equal (conformance Rule 15). */
const ofResponse = {
  id: id.describe('Id of the reply in all of its events.'),
  response_id: id.describe('The same as `id`.'),
};
const sameId = (frame: { data: unknown }): boolean => {
  const { id, response_id } = frame.data as { id: string; response_id: string };
  return id === response_id;
};
const reply = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  frame(type, { ...ofResponse, ...data }).refine(sameId, 'id and response_id differ');

const retry = { retry_after_s: z.number().min(0).optional().describe('Seconds until a place may be free.') };

const why = (event: Close['event']) => ({
  error_code: z.enum(announcedBy(event)).optional().describe('Error code, for programs. An addition.'),
});

const connected = z.object({
  type: z.literal('conversation.connected.success'),
  message: text,
  session_id: id,
  data: z.object({
    sessionId: id,
    iceServers: iceServers.describe(
      'Servers for the client’s peer connection; credentials belong to this session and expire.',
    ),
    ice_servers: z.array(iceServer).describe('The same as `iceServers`.'),
    resume: z
      .object({
        token: id.describe('Opens this one session, once; as secret as a key.'),
        window_s: z
          .number()
          .positive()
          .describe('How long the session waits after a loss, seconds. After a close with 1001 it waits 5 s at most.'),
      })
      .optional()
      .describe('How to resume after a loss; only for clients that connected with `resume=1`.'),
    resumed: z.literal(true).optional().describe('The session was resumed.'),
    received: z.number().int().min(0).optional().describe('Number of the client’s last message that arrived.'),
  }),
});

const toolArgumentsDone = z.object({
  type: z.literal('realtime.response.function_call_arguments.done'),
  data: z.object({
    function_name: id.describe('The same as `name`.'),
    name: id,
    call_id: callId,
    arguments: z
      .union([z.record(z.string(), z.unknown()), z.string()])
      .describe('The arguments as an object, or as JSON text for clients that connected with `arguments=string`.'),
  }),
  raw_data: z.object({
    type: z.literal('response.function_call_arguments.done'),
    event_id: id,
    response_id: id,
    item_id: id,
    output_index: z.number().int(),
    call_id: id,
    name: id,
    arguments: z.string(),
  }),
});

const answerFrame = z.object({
  type: z.literal('webrtc.signaling.answer'),
  sdp: description('answer'),
  data: z.object({ sdp: description('answer') }),
});

const candidate = z.object({
  candidate: z.string().startsWith('candidate:'),
  sdpMid: z.string().min(1),
  sdpMLineIndex: z.number().int().min(0),
});

/** Every frame the server may send; tests check its output against it. Members not named here are additions. */
export const serverFrame = z.discriminatedUnion('type', [
  connected,
  withMessage('conversation.connected.warning', { avatarId: id.describe('The avatar that was chosen.') }),
  withMessage('conversation.queue.updated', {
    position: z.number().int().min(1).describe('1 is next.'),
    estimated_wait_s: z.number().min(0).nullable().describe('Seconds; `null` until sessions have been measured.'),
  }),
  withMessage('conversation.connected.fail', {
    code: z.number().int().optional().describe('HTTP status of the same failure.'),
    ...why('fail'),
  }),
  withMessage('conversation.connected.close', why('close')),
  withMessage('conversation.connected.insufficient_balance', {}),
  withMessage('conversation.connected.connection_limit_exceeded', {
    limit: z.number().int().optional().describe('Sessions that the key may hold at a time.'),
    ...retry,
    ...why('connection_limit_exceeded'),
  }),
  withMessage('conversation.connected.gpu_full', { ...retry, ...why('gpu_full') }),
  withMessage('conversation.connected.backend_error', why('backend_error')),
  withMessage('realtime.session.gpu_full', { ...retry, ...why('gpu_full') }),
  withMessage('realtime.session.insufficient_balance', {}),
  frame('realtime.session.created', { session }),
  frame('realtime.session.updated', { session }),
  frame('realtime.input_audio_buffer.speech_started', {
    item_id: itemId,
    audio_start_ms: millis.describe('Position in the sound of the session, ms.'),
  }),
  frame('realtime.input_audio_buffer.speech_stopped', {
    item_id: itemId,
    audio_end_ms: millis.describe('Position in the sound of the session, ms.'),
  }),
  frame('realtime.conversation.item.input_audio_transcription.delta', {
    item_id: itemId,
    content,
    delta: alias,
  }),
  frame('realtime.conversation.item.input_audio_transcription.completed', {
    item_id: itemId,
    content: text.describe('The text that was understood; empty where nothing was.'),
    transcript: alias,
    unclear: z.literal(true).optional().describe('There was speech, but none of it was understood. An addition.'),
  }),
  frame('realtime.conversation.item.created', { item_id: itemId }),
  frame('realtime.conversation.item.deleted', { item_id: itemId }),
  frame('realtime.conversation.item.truncated', { item_id: itemId }),
  reply('realtime.response.created', { item_id: itemId }),
  reply('realtime.response.cancelled', {}),
  reply('realtime.response.resumed', { previous_id: id.describe('Id of the reply that had been cut short.') }),
  reply('realtime.response.audio_transcript.delta', { content, delta: alias }),
  reply('realtime.response.audio_transcript.done', {
    content: text.describe('The whole text; after an interruption the part that was really heard.'),
    transcript: alias,
  }),
  reply('realtime.response.audio.delta', { delta: z.base64().min(1).describe('PCM16LE, 24 kHz, mono, in base64.') }),
  reply('realtime.response.audio.done', {}),
  frame('realtime.response.function_call_arguments.delta', {
    call_id: callId,
    delta: text.describe('A piece of the arguments’ JSON text.'),
  }),
  toolArgumentsDone,
  frame('webrtc.signaling.offer', { sdp: description('offer') }),
  answerFrame,
  frame('webrtc.signaling.iceCandidate', { candidate }),
  withMessage('realtime.warning', { code: z.enum(WARNING_CODES).describe('Warning code, for programs.') }),
  reply('realtime.metrics', {
    stages: z.record(z.string(), z.number()).describe('How long each stage of the answer took, ms.'),
  }),
  reply('realtime.playback.started', {}),
  reply('realtime.playback.progress', {
    content: text.describe('The text that was heard so far.'),
    audio_ms: millis.describe('How long the reply has sounded, ms.'),
  }),
  reply('realtime.playback.done', {}),
]);

/** One frame of the server, in the spelling of the wire. */
export type ServerFrame = z.infer<typeof serverFrame>;
