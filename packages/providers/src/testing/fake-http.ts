import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a fake service received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** The number of the connection it came on. */
  readonly connection: number;
  /** Resolves when its connection has closed. */
  readonly closed: Promise<void>;
}

/** Answers one request as a test says. */
export type HttpAnswer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A service over HTTP on loopback, with an answer for each path; other paths are 404. */
export class FakeHttp {
  readonly requests: ReceivedRequest[] = [];
  readonly #server: Server;
  readonly #connections: object[] = [];
  #arrived: () => void = () => undefined;

  private constructor(answers: Readonly<Record<string, HttpAnswer>>) {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { method = '', url = '', headers, socket } = request;
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        const path = url.split('?')[0] ?? '';
        const received = {
          method,
          path,
          headers,
          body: Buffer.concat(pieces),
          connection: this.#numberOf(socket),
          closed,
        };
        this.requests.push(received);
        const answer = answers[path] ?? ((missing): void => answersJson(missing, 404, { detail: 'Not Found' }));
        answer(response, received);
        this.#arrived();
      });
    });
  }

  static async open(answers: Readonly<Record<string, HttpAnswer>>): Promise<FakeHttp> {
    const fake = new FakeHttp(answers);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  #numberOf(socket: object): number {
    const known = this.#connections.indexOf(socket);
    return known < 0 ? this.#connections.push(socket) - 1 : known;
  }

  /** The address up to the version. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Resolves once so many requests have been received. */
  async received(count: number): Promise<ReceivedRequest> {
    while (this.requests.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.requests[count - 1] as ReceivedRequest;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Answers with JSON. */
export function answersJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
