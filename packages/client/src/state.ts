import type { Problem } from './problem.js';

/** What the face is doing, from the user's point of view. */
export type Activity = 'listening' | 'thinking' | 'speaking';

/** Why a session is over: the user left, or something went wrong. */
export type EndReason = { readonly kind: 'left' } | Problem;

/** State of a session, as a union: each state has only the data that exists in it. */
export type SessionState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | {
      /** The server is full; a place is kept. */
      readonly name: 'queued';
      /** Place in the queue; 1 is next. */
      readonly position: number;
      /** The server's estimate, s; absent while it has none. */
      readonly estimatedWaitS?: number;
    }
  | {
      readonly name: 'live';
      readonly activity: Activity;
      /** The reply being spoken, or the last one that ended: late messages about the latter do not revive it. */
      readonly replyId?: string;
    }
  | {
      /** The socket broke; picture and sound use another connection, and may go on. */
      readonly name: 'reconnecting';
      /** Number of the attempt to reconnect: 1, 2, … */
      readonly attempt: number;
      readonly before: Extract<SessionState, { name: 'live' }>;
    }
  | { readonly name: 'ended'; readonly reason: EndReason };

export type StateInput =
  | { readonly type: 'queued'; readonly position: number; readonly estimatedWaitS?: number }
  | {
      readonly type:
        | 'connect'
        | 'admitted'
        | 'configured'
        | 'regained'
        | 'userStarted'
        | 'userStopped'
        | 'userSent'
        | 'nothingHeard';
    }
  | { readonly type: 'lost'; readonly attempt: number }
  | { readonly type: 'replyStarted'; readonly replyId: string }
  | { readonly type: 'replyEnded'; readonly replyId?: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end'; readonly reason: EndReason };

type Live = Extract<SessionState, { name: 'live' }>;

/** Pure. Returns `state` itself when `input` means nothing in it, so late and repeated inputs are harmless. */
export function nextState(state: SessionState, input: StateInput): SessionState {
  if (state.name === 'ended') return state;
  if (input.type === 'end') return { name: 'ended', reason: input.reason };
  switch (state.name) {
    case 'idle':
      return input.type === 'connect' ? { name: 'connecting' } : state;
    case 'connecting':
      if (input.type === 'queued') return queuedAt(input);
      return input.type === 'configured' ? { name: 'live', activity: 'listening' } : state;
    case 'queued':
      if (input.type === 'queued') return queuedAt(input);
      return input.type === 'admitted' ? { name: 'connecting' } : state;
    case 'live':
      return input.type === 'lost'
        ? { name: 'reconnecting', attempt: input.attempt, before: state }
        : nextLive(state, input);
    case 'reconnecting':
      if (input.type === 'lost') return { ...state, attempt: input.attempt };
      return input.type === 'regained' ? state.before : state;
  }
}

function queuedAt({ position, estimatedWaitS }: Extract<StateInput, { type: 'queued' }>): SessionState {
  return { name: 'queued', position, ...(estimatedWaitS === undefined ? {} : { estimatedWaitS }) };
}

function nextLive(state: Live, input: StateInput): SessionState {
  const become = (activity: Activity): Live => (state.activity === activity ? state : { ...state, activity });
  switch (input.type) {
    // Speech over a speaking face is a barge-in: the server stops the reply, so the face listens.
    case 'userStarted':
    case 'interrupt':
      return become('listening');
    case 'userStopped':
      return state.activity === 'listening' ? become('thinking') : state;
    case 'userSent':
      return become('thinking');
    case 'nothingHeard':
      return state.activity === 'thinking' ? become('listening') : state;
    case 'replyStarted':
      if (state.activity !== 'thinking' && input.replyId === state.replyId) return state;
      return { name: 'live', activity: 'speaking', replyId: input.replyId };
    case 'replyEnded':
      if (state.activity === 'listening' || (input.replyId !== undefined && input.replyId !== state.replyId))
        return state;
      return become('listening');
    default:
      return state;
  }
}
