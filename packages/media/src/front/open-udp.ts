import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { CodedError } from '@visavis/core';

/**
 * Opens a UDP port at one address, or at all addresses of the families that the machine has.
 *
 * @param port 0 for any free one, the same in both families.
 * @param address All when absent.
 * @returns One or two sockets, which the caller closes.
 * @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened.
 */
export async function openUdp(port: number, address?: string): Promise<[Socket, ...Socket[]]> {
  const opened: Socket[] = [];
  try {
    const first = await bindUdp(address ?? '0.0.0.0', port);
    opened.push(first);
    if (address) return [first];
    const second = await bindUdp('::', first.address().port).catch(unlessTaken);
    return second ? [first, second] : [first];
  } catch (cause) {
    for (const socket of opened) socket.close();
    throw new CodedError('media.port_unavailable', `UDP port ${port} cannot be opened`, { cause });
  }
}

/** @throws {Error} The error of the system, with its `code`. */
export async function bindUdp(address: string, port: number): Promise<Socket> {
  const family = isIPv6(address) ? 'udp6' : 'udp4';
  const socket = createSocket({ type: family, ipv6Only: family === 'udp6' });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, address, resolve);
    });
    socket.removeAllListeners('error');
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** A machine may lack IPv6. */
function unlessTaken(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'EADDRINUSE') throw error;
}
