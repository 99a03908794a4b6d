/* global window, document, RTCPeerConnection, RTCRtpReceiver -- what runs in the page has these */
// Shared by the media benchmarks: a video source that encodes frames as they are requested, and a page in Chromium that
// watches.
import { networkInterfaces } from 'node:os';
import { createVideoEncoder } from '@visavis/codecs';
import { chromium } from 'playwright-core';
import { findBrowser } from '../tests/support/find-browser.mjs';
import { SIZE } from './swaying-frames.mjs';

export { SIZE, swayingFrames } from './swaying-frames.mjs';

/** An address of this machine that a browser on it can reach. */
export function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}

/** A {@link VideoSource} that encodes each frame when it is requested. */
export class EncodingSource {
  #frames;
  #encoder;
  #n = 0;
  #key = false;
  bitrates = [];

  constructor(frames) {
    this.#frames = frames;
  }

  start(codec) {
    this.#encoder?.close();
    this.#encoder = createVideoEncoder({ codec, width: SIZE, height: SIZE, framesPerSecond: 25, bitrateBps: 800_000 });
  }

  nextFrame() {
    const key = this.#key;
    this.#key = false;
    return this.#encoder.encode(this.#frames[this.#n++ % this.#frames.length], key);
  }

  lookAhead() {}

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
    executablePath: await findBrowser(),
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
