import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { RunningServer } from '@visavis/server/testing';

/** A stretch of network between a client and the server that can break. */
export interface CuttingProxy extends Pick<RunningServer, 'url' | 'socketUrl' | 'invitation'> {
  /** Every connection is reset. New ones are let through. */
  cut(): void;
  /** Nothing passes any more over the connections there are, and neither side is notified. */
  freeze(): void;
  /** Every connection is reset, and so is every new one, until `unblock`. */
  block(): void;
  unblock(): void;
  close(): Promise<void>;
}

/** @param server Where the proxy leads to. */
export async function cuttingProxy(
  server: Pick<RunningServer, 'url' | 'socketUrl' | 'invitation'>,
): Promise<CuttingProxy> {
  const target = new URL(server.url);
  const sockets = new Set<Socket>();
  let blocked = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => sockets.delete(socket));
  };
  const proxy = createServer((near) => {
    if (blocked) return void near.resetAndDestroy();
    const far = connect(Number(target.port), target.hostname);
    [near, far].forEach(keep);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const cut = (): void => [...sockets].forEach((socket) => socket.resetAndDestroy());
  return {
    url: server.url.replace(`:${target.port}`, `:${port}`),
    invitation: async () => (await server.invitation()).replace(`:${target.port}/`, `:${port}/`),
    socketUrl: (query) => server.socketUrl(query).replace(`:${target.port}/`, `:${port}/`),
    cut,
    block: () => {
      blocked = true;
      cut();
    },
    unblock: () => (blocked = false),
    freeze: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: async () => {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
