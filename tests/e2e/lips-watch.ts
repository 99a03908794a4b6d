import type { Page } from 'playwright-core';
import type { Part } from './watch-face.js';

/** A picture of the mouth: so many points across and down. */
const [ACROSS, DOWN] = [24, 18];
/** Sound is measured in windows of this length, ms. */
const WINDOW_MS = 10;
/** Loudness of a syllable: the mean over so long before and after an instant. */
const SYLLABLE_MS = 60;

/** What was received: instants on the page's clock, ms. */
interface Received {
  /** Red, green and blue of each point of the mouth, and when the picture is due to be shown. */
  readonly pictures: readonly { readonly atMs: number; readonly rgb: readonly number[] }[];
  /** Root mean square of each window of sound, 0…1, and when it is heard. */
  readonly sound: readonly { readonly atMs: number; readonly level: number }[];
}

/** An instant at which a picture of the mouth was due, and how far the mouth is open in it. */
export interface SeenMouth {
  readonly atMs: number;
  readonly open: number;
}

/**
 * Receives a face as its viewer does: each decoded picture of its mouth, and the sound, both with the times at which they
 * are due. These come from the media, not from the moment at which a busy page looks: a picture that is lost, or looked at
 * late, leaves a gap and moves nothing.
 */
export class LipsWatch {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Begins to watch the page's video. @param mouth Where the mouth is, between the corners of the lips. */
  static async on(page: Page, mouth: Part): Promise<LipsWatch> {
    await page.evaluate(watch, { mouth, across: ACROSS, down: DOWN, windowMs: WINDOW_MS });
    return new LipsWatch(page);
  }

  /** @returns All that was received so far. */
  async received(): Promise<SeenSpeech> {
    const received = await this.#page.evaluate(() =>
      (window as unknown as { receivedFace: () => Received }).receivedFace(),
    );
    return new SeenSpeech(received);
  }
}

/** Lips that were seen, and the sound that was heard meanwhile. */
export class SeenSpeech {
  readonly mouths: readonly SeenMouth[];
  readonly #sound: Received['sound'];

  constructor({ pictures, sound }: Received) {
    this.#sound = sound;
    this.mouths = openingsOf(pictures);
  }

  /** Duration of the sound above a level, ms. */
  loudMs(level: number): number {
    return WINDOW_MS * this.#sound.filter((window) => window.level > level).length;
  }

  /** How long ago the last sound above a level was, ms. */
  quietMs(level: number): number {
    const loud = this.#sound.findLast((window) => window.level > level)?.atMs ?? -Infinity;
    return (this.#sound.at(-1)?.atMs ?? 0) - loud;
  }

  /** The pictures between the first and the last sound above a level. */
  during(level: number): SeenMouth[] {
    const from = this.#sound.find((window) => window.level > level)?.atMs ?? Infinity;
    const to = this.#sound.findLast((window) => window.level > level)?.atMs ?? -Infinity;
    return this.mouths.filter(({ atMs }) => atMs >= from && atMs <= to);
  }

  /**
   * @param lateMs How much later than its sound the mouth is taken to be shown.
   * @returns How well the opening of the mouth follows the loudness of the speech, −1…1.
   */
  correlation(mouths: readonly SeenMouth[], lateMs: number): number {
    const pairs = mouths.flatMap(({ atMs, open }): [number, number][] => {
      const level = this.#loudnessAt(atMs - lateMs);
      return level === undefined ? [] : [[open, level]];
    });
    return pearson(pairs);
  }

  /** @returns `undefined` where sound is missing. */
  #loudnessAt(ms: number): number | undefined {
    const near = this.#sound.filter(({ atMs }) => Math.abs(atMs - ms) <= SYLLABLE_MS);
    if (near.length < SYLLABLE_MS / WINDOW_MS) return undefined;
    return near.reduce((sum, { level }) => sum + level, 0) / near.length;
  }
}

/**
 * How far the mouth is open: the share of its points that are darker or less red than lips and skin, as what is between
 * parted lips is, teeth or the dark behind them.
 */
