import { CallViewer } from '@visavis/caller';
import type { RunningServer } from '@visavis/server/testing';
import { beforeAll, describe, expect } from 'vitest';
import { callTest, type CallFixtures } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';

let server: RunningServer;
const it = callTest(() => server).concurrent;

beforeAll(async () => {
  server = await sharedServer();
});

async function offeredSdp(open: CallFixtures['open']): Promise<string> {
  const { data } = await open().next('webrtc.signaling.offer');
  return data.sdp.sdp;
}

const values = (sdp: string, attribute: string): string[] =>
  [...sdp.matchAll(new RegExp(`^a=${attribute}(?::(.*))?\r$`, 'gm'))].map((match) => match[1] ?? '');

it('Rule 9, A-09, C-04: the server makes the offer, once, with all its candidates inside', async ({ watch }) => {
  const { call, viewer } = await watch();
  const { data } = await call.next('webrtc.signaling.offer');
  expect(values(data.sdp.sdp, 'candidate').length).toBeGreaterThan(0);
  expect(values(data.sdp.sdp, 'end-of-candidates').length).toBeGreaterThan(0);
  await viewer.more('video', 50);
  expect(call.all('webrtc.signaling.offer')).toHaveLength(1);
});

describe.concurrent('Rule 10, A-10, C-04: the offer', () => {
  it('has one video and one audio line in one bundle, and no data channel', async ({ open }) => {
    const sdp = await offeredSdp(open);
    expect([...sdp.matchAll(/^m=(\w+)/gm)].map(([, kind]) => kind)).toEqual(['video', 'audio']);
    expect(values(sdp, 'group')).toEqual([`BUNDLE ${values(sdp, 'mid').join(' ')}`]);
    expect(values(sdp, 'rtcp-mux')).toHaveLength(2);
  });

  it('puts picture and sound into one stream', async ({ open }) => {
    const streams = values(await offeredSdp(open), 'msid').map((msid) => msid.split(' ')[0]);
    expect(streams).toHaveLength(2);
    expect(streams[0]).toBe(streams[1]);
    expect(streams[0]).not.toBe('-');
  });

  it('ends its lines with carriage return and line feed', async ({ open }) => {
    const sdp = await offeredSdp(open);
    expect(sdp.endsWith('\r\n')).toBe(true);
    expect(sdp.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

it('Rule 11, A-11, C-04: all candidates are in the offer; none comes before it, after it, or empty', async ({
  watch,
}) => {
  const { call, viewer } = await watch();
  await viewer.more('video', 25);
  expect(call.types).not.toContain('webrtc.signaling.iceCandidate');
  const [offer] = call.all('webrtc.signaling.offer');
  const candidates = values(offer!.data.sdp.sdp, 'candidate');
  expect(candidates.length).toBeGreaterThan(0);
  for (const candidate of candidates) expect(candidate).toMatch(/^\S+ 1 udp \d+ \S+ \d+ typ /i);
});

it('Rule 12, A-08, A-12: the server never offers again, and answers the offers of the client while picture and sound go on', async ({
  watch,
}) => {
  const { call, viewer } = await watch();
  for (let round = 0; round < 2; round++) {
    const from = call.received.length;
    const sdp = { type: 'offer', sdp: viewer.renegotiationOffer() };
    call.send({ type: 'webrtc.signaling.offer', data: { sdp } });
    await call.next('webrtc.signaling.answer', { from });
    await viewer.more('video', 25);
    await viewer.more('audio', 25);
  }
  expect(call.all('webrtc.signaling.offer')).toHaveLength(1);
});

it('Rule 13, A-13: the server’s answer stands at the top and under data', async ({ watch }) => {
  const { call, viewer } = await watch();
  call.send({ type: 'webrtc.signaling.offer', data: { sdp: viewer.renegotiationOffer() } });
  const answer = await call.next('webrtc.signaling.answer');
  expect(answer.sdp).toEqual(answer.data.sdp);
  expect([...answer.sdp.sdp.matchAll(/^m=(\w+)/gm)].map(([, kind]) => kind)).toEqual(['video', 'audio']);
});

it('Rule 14, A-14: the server stays the full, controlling ICE agent and leaves the DTLS role to the client', async ({
  open,
  watch,
}) => {
  const sdp = await offeredSdp(open);
  expect(values(sdp, 'ice-lite')).toEqual([]);
  expect(new Set(values(sdp, 'setup'))).toEqual(new Set(['actpass']));
  // An answerer is controlled (RFC 8445 §6.1.1): had both the same role, only a role conflict could settle it.
  const { viewer } = await watch();
  await viewer.more('video', 10);
});

it('C-05: candidates that come before the answer lead to a connection all the same', async ({
  open,
  onTestFinished,
}) => {
  const viewer = new CallViewer(open());
  onTestFinished(() => viewer.close());
  await viewer.connect({ candidatesFirst: true });
  expect((await viewer.more('video', 10)).length).toBe(10);
});

it('every viewer that comes is connected, although its packets come before its answer', async ({ open }) => {
  for (let i = 0; i < 60; i++) {
    const call = open();
    const viewer = new CallViewer(call);
    await viewer.connect();
    viewer.close();
    await call.close();
  }
});
