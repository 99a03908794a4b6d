import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model is asked with, as far as tests look at it (OpenAI's chat completions). */
export interface ModelRequest {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly { type: string; text?: string; image_url?: { url: string } }[] | null;
  }[];
}

/** A piece of an answer, as the model streams it. */
export interface ModelDelta {
  readonly content?: string;
  readonly tool_calls?: readonly {
    readonly index: number;
    readonly id?: string;
    readonly function: { readonly name?: string; readonly arguments?: string };
  }[];
}

/** The pictures that came with a request, as data URLs. */
export const picturesIn = ({ messages }: ModelRequest): string[] =>
  messages.flatMap(({ content }) =>
    typeof content === 'string' || !content
      ? []
      : content.flatMap(({ image_url: image }) => (image ? [image.url] : [])),
  );

/** The words of a message, without its pictures. */
export const textOf = ({ content }: Partial<ModelRequest['messages'][number]> = {}): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('');

/** A language model for tests: an endpoint like OpenAI's that answers from a script. */
export interface FakeModel {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  /** @returns The newest request whose last message ends with `text`. */
  asked(text: string): ModelRequest | undefined;
  close(): Promise<void>;
}

/** @param answer What it says to a request: at once, or piece by piece, as they come. */
export async function fakeModel(
  answer: (request: ModelRequest) => string | AsyncIterable<ModelDelta>,
): Promise<FakeModel> {
  const requests: ModelRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString() || '{}') as ModelRequest;
      requests.push(asked);
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      void stream(response, answer(asked));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    asked: (text) => requests.findLast(({ messages }) => textOf(messages.at(-1)).endsWith(text)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function stream(response: ServerResponse, answer: string | AsyncIterable<ModelDelta>): Promise<void> {
  const write = (delta: ModelDelta, reason: 'stop' | null) =>
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`);
  if (typeof answer === 'string') write({ content: answer }, null);
  else for await (const delta of answer) write(delta, null);
  write({}, 'stop');
  response.end('data: [DONE]\n\n');
}
