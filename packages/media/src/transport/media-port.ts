import { CodedError } from '@visavis/core';
import { IceUdpMuxListener } from 'node-datachannel';

/**
 * Holds the UDP port that all connections share, as long as the process has media. Without it the library
 * would open the port with the first connection, and abort the process if another program had it by then.
 */
export class MediaPort {
  readonly #listener: IceUdpMuxListener;
  #closed = false;

  /** @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened. */
  constructor(udpPort: number, address: string | undefined) {
    try {
      this.#listener = new IceUdpMuxListener(udpPort, address);
    } catch (cause) {
      throw new CodedError('media.port_unavailable', `UDP port ${udpPort} cannot be opened`, { cause });
    }
  }

  /** Idempotent. Connections that are open keep the port until they close. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.stop();
  }
}
