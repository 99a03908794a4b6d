import type { Events } from '@visavis/core';
import type { TransportState } from '../ports.js';
import type { TransportParameters } from '../sdp/description.js';

/** Events of a {@link PeerTransport}. */
export type PeerTransportEvents = {
  stateChanged: { state: TransportState };
  /** RTP or compound RTCP, decrypted and otherwise as it arrived. */
  packetReceived: { data: Uint8Array };
};

/**
 * One ICE and DTLS-SRTP connection to one viewer: carries packets without reading them. It serves one
 * exchange of descriptions; an ICE restart needs a new one.
 */
export interface PeerTransport {
  readonly events: Events<PeerTransportEvents>;
  /** @returns The parameters that the viewer needs to connect, with host candidates. No other machine is contacted. */
  open(): TransportParameters;
  /**
   * Starts connecting. May be called once; the peer must be the DTLS client.
   *
   * @param offerer The side that sent the offer: it has the controlling role in ICE.
   * @throws {CodedError} `media.negotiation_failed` when the parameters are rejected.
   */
  connect(remote: TransportParameters, offerer: 'server' | 'viewer'): void;
  /** @param candidate `candidate:…`, at any time, in any order. One that cannot be used is ignored. */
  addCandidate(candidate: string): void;
  /**
   * @param packet RTP or RTCP in the clear.
   * @returns Whether it was taken; never throws, and a connection that is ending takes no packet.
   */
  send(packet: Buffer): boolean;
  /** Idempotent. No event is emitted after it. */
  close(): void;
}

/** Creates a transport that is not yet open. */
export type CreatePeerTransport = () => PeerTransport;
