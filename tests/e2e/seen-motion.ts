import { FACE_SIZE } from '@visavis/avatar';
import { silentPictures } from '@visavis/avatar/testing';
import type { Motion } from '@visavis/core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The upper face of Iris, from above her brows to her nose, pixels of her picture: what speech hardly moves. */
const FACE = { x: 160, y: 144, width: 192, height: 120 };
const BLOCK = 8;
/** One of so many frames of a loop is compared: it moves by less than a block in between. */
const EVERY = 6;
/** A motion is seen once so many of the newest pictures are most like it. */
const NEWEST = 5;
const ALIKE = 4;
/** Mean luma of each block of the face, 0…255. */
type Blocks = readonly number[];

/**
 * Sees how Iris moves in the pictures that a page receives: a picture shows the motion one of whose drawn pictures is most
 * like it, whatever the moment of the loop. No picture has to come at any time, and none in particular has to come at all.
 */
export class SeenMotion<Name extends string> {
  readonly #page: Page;
  readonly #loops: ReadonlyMap<Name, readonly Blocks[]>;
  readonly #seen: Blocks[] = [];

  private constructor(page: Page, loops: ReadonlyMap<Name, readonly Blocks[]>) {
    this.#page = page;
    this.#loops = loops;
  }

  /** Begins to look at the page's video. @param motions Those that may be seen, by name. */
  static async in<Name extends string>(page: Page, motions: Readonly<Record<Name, Motion>>): Promise<SeenMotion<Name>> {
    const names = Object.keys(motions) as Name[];
    const drawn = await silentPictures(
      'iris',
      names.map((name) => motions[name]),
      EVERY,
    );
    const loops = new Map(names.map((name, i) => [name, drawn[i]!.map((picture) => blocksOf(picture))]));
    await keepPictures(page);
    return new SeenMotion(page, loops);
  }

  /** Waits until the motion is seen. */
  async becomes(name: Name, timeoutMs = 60_000): Promise<void> {
    const newest = async (): Promise<string[]> => {
      await this.#look();
      return this.#seen.slice(-NEWEST).map((blocks) => this.#nearest(blocks));
    };
    await expect
      .poll(async () => (await newest()).filter((seen) => seen === name).length, { timeout: timeoutMs })
      .toBeGreaterThanOrEqual(ALIKE);
  }

  async #look(): Promise<void> {
    const kept = await this.#page.evaluate(() =>
      (window as unknown as { keptPictures: Blocks[] }).keptPictures.splice(0),
    );
    this.#seen.push(...kept);
  }

  #nearest(blocks: Blocks): Name {
    const distances = [...this.#loops.keys()].map((name) => [this.#distance(name, blocks), name] as const);
    return distances.sort(([one], [other]) => one - other)[0]![1];
  }

  #distance(name: Name, blocks: Blocks): number {
    return Math.min(...this.#loops.get(name)!.map((picture) => difference(picture, blocks)));
  }
}

const difference = (one: Blocks, other: Blocks): number =>
  one.reduce((sum, level, i) => sum + Math.abs(level - other[i]!), 0);

/** @param picture I420 in the limited range of BT.601. */
function blocksOf(picture: Uint8Array): Blocks {
  const [columns, rows] = [FACE.width / BLOCK, FACE.height / BLOCK];
  return Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [FACE.x + (i % columns) * BLOCK, FACE.y + Math.floor(i / columns) * BLOCK];
    let sum = 0;
    for (let row = y; row < y + BLOCK; row++)
      for (let column = x; column < x + BLOCK; column++) sum += picture[row * FACE_SIZE + column]!;
    return ((sum / BLOCK ** 2 - 16) * 255) / 219;
  });
}

/** Keeps each picture that the page receives from now on. They come from the track: a busy browser paints only some. */
async function keepPictures(page: Page): Promise<void> {
  await page.evaluate(
    ({ face, block, size }) => {
      interface Processor {
        readonly readable: ReadableStream<VideoFrame>;
      }
      type Constructor = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => Processor;
      const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor: Constructor };
      const track = (document.querySelector('video')!.srcObject as MediaStream).getVideoTracks()[0]!.clone();
      const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 50 }).readable.getReader();
      const pen = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
      const columns = face.width / block;
      const kept: Blocks[] = [];
      Object.assign(window, { keptPictures: kept });
      const keep = (frame: VideoFrame): void => {
        pen.drawImage(frame, 0, 0, size, size);
        const { data } = pen.getImageData(face.x, face.y, face.width, face.height);
        const sums = new Array<number>((columns * face.height) / block).fill(0);
        for (let i = 0; i < face.width * face.height; i++) {
          const [x, y] = [i % face.width, Math.floor(i / face.width)];
          const luma = 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!;
          sums[Math.floor(y / block) * columns + Math.floor(x / block)]! += luma;
        }
        kept.push(sums.map((sum) => Math.round(sum / block ** 2)));
        frame.close();
      };
      void (async () => {
        for (let next = await reader.read(); !next.done; next = await reader.read()) keep(next.value);
      })();
    },
    { face: FACE, block: BLOCK, size: FACE_SIZE },
  );
}
