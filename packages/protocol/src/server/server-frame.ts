import { z } from 'zod';

const id = z.string().min(1);
const text = z.string();
const millis = z.number().min(0);

/** Every frame has a string `type` and an object `data` (protocol rule 4). */
const frame = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z.object({ type: z.literal(type), data: z.object(data) });

/** Words for people stand at the top and in `data`: clients read one or the other (protocol rule 5). */
const told = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z
    .object({ type: z.literal(type), message: text.min(1), data: z.object({ message: text.min(1), ...data }) })
    .refine((frame) => frame.message === (frame.data as { message: string }).message, 'two different messages');

const iceServer = z.object({
  urls: z.array(z.string().min(1)).min(1),
  username: z.string().optional(),
  credential: z.string().optional(),
});
const iceServers = z.array(iceServer).min(1);
const session = z.object({
  id,
  model: z.string().optional(),
  voice: z.string().optional(),
  capabilities: z.array(z.string()).optional(),
});
const description = <T extends 'offer' | 'answer'>(type: T) =>
  z.object({ type: z.literal(type), sdp: z.string().startsWith('v=0\r\n') });

/** Clients read `id` or `response_id`: both are there and equal (protocol rule 15). */
const ofResponse = { id, response_id: id };
const sameId = (frame: { data: unknown }): boolean => {
  const { id, response_id } = frame.data as { id: string; response_id: string };
  return id === response_id;
};
const reply = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  frame(type, { ...ofResponse, ...data }).refine(sameId, 'id and response_id differ');

const retry = { retry_after_s: z.number().min(0).optional() };

const connected = z.object({
  type: z.literal('conversation.connected.success'),
  message: text,
  session_id: id,
  data: z.object({
    sessionId: id,
    iceServers,
    ice_servers: z.array(iceServer),
    resume: z.object({ token: id, window_s: z.number().positive() }).optional(),
    resumed: z.literal(true).optional(),
    received: z.number().int().min(0).optional(),
  }),
});

const toolArgumentsDone = z.object({
  type: z.literal('realtime.response.function_call_arguments.done'),
  data: z.object({
    function_name: id,
    name: id,
    call_id: id,
    arguments: z.union([z.record(z.string(), z.unknown()), z.string()]),
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

/** Every frame the server may send: what tests hold its output against. Members not named here are additions. */
export const serverFrame = z.discriminatedUnion('type', [
  connected,
  told('conversation.connected.warning', { avatarId: id }),
  told('conversation.queue.updated', {
    position: z.number().int().min(1),
    estimated_wait_s: z.number().min(0).nullable(),
  }),
  told('conversation.connected.fail', { code: z.number().int().optional() }),
  told('conversation.connected.close', {}),
  told('conversation.connected.insufficient_balance', {}),
  told('conversation.connected.connection_limit_exceeded', { limit: z.number().int().optional(), ...retry }),
  told('conversation.connected.gpu_full', retry),
  told('conversation.connected.backend_error', {}),
  told('realtime.session.gpu_full', retry),
  told('realtime.session.insufficient_balance', {}),
  frame('realtime.session.created', { session }),
  frame('realtime.session.updated', { session }),
  frame('realtime.input_audio_buffer.speech_started', { item_id: id, audio_start_ms: millis }),
  frame('realtime.input_audio_buffer.speech_stopped', { item_id: id, audio_end_ms: millis }),
  frame('realtime.conversation.item.input_audio_transcription.delta', { item_id: id, content: text, delta: text }),
  frame('realtime.conversation.item.input_audio_transcription.completed', {
    item_id: id,
    content: text,
    transcript: text,
  }),
  frame('realtime.conversation.item.created', { item_id: id }),
  frame('realtime.conversation.item.deleted', { item_id: id }),
  frame('realtime.conversation.item.truncated', { item_id: id }),
  reply('realtime.response.created', { item_id: id }),
  reply('realtime.response.cancelled', {}),
  reply('realtime.response.audio_transcript.delta', { content: text, delta: text }),
  reply('realtime.response.audio_transcript.done', { content: text, transcript: text }),
  reply('realtime.response.audio.delta', { delta: z.base64().min(1) }),
  reply('realtime.response.audio.done', {}),
  frame('realtime.response.function_call_arguments.delta', { call_id: id, delta: text }),
  toolArgumentsDone,
  frame('webrtc.signaling.offer', { sdp: description('offer') }),
  answerFrame,
  frame('webrtc.signaling.iceCandidate', { candidate }),
  told('realtime.warning', { code: id }),
  reply('realtime.metrics', { stages: z.record(z.string(), z.number()) }),
  reply('realtime.playback.started', {}),
  reply('realtime.playback.progress', { content: text, audio_ms: millis }),
  reply('realtime.playback.done', {}),
]);

export type ServerFrame = z.infer<typeof serverFrame>;
