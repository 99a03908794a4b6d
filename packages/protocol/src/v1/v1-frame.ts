import { WARNING_CODES } from '@visavis/core';
import { z } from 'zod';

const id = z.string().min(1);
const text = z.string();
const session = z.object({ id, model: text.optional(), voice: text.optional() });
const withMessage = <T extends string>(type: T) =>
  z.object({ type: z.literal(type), message: text.min(1), retry_after_s: z.number().min(0).optional() });

/** The frames of the conversation socket: OpenAI's bare names of its day, every field at the top (conformance S-17). */
export const v1Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.session_id'), sessionId: id, session_id: id }),
  z.object({ type: z.literal('session.created'), session }),
  z.object({ type: z.literal('session.updated'), session }),
  z.object({
    type: z.literal('input_audio_buffer.speech_started'),
    item_id: id,
    audio_start_ms: z.number().int().min(0),
  }),
  z.object({
    type: z.literal('input_audio_buffer.speech_stopped'),
    item_id: id,
    audio_end_ms: z.number().int().min(0),
  }),
  z.object({ type: z.literal('conversation.item.input_audio_transcription.completed'), item_id: id, transcript: text }),
  z.object({ type: z.literal('response.audio_transcript.delta'), response_id: id, delta: text }),
  z.object({ type: z.literal('response.audio_transcript.done'), response_id: id, transcript: text }),
  z.object({ type: z.literal('response.audio.delta'), response_id: id, delta: text }),
  z.object({ type: z.literal('response.audio.done'), response_id: id }),
  z.object({
    type: z.literal('response.done'),
    response: z.object({
      id,
      output: z.array(z.object({ content: z.array(z.object({ type: z.literal('audio'), transcript: text })).min(1) })),
    }),
  }),
  z.object({
    type: z.literal('response.function_call_arguments.done'),
    response_id: id,
    item_id: id,
    name: id,
    call_id: id,
    /** JSON text of an object. */
    arguments: text,
  }),
  withMessage('session.gpu_full'),
  withMessage('session.insufficient_balance'),
  withMessage('session.backend.error'),
  /** An addition: a request could not be met, and the session continues. */
  z.object({ type: z.literal('session.warning'), code: z.enum(WARNING_CODES), message: text.min(1) }),
]);

const targetSessionId = text;
const description = <T extends 'offer' | 'answer'>(type: T) =>
  z.object({
    type: z.literal(type),
    targetSessionId,
    sdp: z.object({ type: z.literal(type), sdp: text.startsWith('v=0\r\n') }),
  });

/** The frames of the signalling socket. */
export const v1SignalFrame = z.discriminatedUnion('type', [
  description('offer'),
  description('answer'),
  z.object({
    type: z.literal('iceCandidate'),
    targetSessionId,
    candidate: z.object({ candidate: text.min(1), sdpMid: text, sdpMLineIndex: z.number().int().min(0) }),
  }),
]);

/** One frame of the server on the conversation socket of a v1 client. */
export type V1Frame = z.infer<typeof v1Frame>;
/** One frame of the server on the signalling socket of a v1 client. */
export type V1SignalFrame = z.infer<typeof v1SignalFrame>;
