import { readFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { CodedError, silentLogger } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import { createMediaEngine } from '../engine.js';
import { Playout } from '../playout/playout.js';
import { fakeCodecs } from '../testing/fake-codecs.js';
import { Mutator } from '../testing/mutate.js';
import { PatternedVideo } from '../testing/patterned-video.js';
import { usableCandidate } from '../transport/candidates.js';
import { parseDescription } from './description.js';
import { createLocalMedia } from './local-media.js';
import { negotiate } from './negotiate.js';
import { writeAnswer } from './write-answer.js';
import { writeOffer } from './write-offer.js';

/** Recorded descriptions of browsers, and our own offer. */
const recorded = (name: string): string => readFileSync(new URL(`./corpus/${name}.sdp`, import.meta.url), 'utf8');
const transport = {
  ufrag: 'abcd',
  password: 'a'.repeat(22),
  fingerprints: [{ algorithm: 'sha-256', value: new Array(32).fill('AB').join(':') }],
  candidates: ['candidate:1 1 UDP 2114977791 192.0.2.2 9000 typ host'],
};
const media = createLocalMedia();
const CORPUS = [recorded('chromium-answer'), recorded('chromium-offer'), writeOffer(transport, media, '1 1')];
const SEED = 20_261_123;
/** `npm run test:long` runs more cases; FUZZ_CASES sets any number. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 2_000);
/** Ten times what a case takes on one quiet core, since a long run takes as long as it takes. */
const LIMIT_MS = 30_000 + CASES * 8;

/** @returns The answer, or `undefined` when the offer was rejected with the code meant for it. */
function answerTo(sdp: string): string | undefined {
  try {
    const offer = parseDescription(sdp);
    return writeAnswer(offer, { agreed: negotiate(offer), transport, media }, '1 2');
  } catch (error) {
    if (error instanceof CodedError && error.code === 'media.negotiation_failed') return undefined;
    throw error;
  }
}

describe('descriptions that are nearly right', () => {
  it(
    `Scenario S2: are answered section by section or rejected with a code, in ${CASES} cases`,
    () => {
      const mutator = new Mutator(CORPUS, SEED);
      let answered = 0;
      for (let i = 0; i < CASES; i++) {
        const sdp = mutator.next();
        const answer = answerTo(sdp);
        if (answer === undefined) continue;
        answered++;
        // For any offer: no stray line ends, and as many sections as in the offer.
        expect(answer.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const sections = (text: string) => [...text.matchAll(/^m=/gm)].length;
        expect(sections(answer)).toBe(parseDescription(sdp).media.length);
      }
      // Inputs that the parser always rejects would prove nothing about the code behind it.
      expect(answered).toBeGreaterThan(CASES / 10);
      expect(answered).toBeLessThan(CASES);
    },
    LIMIT_MS,
  );

  it('harm neither the native library nor the session', async () => {
    const udpPort = await freePort();
    const engine = createMediaEngine({ codecs: fakeCodecs, udpPort, bindAddress: '127.0.0.1', logger: silentLogger });
    const mutator = new Mutator(CORPUS, SEED + 1);
    for (let i = 0; i < 150; i++) {
      const options = { video: new PatternedVideo(), playout: new Playout(), logger: silentLogger };
      const session = engine.openSession(options);
      await session.createOffer();
      await onlyRefused(session.acceptAnswer(mutator.next()));
      await onlyRefused(session.acceptOffer(mutator.next()));
      for (const line of mutator.next().split('\r\n').slice(0, 40)) session.addCandidate({ candidate: line });
      // A good answer is still accepted, if none was before.
      await session.acceptAnswer(recorded('chromium-answer'));
      session.close();
    }
    await engine.close();
  });
});

describe('candidates that are nearly right', () => {
  const CANDIDATES = [
    'candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host generation 0 ufrag abcd network-id 1',
    'a=candidate:842163049 1 udp 1677729535 203.0.113.9 61000 typ srflx raddr 0.0.0.0 rport 0',
    'candidate:1 1 udp 33562367 2001:db8::1 50000 typ relay raddr ::1 rport 9 generation 0',
    'candidate:1 1 udp 2113937151 0a1b2c3d-0000-4000-8000-000000000000.local 50000 typ host',
    'candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active',
  ];

  it(
    `are normalised or ignored, in ${CASES} cases`,
    () => {
      const mutator = new Mutator([CANDIDATES.join('\r\n'), ...CORPUS], SEED + 2);
      for (let i = 0; i < CASES; i++) {
        for (const text of mutator.next().split('\r\n')) {
          const usable = usableCandidate(text);
          if (usable !== undefined) expect(usable).toMatch(/^candidate:\S* \S+ udp \S+ [\da-f.:]+ \d+ typ( \S+)*$/i);
        }
      }
    },
    LIMIT_MS,
  );
});

async function onlyRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => expect(error).toMatchObject({ code: 'media.negotiation_failed' }));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