function openingsOf(pictures: Received['pictures']): SeenMouth[] {
  const seen = pictures.map(({ atMs, rgb }) => {
    const points = Array.from({ length: rgb.length / 3 }, (_, i) => rgb.slice(3 * i, 3 * i + 3));
    return {
      atMs,
      luma: points.map(([red, green, blue]) => 0.299 * red! + 0.587 * green! + 0.114 * blue!),
      red: points.map(([red, green]) => (red! - green!) / (red! + green! + 1)),
    };
  });
  const [skinLuma, skinRed] = [median(seen.flatMap(({ luma }) => luma)), median(seen.flatMap(({ red }) => red))];
  return seen.map(({ atMs, luma, red }) => ({
    atMs,
    open: luma.filter((level, i) => level < 0.5 * skinLuma || red[i]! < 0.5 * skinRed).length / luma.length,
  }));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function pearson(pairs: readonly (readonly [number, number])[]): number {
  const mean = (of: (pair: readonly [number, number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / (pairs.length || 1);
  const [x, y] = [mean(([a]) => a), mean(([, b]) => b)];
  const [xx, yy, xy] = [
    mean(([a]) => (a - x) ** 2),
    mean(([, b]) => (b - y) ** 2),
    mean(([a, b]) => (a - x) * (b - y)),
  ];
  return xy / Math.sqrt(xx * yy || 1);
}

/** Runs in the page. */
function watch({
  mouth,
  across,
  down,
  windowMs,
}: {
  mouth: Part;
  across: number;
  down: number;
  windowMs: number;
}): void {
  interface Processor<Data> {
    readonly readable: ReadableStream<Data>;
  }
  type Constructor = new <Data>(init: { track: MediaStreamTrack; maxBufferSize: number }) => Processor<Data>;
  const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor: Constructor };
  const stream = document.querySelector('video')!.srcObject as MediaStream;
  const pen = new OffscreenCanvas(across, down).getContext('2d', { willReadFrequently: true })!;

  async function each<Data>(track: MediaStreamTrack, take: (data: Data) => void): Promise<void> {
    const reader = new MediaStreamTrackProcessor<Data>({
      track: track.clone(),
      maxBufferSize: 50,
    }).readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  }

  // Times of either track begin where they like: what was least late of all that came shows where that is on the page's clock.
  const begins = { video: Infinity, sound: Infinity };
  const came = (track: keyof typeof begins, mediaMs: number): void => {
    begins[track] = Math.min(begins[track], performance.now() - mediaMs);
  };
  const pictures: { atMs: number; rgb: number[] }[] = [];
  const sound: { atMs: number; level: number }[] = [];
  void each<VideoFrame>(stream.getVideoTracks()[0]!, (frame) => {
    const atMs = frame.timestamp / 1000;
    came('video', atMs);
    const { displayWidth: width, displayHeight: height } = frame;
    const part = [mouth.x * width, mouth.y * height, mouth.width * width, mouth.height * height] as const;
    pen.drawImage(frame, ...part, 0, 0, across, down);
    frame.close();
    const { data } = pen.getImageData(0, 0, across, down);
    pictures.push({ atMs, rgb: [...data].filter((_, i) => i % 4 < 3) });
  });
  void each<AudioData>(stream.getAudioTracks()[0]!, (data) => {
    const startMs = data.timestamp / 1000;
    const { numberOfFrames, sampleRate } = data;
    came('sound', startMs + (1000 * numberOfFrames) / sampleRate);
    const samples = new Float32Array(numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    data.close();
    const size = Math.round((sampleRate * windowMs) / 1000);
    for (let at = 0; at + size <= samples.length; at += size) {
      const sum = samples.subarray(at, at + size).reduce((energy, sample) => energy + sample * sample, 0);
      sound.push({ atMs: startMs + (1000 * (at + size / 2)) / sampleRate, level: Math.sqrt(sum / size) });
    }
  });
  const receivedFace = (): Received => ({
    pictures: pictures.map(({ atMs, rgb }) => ({ atMs: begins.video + atMs, rgb })),
    sound: sound.map(({ atMs, level }) => ({ atMs: begins.sound + atMs, level })),
  });
  Object.assign(window, { receivedFace });
}
