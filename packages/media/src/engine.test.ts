import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { silentLogger } from '@visavis/core';
import { describe, expect, test } from 'vitest';
import { createMediaEngine, type MediaEngine } from './engine.js';
import { Playout } from './playout/playout.js';
import type { SessionDescription } from './ports.js';
import { parseDescription } from './sdp/description.js';
import type { MediaSession } from './session/media-session.js';
import { decodeFakeSound, fakeCodecs } from './testing/fake-codecs.js';
import { PatternedVideo } from './testing/patterned-video.js';
import { hostAddresses } from './transport/host-addresses.js';
import { UdpRelay } from './testing/udp-relay.js';
import { Viewer, type ViewerOptions } from './viewer/viewer.js';

/** What a test has opened, which is closed when it ends, the last first. */
type Own = <T extends { close(): void }>(resource: T) => T;

const it = test.extend<{ own: Own }>({
  own: async ({ task: _task }, use) => {
    const open: { close(): void }[] = [];
    await use((resource) => {
      open.push(resource);
      return resource;
    });
    for (const resource of open.reverse()) resource.close();
  },
});

/** A UDP port that no program uses at present. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').bind(0, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

async function openEngine(own: Own): Promise<{ engine: MediaEngine; udpPort: number }> {
  const udpPort = await freePort();
  return { udpPort, engine: own(createMediaEngine({ codecs: fakeCodecs, udpPort, bindAddress: '127.0.0.1' })) };
}

function openSession(engine: MediaEngine) {
  const video = new PatternedVideo({ bytes: 3000 });
  const playout = new Playout();
  return { video, playout, session: engine.openSession({ video, playout, logger: silentLogger }) };
}

/** Connects a viewer as a client does: the answer first, then each candidate by itself. */
async function view(own: Own, session: MediaSession, options: ViewerOptions = {}): Promise<Viewer> {
  const viewer = own(new Viewer({ decodeSound: decodeFakeSound, ...options }));
  const offer = await session.createOffer();
  const { answer } = await viewer.answer(offer);
  await session.acceptAnswer(answer.sdp);
  return viewer;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Sequence numbers with none missing and none twice. */
function isContiguous(packets: readonly { sequence: number }[]): boolean {
  return packets.slice(1).every(({ sequence }, i) => sequence === (((packets[i]?.sequence ?? 0) + 1) & 0xffff));
}

describe('MediaEngine over real packets', () => {
  it('sends a viewer video at once, and the speech that is played', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session, playout } = openSession(engine);
    const viewer = await view(own, session);
    await viewer.connected();
    await playout.play({ samples: tone(440), text: 'a tone' });
    await until(() => viewer.sound.some((frame) => Math.max(...frame) > 7000) && viewer.frames >= 10);
    expect(viewer.keyFrames).toBeGreaterThanOrEqual(1);
    expect(isContiguous(viewer.video)).toBe(true);
    expect(isContiguous(viewer.audio)).toBe(true);
    expect(viewer.rtcp.length).toBeGreaterThanOrEqual(2);
  });

  it('receives no report of a viewer whose tracks are closed, and does the viewer no harm', async ({ own }) => {
    const { engine } = await openEngine(own);
    const viewer = await view(own, openSession(engine).session);
    await until(() => viewer.frames >= 3);
    viewer.close();
    expect(() => viewer.sendRtcp(Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]))).not.toThrow();
  });

  it('sends H.264 to a viewer that prefers it', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session, video } = openSession(engine);
    const viewer = await view(own, session, { codec: 'h264' });
    await until(() => viewer.frames >= 3);
    expect(video.codecs).toEqual(['h264']);
    expect(viewer.video.every(({ payloadType }) => payloadType === 102)).toBe(true);
  });

  it('serves several viewers on one port', async ({ own }) => {
    const { engine, udpPort } = await openEngine(own);
    const viewers = await Promise.all(Array.from({ length: 4 }, () => view(own, openSession(engine).session)));
    await until(() => viewers.every(({ frames }) => frames >= 3));
    expect(engine.stats()).toMatchObject({ sessions: 4, connected: 4 });
    expect(udpPort).toBeGreaterThan(0);
    expect(new Set(viewers.map(({ video }) => video[0]?.ssrc)).size).toBe(4);
  });

  it('Scenario S8: sends no media to a peer whose certificate is not the one it announced', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session } = openSession(engine);
    const states: string[] = [];
    session.events.on('stateChanged', ({ to }) => states.push(to));
    const viewer = await view(own, session, { changes: { fingerprint: new Array(32).fill('AB').join(':') } });
    await until(() => states.includes('failed'));
    expect(states).not.toContain('connected');
    expect([viewer.video.length, viewer.audio.length]).toEqual([0, 0]);
  });

  it('connects when the candidates come before the answer', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session } = openSession(engine);
    const viewer = own(new Viewer({ changes: { withoutCandidates: true } }));
    const { answer, candidates } = await viewer.answer(await session.createOffer());
    for (const candidate of candidates) session.addCandidate(candidate);
    session.addCandidate({ candidate: '' });
    await session.acceptAnswer(answer.sdp);
    await viewer.connected();
  });

  it('connects to a viewer that hides its addresses', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session } = openSession(engine);
    const viewer = own(new Viewer({ changes: { withoutCandidates: true } }));
    const { answer } = await viewer.answer(await session.createOffer());
    await session.acceptAnswer(answer.sdp);
    session.addCandidate({ candidate: 'candidate:1 1 udp 2113937151 0a1b2c3d.local 50000 typ host', sdpMid: '0' });
    await viewer.connected();
  });

  it('Scenario L6: lets each viewer hear the tone of its own session and no other', async ({ own }) => {
    const { engine } = await openEngine(own);
    const tonesHz = [200, 260, 340, 440, 560];
    const heard = await Promise.all(
      tonesHz.map(async (toneHz) => {
        const { session, playout } = openSession(engine);
        const viewer = await view(own, session);
        await viewer.connected();
        void playout.play({ samples: tone(toneHz), text: 'a tone' });
        await until(() => viewer.sound.filter((frame) => Math.max(...frame) > 7000).length >= 20);
        return Int16Array.from(viewer.sound.flatMap((frame) => [...frame]));
      }),
    );
    for (const [own, sound] of heard.entries()) {
      const powers = tonesHz.map((toneHz) => powerAt(sound, toneHz));
      const others = powers.filter((_, i) => i !== own);
      // The sound begins and ends within the stretch that is examined, which spreads it by less than that.
      expect(Math.max(...others), `beside ${tonesHz[own]} Hz`).toBeLessThan(0.01 * powers[own]!);
    }
  });

  it('Scenario S7, Scenario S8: passes over packets of strangers, whatever they are, while the viewer goes on', async ({
    own,
  }) => {
    const { engine, udpPort } = await openEngine(own);
    const { session, video } = openSession(engine);
    const viewer = await view(own, session);
    await viewer.connected();
    // Behind the keyframe that is sent once more at the beginning.
    await until(() => viewer.frames >= 10);
    const stranger = own(createSocket('udp4'));
    let answers = 0;
    stranger.on('message', () => answers++);
    const [before, requests] = [viewer.frames, video.keyFrameRequests];
    for (let i = 0; i < 20_000; i++) {
      const packet = STRANGERS[i % STRANGERS.length] ?? Buffer.alloc(0);
      if (i % STRANGERS.length < 3) packet.writeUInt32BE(viewer.videoSsrc ?? 0, 8);
      await new Promise((resolve) => stranger.send(packet, udpPort, '127.0.0.1', resolve));
    }
    await until(() => viewer.frames > before + 10);
    expect(session.state).toBe('connected');
    expect(video.keyFrameRequests).toBe(requests);
    expect(answers).toBe(0);
    expect(isContiguous(viewer.video)).toBe(true);
  });

  // These wait for packets most of the time.
  it.concurrent('resends the packets that a lossy link drops, well within its budget', async ({ own, expect }) => {
    const { engine, udpPort } = await openEngine(own);
    const { session } = openSession(engine);
    let count = 0;
    const random = (): number => (++count > 60 && count % 15 === 0 ? 0 : 1);
    const relay = own(new UdpRelay({ port: udpPort, address: '127.0.0.1' }, { loss: 0.5, random }));
    const viewer = await view(own, session, throughRelay(await relay.open()));
    await viewer.connected();
    const nack = nacking(viewer);
    await until(() => viewer.video.length > 200);
    clearInterval(nack);
    await until(() => session.stats().resent > 0);
    expect(viewer.video.some(({ payloadType }) => payloadType === 97)).toBe(true);
    expect(relay.counts.dropped).toBeGreaterThan(0);
    expect(session.stats().resent).toBeLessThan(0.35 * viewer.video.length);
  });

  it.concurrent(
    'Scenario S9: takes a packet of its viewer once, however often it is played again',
    async ({ own, expect }) => {
      const { engine, udpPort } = await openEngine(own);
      const { session, video } = openSession(engine);
      const relay = own(new UdpRelay({ port: udpPort, address: '127.0.0.1' }, { repeatUp: 20 }));
      const viewer = await view(own, session, throughRelay(await relay.open()));
      await viewer.connected();
      // Behind the keyframe that is sent once more at the beginning.
      await until(() => viewer.frames >= 10);
      const before = video.keyFrameRequests;
      for (let i = 1; i <= 3; i++) {
        viewer.sendRtcp(pictureLoss(viewer));
        await until(() => video.keyFrameRequests >= before + i);
      }
      await until(() => viewer.frames >= 30);
      expect(video.keyFrameRequests).toBe(before + 3);
    },
  );

  it.concurrent('R-21: sends checks to sixteen addresses of a viewer at most', async ({ own, expect }) => {
    const { engine } = await openEngine(own);
    const { session } = openSession(engine);
    await answerAndLeave(session);
    const parties = await Promise.all(Array.from({ length: 24 }, () => openParty(own, '127.0.0.1')));
    for (const { candidate } of parties) session.addCandidate({ candidate });
    await until(() => parties.filter(({ packets }) => packets() > 0).length >= 16);
    // Each of the sixteen is asked several times before all are given up.
    await until(() => parties.every(({ packets }) => packets() === 0 || packets() > 2));
    expect(parties.filter(({ packets }) => packets() > 0)).toHaveLength(16);
  });

  it.concurrent('R-21: sends no check to loopback where it is not reached there', async ({ own, expect, skip }) => {
    const [outside] = hostAddresses(networkInterfaces()).filter((address) => /^\d/.test(address));
    if (outside === undefined || outside.startsWith('127.')) return skip('this machine has no address but loopback');
    const engine = own(createMediaEngine({ codecs: fakeCodecs, udpPort: await freePort() }));
    const { session } = openSession(engine);
    await answerAndLeave(session);
    const [hidden, witness] = [await openParty(own, '127.0.0.1'), await openParty(own, outside)];
    for (const { candidate } of [hidden, witness]) session.addCandidate({ candidate });
    await until(() => witness.packets() > 2);
    expect(hidden.packets()).toBe(0);
  });

  it('rejects malformed answers and offers, and still takes a good one', async ({ own }) => {
    const { engine } = await openEngine(own);
    const { session } = openSession(engine);
    const { sdp }: SessionDescription = await session.createOffer();
    for (const bad of ['', 'v=0\r\n', sdp.slice(0, 200), sdp.replaceAll('a=fingerprint', 'a=nothing')]) {
      await expect(session.acceptAnswer(bad)).rejects.toMatchObject({ code: 'media.negotiation_failed' });
      await expect(session.acceptOffer(bad)).rejects.toMatchObject({ code: 'media.negotiation_failed' });
    }
    const viewer = own(new Viewer());
    const { answer } = await viewer.answer({ type: 'offer', sdp });
    await session.acceptAnswer(answer.sdp);
    await viewer.connected();
  });

  it('can be closed in the middle of connecting and of sending', async ({ own }) => {
    const { engine } = await openEngine(own);
    for (const delayMs of [0, 5, 40]) {
      const { session } = openSession(engine);
      await view(own, session);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      session.close();
      session.close();
    }
    const { session } = openSession(engine);
    session.close();
    await expect(session.createOffer()).rejects.toMatchObject({ code: 'media.closed' });
    expect(engine.stats().sessions).toBe(0);
  });

  it('reports at the start that another program has its port, and holds the port from then on', async ({ own }) => {
    const socket = own(createSocket('udp4'));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const udpPort = socket.address().port;
    expect(() => createMediaEngine({ codecs: fakeCodecs, udpPort, bindAddress: '127.0.0.1' })).toThrowError(
      expect.objectContaining({ code: 'media.port_unavailable' }),
    );
    const { udpPort: held, engine } = await openEngine(own);
    expect(() => createMediaEngine({ codecs: fakeCodecs, udpPort: held, bindAddress: '127.0.0.1' })).toThrow(
      'cannot be opened',
    );
    await Promise.all([engine.close(), engine.close()]);
  });

  it('is reached over IPv6 loopback', async ({ own, skip }) => {
    if (!Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1')))
      skip('this machine has no IPv6');
    const engine = own(createMediaEngine({ codecs: fakeCodecs, udpPort: await freePort(), bindAddress: '::1' }));
    const { session } = openSession(engine);
    const viewer = await view(own, session);
    await viewer.connected();
    await until(() => viewer.frames > 5);
  });

  it('also offers the configured addresses', async ({ own }) => {
    const engine = own(
      createMediaEngine({
        codecs: fakeCodecs,
        udpPort: await freePort(),
        publicIps: ['203.0.113.9', '2001:db8::9'],
        loopbackCandidate: true,
      }),
    );
    const { sdp } = await openSession(engine).session.createOffer();
    const addresses = parseDescription(sdp).transport.candidates.map((candidate) => candidate.split(' ')[4]);
    expect(addresses).toEqual(expect.arrayContaining(['203.0.113.9', '2001:db8::9', '127.0.0.1']));
  });
});

