import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { parseDescription } from './sdp/description.js';
import { usableCandidate } from './transport/candidates.js';

const triedOn = (read: (text: string) => unknown) => (text: string) => {
  try {
    return read(text);
  } catch {
    return undefined;
  }
};
const SECTION = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  parseDescription: triedOn(parseDescription),
  'parseDescription, an attribute': triedOn((text) => parseDescription(`${SECTION}a=${text}\r\n`)),
  'parseDescription, parameters': triedOn((text) => parseDescription(`${SECTION}a=fmtp:96 ${text}\r\n`)),
  'parseDescription, a codec': triedOn((text) => parseDescription(`${SECTION}a=rtpmap:96 ${text}\r\n`)),
  usableCandidate: triedOn(usableCandidate),
  'usableCandidate, its end': triedOn((text) => usableCandidate(`candidate:1 1 udp 1 192.0.2.1 5000 typ host ${text}`)),
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
