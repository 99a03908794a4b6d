import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a service with the chat completions protocol receives it, as far as tests look at it. */
export interface SentChat {
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly tool_calls?: readonly { readonly id: string }[];
    readonly tool_call_id?: string;
  }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly tools?: readonly unknown[];
  readonly tool_choice?: unknown;
}

/** Answers one request of a brain. @param body The request, parsed. */
export type ChatAnswer = (response: ServerResponse, body: SentChat, request: IncomingMessage) => void;

/** One event of a stream. */
export const event = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** A chunk with some text, or with another delta. */
export const chunk = (delta: string | object, more: object = {}): string =>
  event({
    id: '1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: typeof delta === 'string' ? { content: delta } : delta, ...more }],
  });

/** Answers with events, one after the other, and ends. */
export function streams(response: ServerResponse, ...events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const one of events) response.write(one);
  response.end(event('[DONE]'));
}

/** Answers with an error. */
export function refuses(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A service over HTTP that answers as a test says. */
export class FakeChatService {
  readonly bodies: SentChat[] = [];
  readonly #server: Server;

  private constructor(answer: ChatAnswer) {
    this.#server = createServer((request, response) => {
      let raw = '';
      request.on('data', (data: Buffer) => (raw += data.toString()));
      request.on('end', () => {
        const body = JSON.parse(raw) as SentChat;
        this.bodies.push(body);
        answer(response, body, request);
      });
    });
  }

  static async open(answer: ChatAnswer): Promise<FakeChatService> {
    const service = new FakeChatService(answer);
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  /** The address for a brain. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