/** Half a second. */
const tone = (toneHz: number): Int16Array =>
  Int16Array.from({ length: 48_000 / 2 }, (_, i) => 9000 * Math.sin((2 * Math.PI * toneHz * i) / 48_000));

/** How much of the sound is at one frequency, in units that only compare. */
function powerAt(sound: Int16Array, toneHz: number): number {
  let [real, imaginary] = [0, 0];
  for (const [i, sample] of sound.entries()) {
    const phase = (2 * Math.PI * toneHz * i) / 48_000;
    real += sample * Math.cos(phase);
    imaginary += sample * Math.sin(phase);
  }
  return real ** 2 + imaginary ** 2;
}

/** Answers as a viewer that has no address of its own, and is not there any more. */
async function answerAndLeave(session: MediaSession): Promise<void> {
  const viewer = new Viewer({ changes: { withoutCandidates: true } });
  const { answer } = await viewer.answer(await session.createOffer());
  viewer.close();
  await session.acceptAnswer(answer.sdp);
}

/** A third party whose address a viewer names as its own. */
async function openParty(own: Own, address: string): Promise<{ candidate: string; packets: () => number }> {
  const socket = own(createSocket('udp4'));
  let packets = 0;
  socket.on('message', () => packets++);
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const candidate = `candidate:1 1 udp 2113937151 ${address} ${socket.address().port} typ host`;
  return { candidate, packets: () => packets };
}

