/**
 * How far a session has come.
 * accepted: the socket is open · authorised: the licence is good · ready: the client was informed of that · created,
 * configured: the client knows its session and its settings · live: the face may speak · closing: it only releases.
 */
export type SessionState =
  | { readonly name: 'accepted' | 'authorised' | 'ready' | 'created' | 'configured' | 'live' }
  | { readonly name: 'closing'; readonly reason: string };

export type SessionInput =
  | { readonly type: 'license.accepted' | 'success.sent' | 'created.sent' | 'updated.sent' | 'voice.cleared' }
  | { readonly type: 'close'; readonly reason: string };

const NEXT = {
  accepted: { on: 'license.accepted', to: 'authorised' },
  authorised: { on: 'success.sent', to: 'ready' },
  ready: { on: 'created.sent', to: 'created' },
  created: { on: 'updated.sent', to: 'configured' },
  configured: { on: 'voice.cleared', to: 'live' },
} as const;

/** Pure. Returns `state` itself when `input` means nothing in it: late and repeated inputs are harmless. */
export function nextSessionState(state: SessionState, input: SessionInput): SessionState {
  if (state.name === 'closing') return state;
  if (input.type === 'close') return { name: 'closing', reason: input.reason };
  if (state.name === 'live') return state;
  const step = NEXT[state.name];
  return input.type === step.on ? { name: step.to } : state;
}

/** Whether what the client sends is acted upon already: the conversation exists from `created` on. */
export function isConversing(state: SessionState): boolean {
  return state.name === 'created' || state.name === 'configured' || state.name === 'live';
}
