import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from './json.js';
import { PeerLink } from './peer-link.js';
import type { Problem } from './problem.js';
import { FakePlatform, settle } from './testing/index.js';

let platform: FakePlatform;
let sent: Json[];
let states: string[];
let problems: Problem[];
let peer: PeerLink;
let reachable: boolean;

beforeEach(() => {
  platform = new FakePlatform();
  sent = [];
  states = [];
  problems = [];
  reachable = true;
  peer = new PeerLink(platform, {
    send: (messages) => sent.push(...messages),
    streamAdded: () => undefined,
    stateChanged: (state) => states.push(state),
    reachable: () => reachable,
    failed: (failure) => problems.push(failure),
  });
});

const connection = () => platform.connections.at(-1)!;
const lastSent = () => sent.at(-1) as { type: string; data: { sdp: { type: string; sdp: string } } };

async function connected(): Promise<void> {
  peer.acceptOffer('one');
  await settle();
  connection().become('connected');
}

describe('the media half of a session', () => {
  it('answers the offer of the server', async () => {
    peer.setIceServers([{ urls: ['stun:a'] }]);
    peer.acceptOffer('one');
    await settle();
    expect(connection().configuration).toEqual({ iceServers: [{ urls: ['stun:a'] }] });
    expect(sent).toEqual([
      { type: 'webrtc.signaling.answer', data: { sdp: { type: 'answer', sdp: 'answer to one' } } },
    ]);
  });

  it('keeps candidates that come before their offer', async () => {
    peer.addCandidate({ candidate: 'early' });
    peer.acceptOffer('one');
    peer.addCandidate({ candidate: 'late' });
    await settle();
    expect(connection().candidates.map(({ candidate }) => candidate)).toEqual(['early', 'late']);
  });

  it('sends its own candidates and no empty one', async () => {
    peer.acceptOffer('one');
    await settle();
    const candidate = { candidate: 'c', toJSON: () => ({ candidate: 'c', sdpMid: '0' }) } as RTCIceCandidate;
    connection().onicecandidate!({ candidate });
    connection().onicecandidate!({ candidate: null });
    expect(sent.slice(1)).toEqual([
      { type: 'webrtc.signaling.iceCandidate', data: { candidate: { candidate: 'c', sdpMid: '0' } } },
    ]);
  });

  it('applies a second offer to the same connection', async () => {
    await connected();
    peer.acceptOffer('two');
    await settle();
    expect(platform.connections).toHaveLength(1);
    expect(lastSent().data.sdp.sdp).toBe('answer to two');
  });

  it('opens a new connection for an offer that comes after the old one failed', async () => {
    await connected();
    connection().connectionState = 'failed';
    peer.acceptOffer('two');
    await settle();
    expect(platform.connections).toHaveLength(2);
    expect(platform.connections[0]!.closed).toBe(true);
  });

  it('offers anew without waiting for anything, and takes the answer', async () => {
    await connected();
    connection().onnegotiationneeded!();
    peer.addCandidate({ candidate: 'meanwhile' });
    await settle();
    expect(lastSent()).toEqual({ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: 'offer 0' } } });
    expect(connection().candidates).toEqual([{ candidate: 'meanwhile' }]);
    peer.acceptAnswer('fine');
    await settle();
    expect(connection().signalingState).toBe('stable');
    expect(connection().remoteDescription).toEqual({ type: 'answer', sdp: 'fine' });
  });

  it('gives way when both sides offer at once', async () => {
    await connected();
    connection().onnegotiationneeded!();
    peer.acceptOffer('two');
    peer.acceptAnswer('to an offer that was taken back');
    await settle();
    expect(connection().remoteDescription).toEqual({ type: 'offer', sdp: 'two' });
    expect(lastSent().data.sdp.sdp).toBe('answer to two');
    expect(problems).toEqual([]);
  });

  it('restarts ICE after three seconds without a connection, not before', async () => {
    await connected();
    connection().become('disconnected');
    platform.advance(2_900);
    connection().become('connected');
    platform.advance(10_000);
    expect(connection().restarts).toBe(0);
    connection().become('disconnected');
    platform.advance(3_000);
    await settle();
    expect(connection().restarts).toBe(1);
    expect(lastSent().type).toBe('webrtc.signaling.offer');
  });

  describe('an ICE restart, upon which the server has another certificate', () => {
    const certificate = (name: string) => `v=0\r\na=fingerprint:sha-256 ${name}\r\n`;
    const later = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 250) {
        platform.advance(250);
        await settle();
      }
    };
    beforeEach(async () => {
      peer.acceptOffer(certificate('A'));
      await settle();
      connection().become('connected');
      connection().received = 900;
      connection().become('failed');
      await settle();
      peer.acceptAnswer(certificate('B'));
      await settle();
      connection().become('connected');
      await settle();
    });

    it('is believed once packets come', async () => {
      expect(states.at(-1)).toBe('connecting');
      await later(500);
      connection().received = 901;
      await later(250);
      expect(states.at(-1)).toBe('connected');
      await later(10_000);
      expect([platform.connections.length, problems]).toEqual([1, []]);
    });

    it('is followed by a new connection where none come, as in Firefox', async () => {
      connection().received = 700; // it forgets one of the two streams
      await later(2_250);
      expect(platform.connections.map(({ closed }) => closed)).toEqual([true, false]);
      expect(connection().transceivers).toEqual(['video', 'audio']);
      expect(lastSent().data.sdp.type).toBe('offer');
      peer.acceptAnswer(certificate('C'));
      await settle();
      connection().become('connected');
      await settle();
      expect([states.at(-1), problems]).toEqual(['connected', []]);
    });

    it('takes the camera to the new connection', async () => {
      const track = {};
      peer.setCamera({ getVideoTracks: () => [track] } as unknown as MediaStream);
      await later(2_250);
      expect(connection().senders.map(({ track: sent }) => sent)).toEqual([track]);
    });
  });

  it('reports that no path was found when restarting does not help either', async () => {
    await connected();
    for (let i = 0; i < 3; i++) connection().become('failed');
    expect(connection().restarts).toBe(2);
    expect(states.at(-1)).toBe('failed');
    expect(problems).toMatchObject([{ kind: 'network', hint: expect.stringContaining('UDP') }]);
  });

  it('does not wait for ever for a first connection', async () => {
    peer.acceptOffer('one');
    await settle();
    platform.advance(10_000);
    expect(problems).toMatchObject([{ kind: 'network' }]);
  });

  it('reports an offer it cannot read, and takes a good one afterwards', async () => {
    peer.acceptOffer('bad');
    peer.acceptOffer('good');
    await settle();
    expect(problems).toMatchObject([{ kind: 'media' }]);
    expect(lastSent().data.sdp.sdp).toBe('answer to good');
  });

  it('leaves neither connection nor timer behind', async () => {
    peer.acceptOffer('one');
    await settle();
    peer.close();
    peer.close();
    peer.acceptOffer('two');
    await settle();
    expect(platform.connections.map(({ closed }) => closed)).toEqual([true]);
    expect(platform.timers.size).toBe(0);
    expect(connection().onconnectionstatechange).toBeNull();
  });

  it('withdraws an offer that stays unanswered, and stops when the next one does too', async () => {
    await connected();
    connection().restartIce();
    await settle();
    const offers = () => sent.filter(({ type }) => type === 'webrtc.signaling.offer').length;
    expect(offers()).toBe(1);
    reachable = false;
    platform.advance(10_000);
    await settle();
    expect([offers(), connection().signalingState]).toEqual([1, 'have-local-offer']);
    reachable = true;
    platform.advance(10_000);
    await settle();
    expect(offers()).toBe(2);
    platform.advance(10_000);
    await settle();
    platform.advance(60_000);
    await settle();
    expect([offers(), problems.map(({ kind }) => kind), platform.timers.size]).toEqual([2, ['media'], 0]);
  });

  it('does not give up on picture and sound while the server cannot be reached', async () => {
    await connected();
    connection().become('failed');
    reachable = false;
    platform.advance(30_000);
    expect(problems).toEqual([]);
    reachable = true;
    peer.revive();
    expect(connection().restarts).toBe(2);
    connection().become('connected');
    peer.revive();
    expect([connection().restarts, states.at(-1)]).toEqual([2, 'connected']);
  });

  it('sends the camera on the connection there is, on a new one too, and switches it without a new offer', async () => {
    const stream = (track: object) => ({ getVideoTracks: () => [track] }) as unknown as MediaStream;
    const [front, back] = [{}, {}];
    peer.setCamera(stream(front));
    await connected();
    peer.setCamera(stream(back));
    await settle();
    expect(connection().senders.map(({ track }) => track)).toEqual([back]);
    expect(sent.map(({ type }) => type)).toEqual(['webrtc.signaling.answer']);
    connection().become('closed');
    peer.acceptOffer('two');
    await settle();
    expect([platform.connections.length, connection().senders.map(({ track }) => track)]).toEqual([2, [back]]);
  });
});
