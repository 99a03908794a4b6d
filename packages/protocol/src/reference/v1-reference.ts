import { v1Frame, v1SignalFrame, type V1Frame, type V1SignalFrame } from '../v1/v1-frame.js';

/** What the events of the older dialect report; most are those of the unified socket without their prefix. */
export const V1_REFERENCE: Record<V1Frame['type'], string> = {
  'session.session_id': 'The session’s id, by which its signalling socket may name it. The first frame.',
  'session.created': 'The client may send its settings and history now.',
  'session.updated': 'Sent in answer to `session.update` only. The client opens its microphone.',
  'input_audio_buffer.speech_started': 'The user has begun to speak.',
  'input_audio_buffer.speech_stopped': 'The user has stopped.',
  'conversation.item.input_audio_transcription.completed': 'The final transcript of the user’s speech.',
  'response.audio_transcript.delta': 'A piece of the reply’s text.',
  'response.audio_transcript.done': 'The reply’s text, as it was heard.',
  'response.audio.delta': 'A piece of the reply’s sound, where the address has `audio_back=1`.',
  'response.audio.done': 'The reply’s sound has ended.',
  'response.done': 'The whole reply once more.',
  'response.function_call_arguments.done': 'The brain calls a tool; the arguments are JSON text.',
  'session.gpu_full': 'The server has no place. The socket closes.',
  'session.insufficient_balance': 'The key’s balance is used up. The socket closes.',
  'session.backend.error': 'Any other failure to begin or continue the session. The socket closes.',
  'session.warning': 'A request could not be met as sent. An addition.',
};

/** What the events on the older signalling socket report. */
export const V1_SIGNAL_REFERENCE: Record<V1SignalFrame['type'], string> = {
  offer: 'The server’s offer, in answer to `create`, under the name in that message.',
  answer: 'The answer to an offer of the client.',
  iceCandidate: 'A candidate that was not in the offer.',
};

/** The schemas of the older conversation socket, by event name. */
export const V1_SCHEMAS = v1Frame.options.map((option) => [option.shape.type.value, option] as const);
/** The schemas of the older signalling socket, by event name. */
export const V1_SIGNAL_SCHEMAS = v1SignalFrame.options.map((option) => [option.shape.type.value, option] as const);
