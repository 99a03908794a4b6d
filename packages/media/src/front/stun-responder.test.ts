import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { StunResponder } from './stun-responder.js';

const REQUEST = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');

async function openClient(address: string, port: number) {
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('message', () => answers++);
  socket.bind(0, address);
  await once(socket, 'listening');
  const ask = () => new Promise((resolve) => socket.send(REQUEST, port, '127.0.0.1', resolve));
  return { ask, answers: () => answers, close: () => void socket.close() };
}

it('Scenario F6: answers at once, each address twenty times a second at most, and then again', async () => {
  const clock = new FakeClock();
  const options = { port: 0, bindAddress: '127.0.0.1', logger: silentLogger, clock };
  const responder = await StunResponder.open(options);
  const client = await openClient('127.0.0.1', responder.port);
  const witness = await openClient('127.0.0.2', responder.port);
  /** @returns How many of so many requests were answered. Packets are read in order: an answer to the witness ends it. */
  const ask = async (count: number): Promise<number> => {
    const [before, seen] = [client.answers(), witness.answers()];
    for (let i = 0; i < count; i++) await client.ask();
    await witness.ask();
    await expect.poll(() => witness.answers()).toBe(seen + 1);
    return client.answers() - before;
  };
  expect(await ask(60)).toBe(20);
  expect(await ask(5)).toBe(0);
  clock.advance(1000);
  expect(await ask(5)).toBe(5);
  client.close();
  witness.close();
  responder.close();
  responder.close();
});

it('reports that the port is taken', async () => {
  const first = await StunResponder.open({ port: 0, logger: silentLogger });
  await expect(StunResponder.open({ port: first.port, logger: silentLogger })).rejects.toMatchObject({
    code: 'media.port_unavailable',
  });
  first.close();
});
