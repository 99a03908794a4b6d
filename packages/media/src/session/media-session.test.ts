import { FakeClock, seeded } from '@visavis/core/testing';
import { CodedError, TypedEmitter, silentLogger, type Clock } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import { MediaClock } from '../clock/media-clock.js';
import { Playout } from '../playout/playout.js';
import type { TransportState } from '../ports.js';
import type { TransportParameters } from '../sdp/description.js';
import { parseDescription } from '../sdp/description.js';
import { fakeCodecs } from '../testing/fake-codecs.js';
import { PatternedVideo } from '../testing/patterned-video.js';
import { isRtcp } from '../rtp/read-rtp.js';
import { readRtp } from '../viewer/viewer.js';
import { viewerAnswer } from '../viewer/viewer-answer.js';
import type { PeerTransport, PeerTransportEvents } from '../transport/peer-transport.js';
import { MediaSession } from './media-session.js';

const FINGERPRINT = new Array(32).fill('AB').join(':');
const parameters = (ufrag: string): TransportParameters => ({
  ufrag,
  password: 'p'.repeat(22),
  fingerprints: [{ algorithm: 'sha-256', value: FINGERPRINT }],
  candidates: [],
});

class FakeTransport implements PeerTransport {
  readonly events = new TypedEmitter<PeerTransportEvents>();
  readonly sent: Buffer[] = [];
  readonly candidates: string[] = [];
  remote: TransportParameters | undefined;
  offerer = '';
  closed = 0;

  constructor(readonly ufrag: string) {}
  open(): TransportParameters {
    return parameters(this.ufrag);
  }
  connect(remote: TransportParameters, offerer: string): void {
    this.remote = remote;
    this.offerer = offerer;
  }
  addCandidate(candidate: string): void {
    this.candidates.push(candidate);
  }
  send(packet: Buffer): boolean {
    this.sent.push(Buffer.from(packet));
    return true;
  }
  close(): void {
    this.closed++;
  }
  become(state: TransportState): void {
    this.events.emit('stateChanged', { state });
  }
  /**
   * RTP or RTCP of a track: packets with the payload type of Opus are audio, and so are the reports of their source.
   */
  of(track: 'video' | 'audio', kind: 'rtp' | 'rtcp'): Buffer[] {
    const rtp = this.sent.filter((packet) => !isRtcp(packet));
    const sound = new Set(rtp.filter((p) => ((p[1] ?? 0) & 0x7f) === 111).map((p) => p.readUInt32BE(8)));
    const ofKind = kind === 'rtp' ? rtp : this.sent.filter(isRtcp);
    return ofKind.filter((p) => sound.has(p.readUInt32BE(kind === 'rtp' ? 8 : 4)) === (track === 'audio'));
  }
}

interface SetUpOptions {
  readonly bytesPerFrame?: number;
  /** By how much a timer is late. */
  readonly lateMs?: () => number;
}

function setUp({ bytesPerFrame = 500, lateMs = () => 0 }: SetUpOptions = {}) {
  const clock = new FakeClock();
  const timers: Clock = {
    nowMs: () => clock.nowMs(),
    after: (delayMs, callback) => clock.after(delayMs + lateMs(), callback),
  };
  const transports: FakeTransport[] = [];
  const video = new PatternedVideo({ bytes: bytesPerFrame });
  const playout = new Playout();
  const createTransport = (): PeerTransport => {
    const transport = new FakeTransport(`srv${transports.length}`);
    transports.push(transport);
    return transport;
  };
  const media = new MediaClock({ clock: timers, wallNowMs: () => 1_700_000_000_000 });
  const session = new MediaSession(
    {
      clock: media,
      createTransport,
      createAudioEncoder: fakeCodecs.createAudioEncoder,
      pictures: { toJpeg: async () => undefined },
      onClose: () => undefined,
    },
    { video, playout, logger: silentLogger },
  );
  const states: string[] = [];
  session.events.on('stateChanged', ({ to }) => states.push(to));
  return { clock, transports, video, playout, session, states };
}

