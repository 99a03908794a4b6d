import { v1Frame, v1SignalFrame, type V1Frame, type V1SignalFrame } from '../v1/v1-frame.js';

/** What the events of the older dialect tell; most are those of the unified socket without their prefix. */
export const V1_REFERENCE: Record<V1Frame['type'], string> = {
  'session.session_id': 'The session’s id, by which its signalling socket may name it. The first frame.',
  'session.created': 'The client sends its settings and history now.',
  'session.updated': 'In answer to `session.update` only. The client opens its microphone.',
  'input_audio_buffer.speech_started': 'The user has begun to speak.',
  'input_audio_buffer.speech_stopped': 'The user has stopped.',
  'conversation.item.input_audio_transcription.completed': 'What the user said.',
  'response.audio_transcript.delta': 'A piece of the reply’s text.',
  'response.audio_transcript.done': 'The reply’s text, as it was heard.',
  'response.audio.delta': 'A piece of the reply’s sound, where the address has `audio_back=1`.',
  'response.audio.done': 'The reply’s sound has ended.',
  'response.done': 'The reply once more, whole.',
  'response.function_call_arguments.done': 'The brain calls a tool; the arguments are JSON text.',
  'session.gpu_full': 'The server has no place. The socket closes.',
  'session.insufficient_balance': 'The key’s balance is used up. The socket closes.',
  'session.backend.error': 'Any other reason why the session cannot begin or go on. The socket closes.',
  'session.warning': 'Something is not as it was asked for. An addition.',
};

export const V1_SIGNAL_REFERENCE: Record<V1SignalFrame['type'], string> = {
  offer: 'In answer to `create`, under the name given there.',
  answer: 'To an offer of the client’s.',
  iceCandidate: 'A candidate that was not in the offer.',
};

export const V1_SCHEMAS = v1Frame.options.map((option) => [option.shape.type.value, option] as const);
export const V1_SIGNAL_SCHEMAS = v1SignalFrame.options.map((option) => [option.shape.type.value, option] as const);
