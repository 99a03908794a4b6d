import type { z } from 'zod';
import { serverFrame, type ServerFrame } from '../server/server-frame.js';
import { writeServerEvents } from '../server/write-server-events.js';
import { ADDITIONS, FAILURE_FIXTURES, SERVER_FIXTURES } from '../testing/index.js';

/** What each event tells, and when it comes. The compiler asks for an entry of each. */
export const SERVER_REFERENCE: Record<ServerFrame['type'], string> = {
  'conversation.connected.success': 'The session exists. The first frame, unless there is none to begin.',
  'conversation.connected.warning':
    'Several avatars have the name that was asked for; the last one changed was taken. Never sent by this server, whose names are unique.',
  'conversation.queue.updated':
    'All places are taken, and the client waits for one. At once, with every change, and at least every five seconds. Only for clients that connected with `queue=1`. An addition.',
  'conversation.connected.fail': 'The key is not accepted, or there is no such avatar or session. The socket closes.',
  'conversation.connected.close': 'The server ends the session in order. The socket closes.',
  'conversation.connected.insufficient_balance':
    'The key’s balance is used up. The socket closes with 1008 and the reason `Insufficient points`. Never sent by this server, which keeps no balances.',
  'conversation.connected.connection_limit_exceeded': 'The key has too many sessions. The socket closes.',
  'conversation.connected.gpu_full': 'The server has no place for another session. The socket closes.',
  'conversation.connected.backend_error': 'Something behind the server failed. The socket closes.',
  'realtime.session.gpu_full': 'Follows `conversation.connected.gpu_full`, for clients that know this name only.',
  'realtime.session.insufficient_balance':
    'Follows `conversation.connected.insufficient_balance`, for clients that know this name only.',
  'realtime.session.created': 'Once, unasked, right after success.',
  'realtime.session.updated':
    'The settings that hold. Once unasked, which is when clients open their microphone; then in answer to each `session.update`.',
  'realtime.input_audio_buffer.speech_started':
    'The user has begun to speak. A reply that sounds is stopped at this moment.',
  'realtime.input_audio_buffer.speech_stopped': 'The user has stopped.',
  'realtime.conversation.item.input_audio_transcription.delta':
    'What is understood so far of somebody who still speaks; each replaces the one before. An addition.',
  'realtime.conversation.item.input_audio_transcription.completed':
    'What the user said. One for each `speech_started`, with empty text where nothing was understood.',
  'realtime.conversation.item.created': 'An item that the client named or placed stands in the history. An addition.',
  'realtime.conversation.item.deleted': 'An item is forgotten. An addition.',
  'realtime.conversation.item.truncated': 'A reply is cut to what was heard of it. An addition.',
  'realtime.response.created': 'A reply is being thought of. An addition.',
  'realtime.response.cancelled': 'The reply was cut short; comes after its text. An addition.',
  'realtime.response.audio_transcript.delta': 'A piece of the reply’s text, as it is made.',
  'realtime.response.audio_transcript.done': 'The reply’s text, when it has been heard, or was stopped.',
  'realtime.response.audio.delta':
    'A piece of the reply’s sound, beside the one over WebRTC. Only for clients that connected with `audio_back=1`.',
  'realtime.response.audio.done': 'The last packet of the reply’s sound was sent.',
  'realtime.response.function_call_arguments.delta':
    'A piece of a call’s arguments, as they are made; at least one for each call. Only a call that is also done is to be run: a reply that is stopped, or whose brain fails, leaves its pieces behind, and their `call_id` is not used again.',
  'realtime.response.function_call_arguments.done':
    'The brain calls a tool. Nothing waits for its output. Arguments that cannot be read are empty here, after a warning.',
  'webrtc.signaling.offer': 'The server’s offer, once a session: one video and one audio, all candidates inside.',
  'webrtc.signaling.answer': 'The answer to an offer of the client’s.',
  'webrtc.signaling.iceCandidate':
    'A candidate that was not in the offer. This server puts all of them into the offer.',
  'realtime.warning': 'Something is not as it was asked for; the session goes on. An addition.',
  'realtime.metrics': 'How long an answer took, stage by stage. An addition.',
  'realtime.playback.started': 'The first packet of the reply’s sound was sent. An addition.',
  'realtime.playback.progress': 'What was heard of the reply so far; a few times a second. An addition.',
  'realtime.playback.done': 'The last packet of the reply’s sound was sent. An addition.',
};

const events = [...[...SERVER_FIXTURES, ...FAILURE_FIXTURES].map(({ event }) => event), ...ADDITIONS];
const written = events.flatMap((event) => writeServerEvents(event).map((text) => JSON.parse(text) as { type: string }));

/** As the server writes it. @throws {Error} Where no fixture brings this event. */
export function serverExample(type: string): object {
  const example = written.find((frame) => frame.type === type);
  if (!example) throw new Error(`No fixture makes a ${type}`);
  return example;
}

/** The schemas by event name. */
export const SERVER_SCHEMAS: readonly (readonly [type: ServerFrame['type'], schema: z.ZodType])[] =
  serverFrame.options.map((option) => [option.shape.type.value, option]);
