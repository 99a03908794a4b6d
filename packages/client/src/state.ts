import type { Problem } from './problem.js';

/** What the face is doing, from the user's point of view. */
export type Activity = 'listening' | 'thinking' | 'speaking';

/** Why a session is over: the user left, or something went wrong. */
export type EndReason = { readonly kind: 'left' } | Problem;

export type SessionState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | {
      readonly name: 'live';
      readonly activity: Activity;
      /** The reply being spoken, or the last one that ended: what still trickles in of that one revives nothing. */
      readonly replyId?: string;
    }
  | { readonly name: 'ended'; readonly reason: EndReason };

export type StateInput =
  | { readonly type: 'connect' | 'configured' | 'userStarted' | 'userStopped' | 'userSent' | 'nothingHeard' }
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
      return input.type === 'configured' ? { name: 'live', activity: 'listening' } : state;
    case 'live':
      return nextLive(state, input);
  }
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
