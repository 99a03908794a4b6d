// A client of the unified socket without a browser: writes down what comes, streams a microphone, watches the face.
import { setTimeout as sleep } from 'node:timers/promises';
import { Viewer } from '@visavis/media/testing';
import { WebSocket } from 'ws';

const WITHIN_MS = 30_000;
/** As often as browsers report; a viewer that never does counts as gone. */
const REPORT_EVERY_MS = 1_000;
/** What this machine could take: the server sends pictures as to a browser on a good network. */
const ESTIMATE_BPS = 2_000_000;

export class Call {
  /** Frames as they came: `{ atMs, type, data }`. The oldest are forgotten. */
  received = [];
  viewer;
  #socket;
  #watchers = new Set();
  #reports;

  /** @param server What `startServer` gave. @param viewer Options of the viewer; `false` for none. */
  constructor(server, { query = {}, viewer = {} } = {}) {
    this.#socket = new WebSocket(server.socketUrl(query), { perMessageDeflate: false });
    this.#socket.on('message', (text) => this.#take(JSON.parse(text.toString())));
    this.#socket.on('error', () => undefined); // 'close' follows
    this.closed = new Promise((resolve) => this.#socket.on('close', resolve));
    if (viewer) this.viewer = new Viewer(viewer);
  }

  /** Opens pictures and sound. Resolves when packets can flow and the session has its settings. */
  async connect() {
    const { data } = await this.next('webrtc.signaling.offer');
    const { answer } = await this.viewer.answer({ type: 'offer', sdp: data.sdp.sdp });
    this.send({ type: 'webrtc.signaling.answer', data: { sdp: answer } });
    await within(this.viewer.connected(), 'the connection');
    this.#reports = setInterval(() => this.#report(), REPORT_EVERY_MS);
    await this.next('realtime.session.updated');
  }

  /** The first frame of the type that came at or after `sinceMs` and fits. Waits for it. */
  async next(type, { sinceMs = 0, fits = () => true, withinMs = WITHIN_MS } = {}) {
    const find = () => this.received.find((frame) => frame.type === type && frame.atMs >= sinceMs && fits(frame));
    const found = new Promise((resolve) => {
      const look = () => {
        const frame = find();
        if (!frame) return;
        this.#watchers.delete(look);
        resolve(frame);
      };
      this.#watchers.add(look);
      look();
    });
    const ended = this.closed.then((code) => Promise.reject(new Error(`${type}: the socket closed with ${code}`)));
    return within(Promise.race([found, ended]), type, withinMs);
  }

  send(message) {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(text) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  type(content) {
    this.send({ type: 'realtime.input_text', data: { content } });
  }

  async close() {
    this.leave();
    this.#socket.close(1000);
    await this.closed;
  }

  /** The socket is gone from one moment to the next. */
  cut() {
    this.#socket.terminate();
  }

  /** The viewer is gone; the socket stays. */
  leave() {
    clearInterval(this.#reports);
    this.viewer?.close();
  }

  #report() {
    const ssrc = this.viewer.videoSsrc;
    if (ssrc !== undefined) this.viewer.sendRtcp(Buffer.concat([receiverReport(ssrc), bitrateEstimate(ssrc)]));
  }

  #take(frame) {
    this.received.push({ atMs: performance.now(), type: frame.type, data: frame.data });
    if (this.received.length > 2_000) this.received.splice(0, 1_000);
    for (const look of [...this.#watchers]) look();
  }
}

/** A report on one stream, nothing lost (RFC 3550 §6.4.2). */
function receiverReport(ssrc) {
  const packet = Buffer.alloc(32);
  packet.set([0x81, 201, 0, 7, 0, 0, 0, 1]);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** @see RTCP message for Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03 §2.2) */
function bitrateEstimate(ssrc) {
  const packet = Buffer.alloc(24);
  packet.set([0x8f, 206, 0, 5, 0, 0, 0, 1]);
  packet.write('REMB', 12, 'latin1');
  const exponent = Math.max(0, Math.ceil(Math.log2(ESTIMATE_BPS / 2 ** 18)));
  packet.writeUInt32BE((1 << 24) | (exponent << 18) | Math.floor(ESTIMATE_BPS / 2 ** exponent), 16);
  packet.writeUInt32BE(ssrc, 20);
  return packet;
}

async function within(promise, what, withinMs = WITHIN_MS) {
  const stop = new AbortController();
  promise.catch(() => undefined);
  const late = sleep(withinMs, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`${what} never came`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
