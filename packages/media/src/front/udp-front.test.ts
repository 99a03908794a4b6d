import { createSocket } from 'node:dgram';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createMediaEngine } from '../engine.js';
import { Playout } from '../playout/playout.js';
import { fakeCodecs } from '../testing/fake-codecs.js';
import { PatternedVideo } from '../testing/patterned-video.js';
import { Viewer } from '../viewer/viewer.js';
import { UdpFront } from './udp-front.js';

/** RFC 5769 §2.1: a check sent to `evtj`, signed with `VOkJxbRl1RmTxUk/WvJxBt`. */
const SAMPLE = Buffer.from(
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36' +
    '000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf',
  'hex',
);

const open: Array<{ close(): void }> = [];
afterEach(() => open.splice(0).forEach((resource) => resource.close()));
const own = <T extends { close(): void }>(resource: T): T => (open.push(resource), resource);

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}
const listening = async () => ({ udpPort: await freePort(), bindAddress: '127.0.0.1', logger: silentLogger });

describe('a front before the library', () => {
  it('passes video, audio and feedback between viewers and the library, and releases its sockets', async () => {
    const options = await listening();
    const front = await UdpFront.open(options);
    const engine = own(createMediaEngine({ codecs: fakeCodecs, ...options, front }));
    const video = new PatternedVideo();
    const session = engine.openSession({ video, playout: new Playout(), logger: silentLogger });
    const viewer = own(new Viewer());
    const offer = await session.createOffer();
    expect(offer.sdp).toContain(` 127.0.0.1 ${options.udpPort} typ host`);
    const { answer } = await viewer.answer(offer);
    await session.acceptAnswer(answer.sdp);
    await viewer.connected();
    const until = async (holds: () => boolean): Promise<void> => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await until(() => viewer.frames > 10 && viewer.audio.length > 10);
    const before = video.keyFrameRequests;
    const pli = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
    pli.writeUInt32BE(viewer.videoSsrc ?? 0, 8);
    viewer.sendRtcp(pli);
    await until(() => video.keyFrameRequests > before);
    session.close();
    session.close();
  });

  it('passes no packet of a sender without valid credentials', async () => {
    const options = await listening();
    const front = own(await UdpFront.open(options));
    const behind = createSocket('udp4');
    const heard: string[] = [];
    behind.on('message', (packet) => heard.push(packet.toString('hex')));
    await new Promise<void>((resolve) => behind.bind(front.behindPort, '127.0.0.1', resolve));
    own({ close: () => void behind.close() });
    front.admit('evtj', 'VOkJxbRl1RmTxUk/WvJxBt');
    const stranger = createSocket('udp4');
    own({ close: () => void stranger.close() });
    const send = (packet: Buffer) =>
      new Promise((resolve) => stranger.send(packet, options.udpPort, '127.0.0.1', resolve));
    await send(Buffer.from('not a check'));
    await send(Buffer.alloc(200, 0x80));
    const forged = Buffer.from(SAMPLE);
    forged[30] = 1;
    await send(forged);
    // A valid check on the same path passes, and no packet passed before it.
    await send(SAMPLE);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toEqual([SAMPLE.toString('hex')]);
  });

  it('Scenario F4: leads the media of a viewer whose address has changed to where its checks come from now', async () => {
    const options = await listening();
    const clock = new FakeClock();
    const front = own(await UdpFront.open({ ...options, clock }));
    front.admit('evtj', 'VOkJxbRl1RmTxUk/WvJxBt');
    const library = await openPeer(front.behindPort);
    const [before, after] = [await openPeer(), await openPeer()];
    const MEDIA = Buffer.alloc(40, 0x80);
    const send = async (peer: Peer, packet: Buffer): Promise<number> => {
      const count = library.heard.length;
      peer.send(packet, options.udpPort);
      await expect.poll(() => library.heard.length).toBe(count + 1);
      return library.heard.at(-1)?.port ?? 0;
    };
    const seat = await send(before, SAMPLE);
    library.send(MEDIA, seat);
    await expect.poll(() => before.heard.length).toBe(1);
    // While the viewer is heard, a check from another of its addresses opens a path beside the first.
    const beside = await send(after, SAMPLE);
    expect(beside).not.toBe(seat);
    expect(await send(before, MEDIA)).toBe(seat);
    clock.advance(1000);
    library.send(MEDIA, seat);
    await expect.poll(() => before.heard.length).toBe(2);
    expect(await send(after, SAMPLE)).toBe(seat);
    expect(await send(after, MEDIA)).toBe(seat);
    library.send(MEDIA, seat);
    await expect.poll(() => after.heard.length).toBe(1);
    expect(before.heard).toHaveLength(2);
    front.dismiss('evtj');
    after.send(SAMPLE, options.udpPort);
    before.send(MEDIA, options.udpPort);
  });

  it('reports that the port is taken', async () => {
    const options = await listening();
    own(await UdpFront.open(options));
    await expect(UdpFront.open(options)).rejects.toMatchObject({ code: 'media.port_unavailable' });
  });
});

interface Peer {
  readonly heard: { port: number }[];
  send(packet: Buffer, port: number): void;
}

/** A socket on this machine that keeps where packets came from. */
async function openPeer(port = 0): Promise<Peer> {
  const socket = createSocket('udp4');
  const heard: { port: number }[] = [];
  socket.on('message', (_, from) => heard.push({ port: from.port }));
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  own({ close: () => void socket.close() });
  return { heard, send: (packet, to) => void socket.send(packet, to, '127.0.0.1') };
}
