import type { CloseCode, WarningCode } from '@visavis/core';
import type { JsonObject } from '../json.js';

/** A W3C RTCIceServer, with `urls` always a list. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Why a session cannot begin or continue. The event reports it; {@link closeOf} returns the close frame that follows. */
export type FailureKind = 'fail' | 'insufficient_balance' | 'connection_limit_exceeded' | 'gpu_full' | 'backend_error';

/** What users may want to know of an engine. */
export interface EngineFacts {
  /** BCP 47, the best first; `any` where it is not tied to languages. */
  readonly languages: readonly string[] | 'any';
  readonly times: readonly ('phones' | 'words')[];
  /** Whether its results come in pieces. */
  readonly streams: boolean;
  /** Name of the service that receives its data; `null` where the data stays on this server. */
  readonly service: string | null;
}

/** The engines of a session, by what they do in it. */
export type TalkingEngines = Readonly<Partial<Record<'ears' | 'voice' | 'mind', EngineFacts>>>;

/** The part of a session's settings that its client receives. */
export interface SessionInfo {
  readonly id: string;
  readonly model?: string;
  readonly voice?: string;
  /** What the server understands beyond the common dialect, such as `response.cancel`. */
  readonly capabilities?: readonly string[];
  /** Those in use. */
  readonly engines?: TalkingEngines;
}

/** What a client needs to resume its session over a new socket. */
export interface Resume {
  /** Opens this one session, once; as secret as a licence. */
  readonly token: string;
  /** How long the session waits for it after a loss. */
  readonly windowS: number;
}

/** A call of a client's tool by the brain. */
export interface ToolCall {
  readonly responseId: string;
  readonly itemId: string;
  readonly callId: string;
  readonly name: string;
  readonly arguments: JsonObject;
  /** Form of `data.arguments`, for clients that parse it themselves. */
  readonly argumentsAs?: 'object' | 'string';
}

/** Every event the server sends, in one vocabulary. {@link writeServerEvents} encodes it for the wire. */
export type ServerEvent =
  | {
      readonly type: 'connected';
      readonly sessionId: string;
      readonly iceServers: readonly IceServer[];
      /** How to resume after a loss; only for clients that asked. */
      readonly resume?: Resume;
      /** Present when the session was resumed: the number of the client's last message that arrived. */
      readonly received?: number;
    }
  /** The client waits for a place. An addition; only for clients that asked. */
  | {
      readonly type: 'queued';
      /** 1 is next. */
      readonly position: number;
      /** `null` until sessions have been measured. */
      readonly estimatedWaitS: number | null;
      readonly message: string;
    }
  /** The requested avatar name was ambiguous. */
  | { readonly type: 'warning'; readonly message: string; readonly avatarId: string }
  | {
      readonly type: 'failed';
      readonly failure: FailureKind;
      readonly message: string;
      /** Absent for a failure that only other servers send. An addition. */
      readonly error?: CloseCode;
      /** HTTP status of the same failure, such as 401. */
      readonly status?: number;
      readonly retryAfterS?: number;
      readonly limit?: number;
    }
  /** The server ends the session in an orderly way. */
  | { readonly type: 'closed'; readonly message: string; readonly error?: CloseCode }
  | { readonly type: 'sessionCreated' | 'sessionUpdated'; readonly session: SessionInfo }
  /** Times count from the beginning of the session's audio, ms. */
  | { readonly type: 'speechStarted'; readonly itemId: string; readonly audioStartMs: number }
  | { readonly type: 'speechStopped'; readonly itemId: string; readonly audioEndMs: number }
  /** An interim transcript; the next of its utterance replaces it. An addition: the common dialect has none. */
  | { readonly type: 'transcribedInterim'; readonly itemId: string; readonly text: string }
  /** The final transcript of an utterance; empty when nothing was understood, `unclear` where that was speech. */
  | { readonly type: 'transcribed'; readonly itemId: string; readonly text: string; readonly unclear?: boolean }
  /** The client's request about one item was carried out. Additions. */
  | { readonly type: 'itemCreated' | 'itemDeleted' | 'itemTruncated'; readonly itemId: string }
  /** The brain was asked for a reply; its words become the item. An addition. */
  | { readonly type: 'replyStarted'; readonly responseId: string; readonly itemId: string }
  | { readonly type: 'replyDelta'; readonly responseId: string; readonly text: string }
  /** The whole text of the reply; after a barge-in the part that was really heard. */
  | { readonly type: 'replyDone'; readonly responseId: string; readonly text: string }
  /** Sound of the reply: PCM16, 24 kHz, mono; only for clients that asked. */
  | { readonly type: 'audioDelta'; readonly responseId: string; readonly audioBase64: string }
  /** The last packet of the reply was sent. */
  | { readonly type: 'audioDone'; readonly responseId: string }
  /** The reply was cut short, by the user's voice or on request; follows its `replyDone`. An addition. */
  | { readonly type: 'replyCancelled'; readonly responseId: string }
  /** The rest of a cancelled reply is said after all, as this one; follows its `replyStarted`. An addition. */
  | { readonly type: 'replyResumed'; readonly responseId: string; readonly resumes: string }
  /** A piece of a call's arguments, as JSON text. Only a call that is also reported by `toolCalled` was made. */
  | { readonly type: 'toolCallDelta'; readonly callId: string; readonly delta: string }
  | ({ readonly type: 'toolCalled' } & ToolCall)
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | {
      readonly type: 'candidate';
      readonly candidate: { readonly candidate: string; readonly sdpMid: string; readonly sdpMLineIndex: number };
    }
  /** Something went wrong that the session survives. An addition. */
  | { readonly type: 'problem'; readonly code: WarningCode; readonly message: string }
  /** How long each stage of one answer took, ms. An addition. */
  | { readonly type: 'measured'; readonly responseId: string; readonly stages: Readonly<Record<string, number>> }
  /** The part of the reply that was heard so far; sent a few times a second while it sounds. An addition. */
  | { readonly type: 'playbackProgress'; readonly responseId: string; readonly text: string; readonly heardMs: number }
  /** The first and the last packet of the reply's sound were sent. Additions. */
  | { readonly type: 'playbackStarted' | 'playbackDone'; readonly responseId: string };