const answerTo = (sdp: string, ufrag = 'view'): string => viewerAnswer(parseDescription(sdp), parameters(ufrag), 'vp8');

async function connect(context: ReturnType<typeof setUp>): Promise<FakeTransport> {
  const { sdp } = await context.session.createOffer();
  await context.session.acceptAnswer(answerTo(sdp));
  const transport = context.transports[0] as FakeTransport;
  transport.become('connecting');
  transport.become('connected');
  return transport;
}

/** @returns How far a track has gone on since this call, by the timestamps of its packets, ms; asked at least once an hour. */
function elapsedMs(transport: FakeTransport, track: 'audio' | 'video', ticksPerMs: number): () => number {
  const newest = (): number => readRtp(transport.of(track, 'rtp').at(-1) as Buffer).timestamp;
  let before = newest();
  let ticks = 0;
  return () => {
    const now = newest();
    ticks += (now - before) | 0;
    before = now;
    return ticks / ticksPerMs;
  };
}

const receiverReport = (): Uint8Array => Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1);

describe('MediaSession', () => {
  it('sends the first video frame as soon as it is connected, and a sender report with it', async () => {
    const context = setUp();
    const transport = await connect(context);
    expect(context.video.codecs).toEqual(['vp8']);
    expect(transport.of('video', 'rtp')).toHaveLength(1);
    expect(transport.of('video', 'rtcp')).toHaveLength(1);
  });

  it('never goes back in time, whenever it is connected, on a clock that is late', async () => {
    for (let connectedMs = 0; connectedMs < 80; connectedMs++) {
      const context = setUp({ lateMs: () => 15 });
      context.clock.advance(connectedMs);
      const transport = await connect(context);
      context.clock.advance(300);
      const times = transport.of('video', 'rtp').map((packet) => readRtp(packet).timestamp);
      expect(times.length).toBeGreaterThan(5);
      for (const [i, time] of times.slice(1).entries()) expect((time - (times[i] as number)) | 0).toBeGreaterThan(0);
    }
  });

  it('sends the first keyframe again, once, for a viewer whose keys were not ready', async () => {
    const context = setUp();
    await connect(context);
    const before = context.video.keyFrameRequests;
    context.clock.advance(1000);
    expect(context.video.keyFrameRequests).toBe(before + 1);
  });

  it('sends fifty audio packets and twenty-five video frames a second', async () => {
    const context = setUp();
    const transport = await connect(context);
    context.clock.advance(40);
    transport.sent.length = 0;
    context.clock.advance(2000);
    expect(transport.of('audio', 'rtp')).toHaveLength(100);
    const packets = transport.of('video', 'rtp').map(readRtp);
    expect(packets.filter(({ marker }) => marker)).toHaveLength(50);
    const steps = packets
      .slice(1)
      .map(({ timestamp }, i) => (timestamp - (packets[i]?.timestamp ?? 0) + 2 ** 32) % 2 ** 32);
    expect(new Set(steps)).toEqual(new Set([3600]));
  });

  it('Scenario L5: keeps both tracks together over ninety minutes on a clock that is late, and at times very late', async () => {
    const late = seeded(3);
    const context = setUp({ lateMs: () => (late() < 0.0005 ? 400 : 6 * late()) });
    const transport = await connect(context);
    context.clock.advance(100);
    const startedMs = context.clock.nowMs();
    const heardMs = elapsedMs(transport, 'audio', 48);
    const seenMs = elapsedMs(transport, 'video', 90);
    for (let minute = 0; minute < 90; minute++) {
      for (let second = 0; second < 60; second++) {
        transport.events.emit('packetReceived', { data: receiverReport() });
        context.clock.advance(1_000);
      }
      const passedMs = context.clock.nowMs() - startedMs;
      // Each is behind the clock by less than one of its own frames and the lateness of the last tick.
      for (const trackMs of [heardMs(), seenMs()]) expect(Math.abs(passedMs - trackMs)).toBeLessThan(80 + 400);
      expect(Math.abs(heardMs() - seenMs())).toBeLessThanOrEqual(40);
      transport.sent.splice(0, transport.sent.length - 400);
    }
  });

  it('reports the same instant of both tracks, so that lips and sound can be matched', async () => {
    const context = setUp();
    const transport = await connect(context);
    context.clock.advance(2990);
    const instants = (['audio', 'video'] as const).map((track) => {
      const report = transport.of(track, 'rtcp').at(-1) as Buffer;
      const packet = readRtp(transport.of(track, 'rtp').at(-1) as Buffer);
      const ticks = (report.readUInt32BE(16) - packet.timestamp) | 0;
      return { ntp: report.subarray(8, 16).toString('hex'), aheadMs: ticks / (track === 'audio' ? 48 : 90) };
    });
    expect(instants[0]?.ntp).toBe(instants[1]?.ntp);
    // The last audio packet is that of tick 2980; the last video frame is of that tick or the one before.
    const apartMs = (instants[1]?.aheadMs ?? NaN) - (instants[0]?.aheadMs ?? NaN);
    expect([0, 20]).toContain(Math.round(apartMs * 1000) / 1000);
  });

  it('has the face look ahead once between two video frames, while a viewer receives them', async () => {
    const context = setUp();
    context.clock.advance(200);
    expect(context.video.looks).toBe(0);
    await connect(context);
    const { frames, looks } = context.video;
    context.clock.advance(400);
    expect([context.video.frames - frames, context.video.looks - looks]).toEqual([10, 10]);
  });

  it.each([0, 20])('sends the first sound of speech within 20 ms, %i ms after a video frame', async (afterMs) => {
    const context = setUp();
    const transport = await connect(context);
    context.clock.advance(400 + afterMs + 5);
    const before = transport.of('audio', 'rtp').length;
    void context.playout.play({ samples: new Int16Array(48_000).fill(9_000), text: '' });
    context.clock.advance(20);
    const [first] = transport.of('audio', 'rtp').slice(before).map(readRtp);
    expect(first?.marker).toBe(true);
  });

  it('lets speech run out in real time although no viewer is connected', async () => {
    const { clock, playout } = setUp();
    let done = false;
    void playout.play({ samples: new Int16Array(48_000), text: '' }).then(() => (done = true));
    await clock.advanceAsync(1200, 20);
    expect(done).toBe(true);
  });

  it('asks the face for a keyframe when the viewer cannot decode', async () => {
    const context = setUp();
    const transport = await connect(context);
    const before = context.video.keyFrameRequests;
    const ssrc = readRtp(transport.of('video', 'rtp')[0] as Buffer).ssrc;
    const pli = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
    pli.writeUInt32BE(ssrc, 8);
    transport.events.emit('packetReceived', { data: pli });
    expect(context.video.keyFrameRequests).toBe(before + 1);
  });

  it('resends the packets that the viewer reports missing, on the retransmission stream', async () => {
    const context = setUp();
    const transport = await connect(context);
    context.clock.advance(400);
    const lost = readRtp(transport.of('video', 'rtp')[3] as Buffer);
    const nack = Buffer.from([0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    nack.writeUInt32BE(lost.ssrc, 8);
    nack.writeUInt16BE(lost.sequence, 12);
    transport.events.emit('packetReceived', { data: nack });
    context.clock.advance(10);
    const repeated = transport
      .of('video', 'rtp')
      .map(readRtp)
      .find(({ payloadType }) => payloadType === 97);
    expect(Buffer.from(repeated?.payload ?? []).readUInt16BE(0)).toBe(lost.sequence);
  });

  it('notices a viewer that fell silent, recovers when it returns, and fails when it stays silent', async () => {
    const context = setUp();
    const transport = await connect(context);
    context.clock.advance(6020);
    expect(context.states.at(-1)).toBe('disconnected');
    transport.events.emit('packetReceived', { data: receiverReport() });
    context.clock.advance(20);
    expect(context.states.at(-1)).toBe('connected');
    context.clock.advance(15_020);
    expect(context.states.at(-1)).toBe('failed');
    expect(transport.closed).toBe(1);
  });

  it('goes on with the same numbering on a new connection when the viewer restarts ICE', async () => {
    const context = setUp();
    const first = await connect(context);
    context.clock.advance(200);
    const { sdp } = await context.session.acceptOffer(
      answerTo(viewerOffer(), 'new1').replaceAll('a=setup:active', 'a=setup:actpass'),
    );
    const second = context.transports[1] as FakeTransport;
    second.become('connected');
    expect([first.closed, second.remote?.ufrag, first.offerer, second.offerer]).toEqual([
      1,
      'new1',
      'server',
      'viewer',
    ]);
    expect(parseDescription(sdp)).toMatchObject({ setup: 'passive', transport: { ufrag: 'srv1' } });
    const last = readRtp(first.of('video', 'rtp').at(-1) as Buffer);
    const next = readRtp(second.of('video', 'rtp')[0] as Buffer);
    expect([next.ssrc, next.sequence]).toEqual([last.ssrc, (last.sequence + 1) & 0xffff]);
  });

  it('R-21: restarts once a second, however often the viewer asks', async () => {
    const context = setUp();
    await connect(context);
    const answers = ['new1', 'new2', 'new3'].map((ufrag) =>
      context.session.acceptOffer(answerTo(viewerOffer(), ufrag)),
    );
    const answered: number[] = [];
    answers.forEach((answer, i) => void answer.then(() => answered.push(i)).catch(() => undefined));
    await context.clock.advanceAsync(900, 20);
    expect(answered).toEqual([0]);
    await context.clock.advanceAsync(200, 20);
    expect(answered).toEqual([0, 1]);
    const closed = expect(answers[2]).rejects.toMatchObject({ code: 'media.closed' });
    context.session.close();
    await closed;
    expect(context.transports).toHaveLength(3);
  });

  it('answers a renegotiation on the existing connection', async () => {
    const context = setUp();
    await connect(context);
    const { sdp } = await context.session.acceptOffer(answerTo(viewerOffer(), 'view'));
    expect(parseDescription(sdp).transport.ufrag).toBe('srv0');
    expect(context.transports).toHaveLength(1);
    expect(context.states.at(-1)).toBe('connected');
  });

  it.each(['', 'v=0', 'rubbish'])(
    'rejects the answer "%s" with a code and still takes a better one',
    async (rubbish) => {
      const { session, transports } = setUp();
      const { sdp } = await session.createOffer();
      await expect(session.acceptAnswer(rubbish)).rejects.toMatchObject({ code: 'media.negotiation_failed' });
      await session.acceptAnswer(answerTo(sdp));
      await session.acceptAnswer(answerTo(sdp, 'again'));
      expect(transports[0]?.remote?.ufrag).toBe('view');
    },
  );

  it('passes candidates on before there is an answer, and ignores those that come before the offer', async () => {
    const { session, transports } = setUp();
    session.addCandidate({ candidate: 'candidate:0' });
    await session.createOffer();
    session.addCandidate({ candidate: 'candidate:1' });
    expect(transports[0]?.candidates).toEqual(['candidate:1']);
  });

  it('says goodbye on both tracks, closes once and leaves no timer running', async () => {
    const context = setUp();
    const transport = await connect(context);
    context.session.close();
    context.session.close();
    expect([transport.closed, context.clock.pending, context.states.at(-1)]).toEqual([1, 0, 'closed']);
    const byes = transport.sent.slice(-2).map((packet) => packet[packet.length - 7]);
    expect(byes).toEqual([203, 203]);
    await expect(context.session.createOffer()).rejects.toBeInstanceOf(CodedError);
  });
});

/** An offer of a viewer, shaped like our own. */
function viewerOffer(): string {
  const lines = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=ice-ufrag:abcd', `a=ice-pwd:${'p'.repeat(22)}`];
  return [...lines, `a=fingerprint:sha-256 ${FINGERPRINT}`, 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', ''].join(
    '\r\n',
  );
}
