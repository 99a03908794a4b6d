import type { ServerEvent } from '../server/server-event.js';
import type { V1Frame, V1SignalFrame } from './v1-frame.js';

type Of<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

/** The events that are sent on the signalling socket. */
export type SignallingEvent = Of<'offer' | 'answer' | 'candidate'>;

/** Whether an event belongs on the signalling socket; all others go to the conversation socket. */
export function isSignallingEvent(event: ServerEvent): event is SignallingEvent {
  return event.type === 'offer' || event.type === 'answer' || event.type === 'candidate';
}

/**
 * Encodes one event for the signalling socket of a v1 client.
 *
 * @param targetSessionId The client's name for the session; native clients need it in every frame.
 */
export function writeV1Signal(event: SignallingEvent, targetSessionId: string): string {
  return JSON.stringify(signalFrame(event, targetSessionId));
}

function signalFrame(event: SignallingEvent, targetSessionId: string): V1SignalFrame {
  switch (event.type) {
    case 'candidate':
      return { type: 'iceCandidate', targetSessionId, candidate: event.candidate };
    case 'offer':
      return { type: 'offer', targetSessionId, sdp: { type: 'offer', sdp: event.sdp } };
    case 'answer':
      return { type: 'answer', targetSessionId, sdp: { type: 'answer', sdp: event.sdp } };
  }
}

/** Encodes the events of one session for the conversation socket of a v1 client (conformance S-17). */
export class V1Writer {
  /** The reply that sounds, kept until `response.done` repeats it. */
  #said: { responseId: string; text: string } | undefined;

  /** @returns The text frames to send, in order; none for an event without a name in this dialect. */
  write(event: ServerEvent): string[] {
    return this.#framesOf(event).map((frame) => JSON.stringify(frame));
  }

  #framesOf(event: ServerEvent): V1Frame[] {
    switch (event.type) {
      case 'connected':
        return [{ type: 'session.session_id', sessionId: event.sessionId, session_id: event.sessionId }];
      case 'failed':
        return [failed(event)];
      case 'sessionCreated':
      case 'sessionUpdated':
        return [session(event)];
      case 'speechStarted':
        return [
          {
            type: 'input_audio_buffer.speech_started',
            item_id: event.itemId,
            audio_start_ms: Math.round(event.audioStartMs),
          },
        ];
      case 'speechStopped':
        return [
          {
            type: 'input_audio_buffer.speech_stopped',
            item_id: event.itemId,
            audio_end_ms: Math.round(event.audioEndMs),
          },
        ];
      case 'transcribed':
        return [
          {
            type: 'conversation.item.input_audio_transcription.completed',
            item_id: event.itemId,
            transcript: event.text,
          },
        ];
      case 'replyDelta':
        return [{ type: 'response.audio_transcript.delta', response_id: event.responseId, delta: event.text }];
      case 'replyDone':
        this.#said = event;
        return [{ type: 'response.audio_transcript.done', response_id: event.responseId, transcript: event.text }];
      case 'audioDelta':
        return [{ type: 'response.audio.delta', response_id: event.responseId, delta: event.audioBase64 }];
      case 'audioDone':
        return [{ type: 'response.audio.done', response_id: event.responseId }, this.#done(event.responseId)];
      case 'toolCalled':
        return [toolCalled(event)];
      case 'problem':
        return [{ type: 'session.warning', code: event.code, message: event.message }];
      default:
        // The dialect is no longer extended: later events have no name in it.
        return [];
    }
  }

  #done(id: string): V1Frame {
    const transcript = this.#said?.responseId === id ? this.#said.text : '';
    return { type: 'response.done', response: { id, output: [{ content: [{ type: 'audio', transcript }] }] } };
  }
}

function session({ type, session: { id, model, voice } }: Of<'sessionCreated' | 'sessionUpdated'>): V1Frame {
  return { type: type === 'sessionCreated' ? 'session.created' : 'session.updated', session: { id, model, voice } };
}

/** The dialect has names for a full server and a used-up balance; every other failure is a failed backend. */
function failed({ failure, message, retryAfterS }: Of<'failed'>): V1Frame {
  const type =
    failure === 'gpu_full' || failure === 'insufficient_balance'
      ? (`session.${failure}` as const)
      : 'session.backend.error';
  return { type, message, retry_after_s: retryAfterS };
}

function toolCalled({ responseId, itemId, callId, name, arguments: given }: Of<'toolCalled'>): V1Frame {
  return {
    type: 'response.function_call_arguments.done',
    response_id: responseId,
    item_id: itemId,
    name,
    call_id: callId,
    arguments: JSON.stringify(given),
  };
}
