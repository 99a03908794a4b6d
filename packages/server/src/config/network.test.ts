import { expect, it } from 'vitest';
import { mediaListening } from './network.js';

it.each([
  ['127.0.0.1', undefined, undefined, true],
  ['localhost', undefined, undefined, true],
  ['::1', undefined, undefined, true],
  ['127.0.0.1', '0.0.0.0', undefined, true],
  ['127.0.0.1', '127.0.0.1', '127.0.0.1', false],
  ['127.0.0.1', '192.0.2.7', '192.0.2.7', false],
  ['0.0.0.0', undefined, undefined, false],
  ['::', undefined, undefined, false],
  ['192.0.2.7', undefined, '192.0.2.7', false],
  ['face.example', undefined, 'face.example', false],
  ['0.0.0.0', '192.0.2.7', '192.0.2.7', false],
])('B01: with HOST %s and VISAVIS_UDP_HOST %s media listens on %s; 127.0.0.1 is offered: %s', (...row) => {
  const [host, udpHost, listening, offersLoopback] = row;
  expect(mediaListening({ host, udpHost })).toEqual({ host: listening, offersLoopback });
});
