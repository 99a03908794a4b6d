import type { z } from 'zod';
import { serverFrame, type ServerFrame } from '../server/server-frame.js';
import { writeServerEvents } from '../server/write-server-events.js';
import { ADDITIONS, FAILURE_FIXTURES, SERVER_FIXTURES } from '../testing/index.js';

/** What each event reports, and when it is sent. An event without an entry does not compile. */
export const SERVER_REFERENCE: Record<ServerFrame['type'], string> = {
  'conversation.connected.success': 'The session exists. The first frame, unless the session fails to begin.',
  'conversation.connected.warning':
    'Several avatars have the requested name; the last one changed was chosen. Never sent by this server, whose names are unique.',
  'conversation.queue.updated':
    'All places are taken, and the client waits for one. Sent at once, with every change, and at least every five seconds; only to clients that connected with `queue=1`. An addition.',
  'conversation.connected.fail': 'The key is not accepted, or there is no such avatar or session. The socket closes.',
  'conversation.connected.close': 'The server ends the session in an orderly way. The socket closes.',
  'conversation.connected.insufficient_balance':
    'The key’s balance is used up. The socket closes with 1008 and the reason `Insufficient points`. Never sent by this server, which keeps no balances.',
  'conversation.connected.connection_limit_exceeded': 'The key has too many sessions. The socket closes.',
  'conversation.connected.gpu_full': 'The server has no place for another session. The socket closes.',
  'conversation.connected.backend_error': 'A service behind the server failed. The socket closes.',
  'realtime.session.gpu_full': 'Follows `conversation.connected.gpu_full`, for clients that know this name only.',
  'realtime.session.insufficient_balance':
    'Follows `conversation.connected.insufficient_balance`, for clients that know this name only.',
  'realtime.session.created': 'The session was created. Sent once, unasked, right after success.',
  'realtime.session.updated':
    'The settings in force. Sent once unasked, which is when clients open their microphone; then in answer to each `session.update`.',
  'realtime.input_audio_buffer.speech_started':
    'The user has begun to speak. A reply that sounds is stopped at this moment; where the user turns out to have said nothing, or only "uh-huh", it goes on with `response.resumed`.',
  'realtime.input_audio_buffer.speech_stopped': 'The user has stopped.',
  'realtime.conversation.item.input_audio_transcription.delta':
    'The interim transcript of a user who still speaks; each replaces the one before. An addition.',
  'realtime.conversation.item.input_audio_transcription.completed':
    'The final transcript of the user’s speech. One for each `speech_started`, with empty text where nothing was understood.',
  'realtime.conversation.item.created':
    'An item that the client named or placed was added to the history. An addition.',
  'realtime.conversation.item.deleted': 'An item was deleted. An addition.',
  'realtime.conversation.item.truncated': 'A reply was cut to the part that was heard. An addition.',
  'realtime.response.created': 'The brain was asked for a reply. An addition.',
  'realtime.response.cancelled': 'The reply was cut short; comes after its text. An addition.',
  'realtime.response.resumed':
    'What had stopped a reply was a noise, or "uh-huh": its rest is said as this reply, from the beginning of the sentence that was cut. Comes right after `response.created`. An addition.',
  'realtime.response.audio_transcript.delta': 'A piece of the reply’s text, as the brain writes it.',
  'realtime.response.audio_transcript.done': 'The reply’s text, sent when it has been heard or was stopped.',
  'realtime.response.audio.delta':
    'A piece of the reply’s sound, in addition to WebRTC. Sent only to clients that connected with `audio_back=1`.',
  'realtime.response.audio.done': 'The last packet of the reply’s sound was sent.',
  'realtime.response.function_call_arguments.delta':
    'A piece of a call’s arguments, as the brain writes them; at least one for each call. Run only a call whose `done` arrives: a reply that is stopped, or whose brain fails, may leave pieces without one, and their `call_id` is not used again.',
  'realtime.response.function_call_arguments.done':
    'The brain calls a tool. The server does not wait for its output. Arguments that cannot be parsed are empty here, after a warning.',
  'webrtc.signaling.offer':
    'The server’s offer, sent once per session: one video and one audio section, all candidates inside.',
  'webrtc.signaling.answer': 'The answer to an offer of the client.',
  'webrtc.signaling.iceCandidate':
    'A candidate that was not in the offer. This server puts all of them into the offer.',
  'realtime.warning': 'A request could not be met as sent; the session continues. An addition.',
  'realtime.metrics': 'How long an answer took, stage by stage. An addition.',
  'realtime.playback.started': 'The first packet of the reply’s sound was sent. An addition.',
  'realtime.playback.progress': 'The part of the reply that was heard so far; sent a few times a second. An addition.',
  'realtime.playback.done': 'The last packet of the reply’s sound was sent. An addition.',
};

const events = [...[...SERVER_FIXTURES, ...FAILURE_FIXTURES].map(({ event }) => event), ...ADDITIONS];
const written = events.flatMap((event) => writeServerEvents(event).map((text) => JSON.parse(text) as { type: string }));

/** Returns an example of an event as the server writes it. @throws {Error} When no fixture produces this event. */
export function serverExample(type: string): object {
  const example = written.find((frame) => frame.type === type);
  if (!example) throw new Error(`No fixture produces a ${type}`);
  return example;
}

/** The schemas by event name. */
export const SERVER_SCHEMAS: readonly (readonly [type: ServerFrame['type'], schema: z.ZodType])[] =
  serverFrame.options.map((option) => [option.shape.type.value, option]);
