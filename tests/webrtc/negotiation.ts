import type { Call } from '../support/call.js';
import type { BrowserPeer } from './browser-peer.js';

export interface CarryOptions {
  /** Rewrites each of the server's candidates; `undefined` leaves one out. */
  readonly mapCandidate?: (candidate: string) => string | undefined;
  /** Keeps the browser's own addresses from the server, which then finds it by its checks alone. */
  readonly withoutCandidates?: boolean;
}

/** Carries the server's offer to the browser and its answer back. */
export async function connect(call: Call, peer: BrowserPeer, options: CarryOptions = {}): Promise<void> {
  const { data } = await call.next('webrtc.signaling.offer');
  const answer = await peer.answer(rewrite(data.sdp.sdp, options));
  call.send({ type: 'webrtc.signaling.answer', data: { sdp: { type: 'answer', sdp: strip(answer, options) } } });
}

/** Carries an offer of the browser's to the server and the answer back. @returns Both. */
export async function renegotiate(
  call: Call,
  peer: BrowserPeer,
  options: CarryOptions & { iceRestart?: boolean } = {},
): Promise<{ offer: string; answer: string }> {
  const from = call.received.length;
  const offer = await peer.offer({ iceRestart: options.iceRestart });
  call.send({ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: strip(offer, options) } } });
  const { data } = await call.next('webrtc.signaling.answer', { from });
  await peer.accept(rewrite(data.sdp.sdp, options));
  return { offer, answer: data.sdp.sdp };
}

function rewrite(sdp: string, { mapCandidate }: CarryOptions): string {
  if (!mapCandidate) return sdp;
  return sdp
    .split('\r\n')
    .flatMap((line) => {
      if (!line.startsWith('a=candidate:')) return [line];
      const mapped = mapCandidate(line.slice(2));
      return mapped === undefined ? [] : [`a=${mapped}`];
    })
    .join('\r\n');
}

function strip(sdp: string, { withoutCandidates }: CarryOptions): string {
  return withoutCandidates ? sdp.replaceAll(/^a=candidate:.*\r\n/gm, '') : sdp;
}
