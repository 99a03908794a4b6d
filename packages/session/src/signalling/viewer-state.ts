import type { TransportState } from '@visavis/media';

/** How far a session's pictures and sound have come, apart from the conversation: neither ends the other. */
export type ViewerState = 'none' | 'offered' | 'answered' | 'connected' | 'failed' | 'closed';

export type ViewerInput =
  | { readonly type: 'offer.sent' | 'answer.applied' | 'close' }
  | { readonly type: 'transport'; readonly state: TransportState };

/**
 * Pure. Returns `state` itself when `input` means nothing in it.
 * `failed` is not the end: a client's renegotiation offer (an ICE restart) is answered and leads back to `answered`.
 */
export function nextViewerState(state: ViewerState, input: ViewerInput): ViewerState {
  if (state === 'closed') return state;
  switch (input.type) {
    case 'close':
      return 'closed';
    case 'offer.sent':
      return state === 'none' ? 'offered' : state;
    case 'answer.applied':
      return state === 'offered' || state === 'failed' ? 'answered' : state;
    case 'transport':
      return onTransport(state, input.state);
  }
}

function onTransport(state: ViewerState, transport: TransportState): ViewerState {
  if (state === 'none') return state;
  if (transport === 'connected') return 'connected';
  // `disconnected` may still mend itself (W3C RTCPeerConnectionState), so only `failed` counts.
  if (transport === 'failed' || transport === 'closed') return 'failed';
  return state;
}
