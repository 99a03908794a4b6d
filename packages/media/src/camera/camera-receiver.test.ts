import { beforeEach, describe, expect, it } from 'vitest';
import type { CameraPicture, VideoCodec } from '../ports.js';
import { parseRtcp } from '../rtcp/parse.js';
import { packetizeVp8 } from '../rtp/packetize-vp8.js';
import { RtpStream } from '../rtp/rtp-stream.js';
import { CameraReceiver } from './camera-receiver.js';

const PICTURE: CameraPicture = { mime: 'image/jpeg', bytes: new Uint8Array(3), width: 640, height: 480 };
const CAMERA_SSRC = 500;

let sent: Buffer[];
let pictures: CameraPicture[];
let decoded: VideoCodec[];
let answer: CameraPicture | 'fatal' | undefined;
let receiver: CameraReceiver;
let camera: RtpStream;
beforeEach(() => {
  sent = [];
  pictures = [];
  decoded = [];
  answer = PICTURE;
  camera = new RtpStream({ ssrc: CAMERA_SSRC, clockRateHz: 90_000 });
  receiver = new CameraReceiver({
    ssrc: 1,
    decoder: { toJpeg: async (codec) => (decoded.push(codec), answer) },
    send: (packet) => sent.push(packet),
    onPicture: (picture) => pictures.push(picture),
  });
});

function show(nowMs: number, keyFrame: boolean, { stream = camera, payloadType = 96 } = {}): void {
  const payloads = packetizeVp8(Uint8Array.from([keyFrame ? 0x10 : 0x11, ...Array<number>(2000).fill(7)]), 1);
  payloads.forEach((payload, i) =>
    receiver.receive(stream.write(payload, { payloadType, mediaMs: nowMs, marker: i === payloads.length - 1 }), nowMs),
  );
}
const sentItems = (kind: string) => sent.flatMap((packet) => parseRtcp(packet)).filter((item) => item.kind === kind);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A camera at 25 frames a second that answers each request with a keyframe. */
async function run(untilMs: number, fromMs = 0): Promise<void> {
  let asked = sentItems('keyframe-request').length;
  for (let nowMs = fromMs; nowMs < untilMs; nowMs += 40) {
    const requests = sentItems('keyframe-request').length;
    show(nowMs, nowMs === 0 || requests > asked);
    asked = requests;
    receiver.run(nowMs);
    await settled();
  }
}

describe('a viewer’s camera', () => {
  it('costs nothing and is sent nothing when none was agreed, or none sends', async () => {
    show(0, true);
    receiver.run(0);
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    receiver.run(5000);
    expect([sent, decoded]).toEqual([[], []]);
  });

  it('is decoded every two seconds, from a requested keyframe, and never more often', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    await run(20_000);
    expect(pictures.length).toBeGreaterThanOrEqual(9);
    expect(pictures.length).toBeLessThanOrEqual(10);
    expect(pictures[0]).toBe(PICTURE);
    expect(sentItems('keyframe-request').length).toBeLessThanOrEqual(10);
  });

  it('receives a report on its reception and a low bitrate estimate every second', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    await run(10_000);
    const estimates = sentItems('bitrate-estimate');
    expect(estimates).toHaveLength(10);
    expect(estimates[0]).toEqual({ kind: 'bitrate-estimate', bitrateBps: 400_000 });
    expect(sentItems('reception').at(-1)).toMatchObject({ report: { ssrc: CAMERA_SSRC, fractionLost: 0 } });
  });

  it('is decoded no more often when it floods the server with keyframes', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    for (let nowMs = 0; nowMs < 4000; nowMs += 10) {
      show(nowMs, true);
      await settled();
    }
    expect(decoded.length).toBeLessThanOrEqual(2);
  });

  it('yields no picture when its frame cannot be decoded, and is decoded again later', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    answer = undefined;
    await run(3000);
    expect(pictures).toEqual([]);
    answer = PICTURE;
    await run(6000, 3000);
    expect(pictures.length).toBeGreaterThan(0);
  });

  it('R-19: is not decoded again once three of its frames have ended the decoder', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    answer = 'fatal';
    await run(20_000);
    expect([pictures, decoded.length]).toEqual([[], 3]);
  });

  it('is one stream at a time, until that stream falls silent', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    show(0, true);
    await settled();
    const other = new RtpStream({ ssrc: 501, clockRateHz: 90_000 });
    show(100, true, { stream: other });
    receiver.run(100);
    show(4000, true, { stream: other });
    receiver.run(4000);
    await settled();
    const reported = sentItems('reception').map((item) => item.kind === 'reception' && item.report.ssrc);
    expect([...new Set(reported)]).toEqual([CAMERA_SSRC, 501]);
    expect(decoded).toHaveLength(2);
  });

  it('is not decoded once the viewer has removed it', async () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    show(0, true);
    receiver.negotiate(undefined);
    await settled();
    show(3000, true);
    expect([pictures, decoded.length]).toEqual([[], 1]);
  });

  it('survives random data in place of its packets', () => {
    receiver.negotiate({ codec: 'vp8', payloadType: 96 });
    let seed = 12_345;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    for (let i = 0; i < 20_000; i++) {
      const data = Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
      if (random() < 0.8 && data.length > 12) data.set([0x80, 96], 0);
      receiver.receive(data, i);
      receiver.run(i);
    }
    for (const packet of sent) expect(packet.length % 4).toBe(0);
  });
});