/** Leads a viewer to a relay on this machine. */
const throughRelay = (port: number): ViewerOptions => ({
  mapCandidate: (candidate) => candidate.replace(/ \S+ \d+ typ host/, ` 127.0.0.1 ${port} typ host`),
  changes: { withoutCandidates: true },
});

/** RTCP PLI (RFC 4585 §6.3.1). */
function pictureLoss({ videoSsrc = 0 }: Viewer): Buffer {
  const packet = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
  packet.writeUInt32BE(videoSsrc, 8);
  return packet;
}

/** The first three name the viewer's source: RTP, a request for a keyframe, and a goodbye. */
const STRANGERS = [
  Buffer.concat([Buffer.from([0x80, 96, 0, 1]), Buffer.alloc(200, 7)]),
  Buffer.concat([Buffer.from([0x81, 206, 0, 2]), Buffer.alloc(8)]),
  Buffer.concat([Buffer.from([0x81, 203, 0, 2]), Buffer.alloc(8)]),
  // A connectivity check for a session that does not exist, and the beginning of DTLS (a ClientHello).
  Buffer.from('000100082112a442' + '00'.repeat(12) + '0006000461626364', 'hex'),
  Buffer.concat([Buffer.from('16feff0000000000000000003601', 'hex'), Buffer.alloc(54, 1)]),
  Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 97 + 13) & 0xff)),
  Buffer.alloc(1),
];

/** Requests missing packets again, as a receiver does. */
function nacking(viewer: Viewer): NodeJS.Timeout {
  const asked = new Set<number>();
  return setInterval(() => {
    const own = viewer.video.filter(({ payloadType }) => payloadType === 96);
    const seen = new Set(own.map(({ sequence }) => sequence));
    for (const { sequence, ssrc } of own.slice(-100)) {
      const previous = (sequence - 1) & 0xffff;
      if (seen.has(previous) || asked.has(previous) || sequence === own[0]?.sequence) continue;
      asked.add(previous);
      const nack = Buffer.from([0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
      nack.writeUInt32BE(ssrc, 8);
      nack.writeUInt16BE(previous, 12);
      viewer.sendRtcp(nack);
    }
  }, 30);
}
