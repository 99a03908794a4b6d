import type { ServerResponse } from 'node:http';
import { FakeClock } from '@visavis/core/testing';
import { brainContract, type EngineWorld, type Fault } from '@visavis/speech/testing';
import { describe, it } from 'vitest';
import { chunk, FakeChatService, refuses, streams } from '../testing/fake-chat-service.js';
import { OpenAiBrain } from './open-ai-brain.js';

const PIECES = ['There is ', 'bread in ', 'the kitchen.'].map((piece) => chunk(piece));

const MISBEHAVE: Readonly<Record<Fault, (response: ServerResponse) => void>> = {
  stall: () => undefined,
  garbage: (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>\0\xff');
  },
  cut: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(PIECES[0], () => response.destroy());
  },
  unauthorised: (response) => refuses(response, 401, { error: { message: 'Incorrect API key provided' } }),
  busy: (response) => {
    response.setHeader('retry-after', '1');
    refuses(response, 429, { error: { message: 'Rate limit reached' } });
  },
};

async function open(): Promise<EngineWorld<OpenAiBrain>> {
  let fault: Fault | undefined;
  let under = 0;
  const service = await FakeChatService.open((response) => {
    under++;
    response.once('close', () => under--);
    if (fault) MISBEHAVE[fault](response);
    else streams(response, ...PIECES);
  });
  const clock = new FakeClock();
  const engine = new OpenAiBrain({ baseUrl: service.baseUrl, clock });
  return {
    engine,
    clock,
    held: () => under + clock.pending,
    misbehave: (wanted) => (fault = wanted),
    async close() {
      await engine.close();
      service.close();
    },
  };
}

describe('a language model over HTTP', { timeout: 60_000 }, () => {
  const faults = Object.keys(MISBEHAVE) as Fault[];
  for (const { title, run } of brainContract({ open, faults })) it(title, run);
});
