import type { Events } from '@visavis/core';
import type { TransportState } from '../ports.js';
import type { TransportParameters } from '../sdp/description.js';

export type PeerTransportEvents = {
  stateChanged: { state: TransportState };
  /** RTP or compound RTCP, decrypted and otherwise as it came. */
  packetReceived: { data: Uint8Array };
};

/**
 * One ICE and DTLS-SRTP connection to one viewer: carries packets, knows nothing of what is in them. Lives through one
 * exchange of descriptions; an ICE restart needs a new one.
 */
export interface PeerTransport {
  readonly events: Events<PeerTransportEvents>;
  /** What the viewer needs to connect, host candidates inside. Nothing is asked of any other machine. */
  open(): TransportParameters;
  /**
   * Starts connecting. May be called once; the peer must be the DTLS client.
   *
   * @param offerer Whose offer it was: that side has the controlling role in ICE.
   * @throws {CodedError} `media.negotiation_failed` when the parameters are refused.
   */
  connect(remote: TransportParameters, offerer: 'server' | 'viewer'): void;
  /** @param candidate `candidate:…`, any time, any order. What cannot be used is ignored. */
  addCandidate(candidate: string): void;
  /** @param packet RTP or RTCP in the clear. @returns Whether it was taken; never throws, a dying connection takes nothing. */
  send(packet: Buffer): boolean;
  /** Idempotent. No event comes after it. */
  close(): void;
}

export type CreatePeerTransport = () => PeerTransport;
