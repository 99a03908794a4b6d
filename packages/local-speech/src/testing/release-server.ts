import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { create } from 'tar';
import { bzip2 } from './bzip2-writer.js';

/** A file that is served, and how. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  /** Sends so many bytes of each answer, and then nothing until {@link ReleaseServer.lose}. */
  readonly stopsAfter?: number;
  /** Statuses that are returned before the file is served. */
  readonly refusals?: number[];
  /** Whether a part of the file can be asked for. @defaultValue true */
  readonly ranges?: boolean;
}

/** An HTTP server on loopback with files, in the manner of one for releases; it may also be used as a proxy. */
export class ReleaseServer {
  readonly files = new Map<string, ServedFile>();
  /** Each request: its path, the range it asks for, and the status it received. */
  readonly requests: { path: string; range: string | undefined; status: number }[] = [];
  /** Hosts that were asked for through it as a proxy. */
  readonly tunnels: string[] = [];
  /** Its address, without a slash at the end. */
  url = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #stopped: { response: ServerResponse; at: number } | undefined;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
    this.#server.on('connect', (request: IncomingMessage, client: Socket) => this.#tunnel(request.url ?? '', client));
  }

  static async open(): Promise<ReleaseServer> {
    const releases = new ReleaseServer();
    await new Promise<void>((resolve) => releases.#server.listen(0, '127.0.0.1', resolve));
    releases.url = `http://127.0.0.1:${(releases.#server.address() as AddressInfo).port}`;
    return releases;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Ends a connection that has stopped, when the client has received all that was sent. @param received Bytes of the file. */
  lose(received: number): void {
    if (received === this.#stopped?.at) this.#stopped.response.destroy();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const { range } = request.headers;
    const file = this.files.get(path);
    const send = (status: number, headers: Record<string, string | number> = {}): void => {
      this.requests.push({ path, range, status });
      response.writeHead(status, headers);
    };
    const refusal = file ? file.refusals?.shift() : 404;
    if (!file || refusal !== undefined) {
      send(refusal ?? 404);
      return void response.end();
    }
    const etag = `"${createHash('sha256').update(file.bytes).digest('hex')}"`;
    const asked =
      file.ranges !== false && request.headers['if-range'] === etag ? /^bytes=(\d+)-$/.exec(range ?? '') : null;
    const from = Number(asked?.[1] ?? 0);
    if (from > 0 && from >= file.bytes.length) {
      send(416, { 'content-range': `bytes */${file.bytes.length}` });
      return void response.end();
    }
    const body = file.bytes.subarray(from);
    const part = { 'content-range': `bytes ${from}-${file.bytes.length - 1}/${file.bytes.length}` };
    send(asked ? 206 : 200, { 'content-length': body.length, etag, ...(asked && part) });
    const { stopsAfter = body.length } = file;
    if (stopsAfter >= body.length) return void response.end(body);
    this.#stopped = { response, at: from + stopsAfter };
    response.write(body.subarray(0, stopsAfter));
  }

  #tunnel(host: string, client: Socket): void {
    this.tunnels.push(host);
    const [name, port] = host.split(':');
    const server = connect(Number(port), name, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    this.#sockets.add(server);
    for (const socket of [client, server]) socket.on('error', () => undefined);
  }
}

/** @returns A `.tar.bz2` of a folder, with the folder as its only top entry. */
export async function archiveOf(folder: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of create({ cwd: dirname(folder) }, [basename(folder)])) pieces.push(piece);
  return bzip2(Buffer.concat(pieces));
}
