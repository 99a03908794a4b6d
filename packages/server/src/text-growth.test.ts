import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { presetName } from './avatars/avatar-directory.js';
import { clientAddress } from './address/client-address.js';
import { licenceIdOf } from './keys/token.js';
import { createLog } from './log.js';
import { publicOrigin, requestedHost, requestedHostname } from './public-address.js';

const log = createLog({ level: 'info', secrets: ['vv_secret'], sink: { write: () => undefined } });
const socket = { remoteAddress: '192.0.2.1' };

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  clientAddress: (text) => clientAddress({ socket, headers: { 'x-forwarded-for': text } }, true),
  licenceIdOf,
  log: (text) => log.info(text, { name: text }),
  'log, a token': (text) => log.info(`vvt_${text}`),
  presetName,
  publicOrigin: (text) => publicOrigin({ headers: { host: text, 'x-forwarded-host': text } }, true),
  requestedHost: (text) => requestedHost({ headers: { host: text } }),
  requestedHostname: (text) => requestedHostname({ headers: { host: text } }),
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
