/* global window, document, RTCPeerConnection, RTCRtpReceiver -- what runs in the page has these */
// What the media benchmarks share: a moving picture, a video source that encodes it, and a page in Chromium that watches.
import { networkInterfaces } from 'node:os';
import { createVideoEncoder } from '@visavis/media/encoders';
import { chromium } from 'playwright-core';

export const SIZE = 512;

/** An address of this machine that a browser on it can reach. */
export function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}

/** Textured pictures in which an oval sways by fractions of a pixel over a still ground, as a head does. Loops. */
export function swayingPictures(count = 50) {
  const texture = new Float32Array((SIZE + 40) * SIZE);
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const waves = Array.from({ length: 40 }, () => {
    const frequency = (2 ** (random() * 6.5) * 2 * Math.PI) / SIZE;
    const angle = random() * 2 * Math.PI;
    return [frequency * Math.cos(angle), frequency * Math.sin(angle), random() * 6.28, 3 / (frequency * 20 + 0.1)];
  });
  for (let i = 0; i < texture.length; i++) {
    const x = i % (SIZE + 40);
    const y = Math.floor(i / (SIZE + 40));
    for (const [fx, fy, phase, gain] of waves) texture[i] += gain * Math.sin(fx * x + fy * y + phase);
  }
  return Array.from({ length: count }, (_, n) => swayed(texture, 4 + 4 * Math.sin((2 * Math.PI * n) / count)));
}

function swayed(texture, shift) {
  const data = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
  const whole = Math.floor(shift);
  const part = shift - whole;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const inside = Math.hypot(x - 256 - shift, (y - 256) * 0.8) < 150;
      const at = y * (SIZE + 40) + x + (inside ? whole : 20);
      const grain = inside ? texture[at] * (1 - part) + texture[at + 1] * part : texture[at];
      data[y * SIZE + x] = Math.min(235, Math.max(16, (inside ? 165 : 90) + grain));
    }
  }
  return { data, width: SIZE, height: SIZE };
}

/** A {@link VideoSource} that encodes as it is asked. */
export class EncodingSource {
  #pictures;
  #encoder;
  #n = 0;
  #key = false;
  bitrates = [];

  constructor(pictures) {
    this.#pictures = pictures;
  }

  start(codec) {
    this.#encoder?.close();
    this.#encoder = createVideoEncoder({ codec, width: SIZE, height: SIZE, framesPerSecond: 25, bitrateBps: 800_000 });
  }

  nextFrame() {
    const key = this.#key;
    this.#key = false;
    return this.#encoder.encode(this.#pictures[this.#n++ % this.#pictures.length], key);
  }

  requestKeyFrame() {
    this.#key = true;
  }

  setBitrate(bitrateBps) {
    this.bitrates.push(bitrateBps);
    this.#encoder?.setBitrate(bitrateBps);
  }

  close() {
    this.#encoder?.close();
  }
}

const FLAGS = [
  '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
  '--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required',
];

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS.join(' ').split(' '),
  });
  const page = await browser.newPage();
  await page.evaluate(viewerInPage);
  return { browser, page };
}

/** Runs in the page. */
function viewerInPage() {
  let peer;
  window.answer = async (sdp, codec) => {
    peer?.close();
    peer = new RTCPeerConnection();
    document.body.innerHTML = '<video autoplay playsinline></video>';
    const video = document.querySelector('video');
    window.candidates = [];
    window.firstFrame = new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.now())));
    peer.ontrack = ({ streams }) => (video.srcObject = streams[0]);
    peer.onicecandidate = ({ candidate }) => candidate && window.candidates.push(candidate.toJSON());
    await peer.setRemoteDescription({ type: 'offer', sdp });
    if (codec) {
      const codecs = RTCRtpReceiver.getCapabilities('video').codecs;
      const isWanted = ({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`;
      const sorted = [...codecs].sort((a, b) => Number(isWanted(b)) - Number(isWanted(a)));
      peer.getTransceivers()[0].setCodecPreferences(sorted);
    }
    await peer.setLocalDescription();
    return peer.localDescription.sdp;
  };
  window.restart = async () => {
    const description = await peer.createOffer({ iceRestart: true });
    await peer.setLocalDescription(description);
    return peer.localDescription.sdp;
  };
  window.offer = async () => {
    await peer.setLocalDescription();
    return peer.localDescription.sdp;
  };
  window.takeAnswer = (sdp) => peer.setRemoteDescription({ type: 'answer', sdp });
  window.state = () => ({ connection: peer.connectionState, ice: peer.iceConnectionState });
  window.transport = async () => [...(await peer.getStats()).values()].find(({ type }) => type === 'transport');
  window.hangUp = () => peer?.close();
  window.stats = async () => {
    const all = [...(await peer.getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
    return Object.fromEntries(all.map((entry) => [entry.kind, entry]));
  };
}
