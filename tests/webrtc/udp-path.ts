import { UdpRelay, type LinkOptions } from '@visavis/media/testing';
import type { RunningServer } from '@visavis/server/testing';
import { ownAddress } from '../support/own-address.js';
import type { CarryOptions } from './negotiation.js';

/** A path from a browser to a server that can be cut or lose packets, and how descriptions are carried to use it alone. */
export interface UdpPath {
  readonly relay: UdpRelay;
  /** Where the relay is reached. */
  readonly port: number;
  readonly carry: CarryOptions;
}

/** Opens a path. The caller closes its relay. */
export async function openUdpPath(to: RunningServer, link: LinkOptions): Promise<UdpPath> {
  const target = { address: '127.0.0.1', port: Number(new URL(to.url).port) };
  const relay = new UdpRelay(target, { ...link, address: ownAddress() });
  const port = await relay.open();
  const mapCandidate = (candidate: string): string => {
    const fields = candidate.split(' ');
    fields.splice(4, 2, ownAddress(), String(port));
    return fields.join(' ');
  };
  return { relay, port, carry: { mapCandidate, withoutCandidates: true } };
}
