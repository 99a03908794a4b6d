import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model is asked with, as far as tests look at it (OpenAI's chat completions). */
export interface ModelRequest {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly { type: string; text?: string; image_url?: { url: string } }[] | null;
  }[];
}

/** A language model for tests: an endpoint like OpenAI's that says what it is told to. */
export interface FakeModel {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}

/** @param answer What it says to a request. */
export async function fakeModel(answer: (request: ModelRequest) => string): Promise<FakeModel> {
  const requests: ModelRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString() || '{}') as ModelRequest;
      requests.push(asked);
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const chunk = { choices: [{ index: 0, delta: { content: answer(asked) }, finish_reason: null }] };
      const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
      response.end([chunk, end].map((data) => `data: ${JSON.stringify(data)}\n\n`).join('') + 'data: [DONE]\n\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
