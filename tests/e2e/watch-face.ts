import type { Page } from 'playwright-core';

/** A part of the picture, as fractions of its width and height. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the mouth of Iris is. */
const MOUTH: Part = { x: 0.41, y: 0.525, width: 0.18, height: 0.09 };

/** One look at the page while a conversation runs. */
export interface Look {
  /** Milliseconds since watching began. */
  atMs: number;
  /** Root mean square of the sound received in the last 21 ms, 0…1, measured on the decoded stream. */
  loudness: number;
  /** Mean change of the mouth's pixels since the look before, 0…255. */
  mouthMotion: number;
  /** What the page says is going on: `data-state` of its body. */
  state: string;
}

/** Keeps the page's peer connections and sockets where a test can look at them. Call before the page is opened. */
export async function keepConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: RTCPeerConnection[] = [];
    Object.assign(window, { keptConnections: kept });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        kept.push(this);
      }
    };
  });
}

/** Begins to look at the face, about 25 times a second, until the page is left. @param mouth Where its mouth is. */
export async function watchFace(page: Page, mouth = MOUTH): Promise<void> {
  await page.evaluate((mouth) => {
    const video = document.querySelector('video')!;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(video.srcObject as MediaStream).connect(analyser);
    const sound = new Float32Array(analyser.fftSize);
    const size = 48;
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const pen = canvas.getContext('2d', { willReadFrequently: true })!;
    const looks: Look[] = [];
    const beganMs = performance.now();
    let before: Uint8ClampedArray | undefined;
    Object.assign(window, { faceLooks: looks });
    const look = () => {
      const { videoWidth: width, videoHeight: height } = video;
      const source = [mouth.x * width, mouth.y * height, mouth.width * width, mouth.height * height] as const;
      pen.drawImage(video, ...source, 0, 0, size, size);
      const pixels = pen.getImageData(0, 0, size, size).data;
      analyser.getFloatTimeDomainData(sound);
      looks.push({
        atMs: performance.now() - beganMs,
        loudness: Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length),
        mouthMotion: before
          ? pixels.reduce((sum, value, i) => sum + Math.abs(value - before![i]!), 0) / pixels.length
          : 0,
        state: document.body.dataset['state'] ?? '',
      });
      before = pixels;
    };
    setInterval(look, 40);
  }, mouth);
}

/** Everything seen and heard so far. */
export const looksOf = (page: Page): Promise<Look[]> =>
  page.evaluate(() => (window as unknown as { faceLooks: Look[] }).faceLooks);

/** What the browser says of the received tracks. */
export interface Received {
  /** Sum of energy times time of the sound (W3C webrtc-stats, totalAudioEnergy): 0 while all was silence. */
  audioEnergy: number;
  /** How much later the picture is shown than its sound is heard, by the sender's clock (estimatedPlayoutTimestamp). */
  videoBehindAudioMs: number | undefined;
}

export const received = (page: Page): Promise<Received> =>
  page.evaluate(async () => {
    type Entry = { type: string; kind?: string; totalAudioEnergy?: number; estimatedPlayoutTimestamp?: number };
    const connections = (window as unknown as { keptConnections: RTCPeerConnection[] }).keptConnections;
    const report = (await connections.at(-1)!.getStats()) as unknown as Map<string, Entry>;
    const track = (wanted: string) =>
      [...report.values()].find(({ type, kind }) => type === 'inbound-rtp' && kind === wanted);
    const [heard, seen] = [track('audio')?.estimatedPlayoutTimestamp, track('video')?.estimatedPlayoutTimestamp];
    return {
      audioEnergy: track('audio')?.totalAudioEnergy ?? 0,
      videoBehindAudioMs: heard === undefined || seen === undefined ? undefined : heard - seen,
    };
  });
