import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AT_REST, silentLogger, type Background } from '@visavis/core';
import { VIDEO_FRAME_MS, type FaceView, type VideoSource } from '@visavis/media';
import type { SpeechSegment } from '@visavis/sound';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStudio, prepareFace, writeFace, type FacePack, type FaceSource, type Studio } from '@visavis/avatar';
import { ovalFace, psnr } from '@visavis/avatar/testing';
import { videoEncoders } from '@visavis/codecs';
import { VideoDecoder } from '@visavis/codecs/testing';

/** Where the servers of the tests keep the face that they have prepared. */
const CACHE = resolve('test-results/data/avatars');
const IRIS = { id: 'iris' };
const options = {
  standard: IRIS,
  standIn: IRIS,
  encoders: videoEncoders,
  cacheDir: CACHE,
  picturesDir: resolve('test-results/no-pictures'),
  logger: silentLogger,
};
/** Long enough that a busy machine, which takes over from the loop late, still speaks for two seconds. */
const SPEECH_MS = 3_000;
/** Loud vowel between two closed lips. */
const segment: SpeechSegment = {
  samples: Int16Array.from({ length: 48 * SPEECH_MS }, (_, i) => 9000 * Math.sin(i / 60)),
  text: 'mom',
  phones: [
    { phone: 'm', endMs: 120 },
    { phone: 'aa', endMs: SPEECH_MS - 140 },
    { phone: 'm', endMs: SPEECH_MS },
  ],
};

/** Plays one segment; time goes on by a video tick at each `tick`. */
class Playing implements FaceView {
  background: Background = 'own';
  motion = AT_REST;
  #nowMs = Infinity;
  get busy() {
    return this.#nowMs < SPEECH_MS;
  }
  at(aheadMs: number) {
    const offsetMs = this.#nowMs + aheadMs;
    return offsetMs >= 0 && offsetMs < SPEECH_MS ? { segment, offsetMs } : undefined;
  }
  play() {
    this.#nowMs = -80;
  }
  tick() {
    this.#nowMs += VIDEO_FRAME_MS;
  }
}

/** The media clock in small: one picture per tick. @returns What a viewer decodes until `ended`, with who sent it. */
async function watch(studio: Studio, face: VideoSource, playing: Playing, decoder: VideoDecoder, ended: () => boolean) {
  const seen: { picture: Uint8Array; keyFrame: boolean; live: boolean }[] = [];
  for (let ticks = 0; ticks < 400 && !ended(); ticks++) {
    const frame = face.nextFrame();
    face.lookAhead();
    if (frame)
      seen.push({ picture: decoder.decode(frame), keyFrame: frame.keyFrame, live: studio.stats().liveEncoders > 0 });
    playing.tick();
    await wait(VIDEO_FRAME_MS);
  }
  return seen;
}

describe('the studio with real threads and encoders', () => {
  let pack: FacePack;
  let studio: Studio;

  beforeAll(async () => {
    pack = await prepareFace(IRIS, options);
    studio = createStudio(options);
    await studio.ready;
  }, 60_000);
  afterAll(() => studio.close());

  it.each(['vp8', 'h264'] as const)(
    'passes from the loop to speech and back without a visible jump (%s)',
    async (codec) => {
      const playing = new Playing();
      const face = studio.openFace(playing, IRIS);
      face.start(codec);
      const decoder = new VideoDecoder(codec);
      let ticks = 0;
      const before = await watch(studio, face, playing, decoder, () => ticks++ > 5);
      playing.play();
      let spoke = false;
      const during = await watch(studio, face, playing, decoder, () => {
        const live = studio.stats().liveEncoders > 0;
        spoke ||= live;
        return spoke && !live;
      });
      face.close();
      decoder.close();
      const seen = [...before, ...during];
      const steps = seen.slice(1).map(({ picture }, i) => psnr(picture, seen[i]!.picture));
      const live = during.findIndex(({ keyFrame, live }) => keyFrame && live);
      const back = during.findIndex((frame, i) => i > live && !frame.live);
      expect(live).toBeGreaterThanOrEqual(0);
      expect(back).toBeGreaterThan(live + 50);
      expect(during[back]!.keyFrame).toBe(true);
      const step = (i: number) => steps[before.length + i - 1]!;
      const visible = visibleJump(pack, codec);
      expect(step(live)).toBeGreaterThan(visible);
      expect(step(back)).toBeGreaterThan(visible);
      expect(studio.stats()).toMatchObject({ faces: 0, liveEncoders: 0 });
    },
  );

  it('shows each face as itself from the first picture on, and the stand-in where a face is lost', async () => {
    const messages: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void messages.push(message) };
    const folder = await mkdtemp(join(tmpdir(), 'visavis-studio-'));
    const file = join(folder, 'oval.face');
    await writeFile(file, writeFace(ovalFace(), 'drawing'));
    const several = createStudio({ ...options, logger });
    const shown = async (source: FaceSource, until: () => boolean): Promise<Uint8Array> => {
      const face = several.openFace(new Playing(), source);
      face.start('vp8');
      const decoder = new VideoDecoder('vp8');
      let picture: Uint8Array | undefined;
      for (let ticks = 0; ticks < 400 && !(picture && until()); ticks++) {
        const frame = face.nextFrame();
        face.lookAhead();
        if (frame) picture = decoder.decode(frame).slice();
        await wait(VIDEO_FRAME_MS);
      }
      face.close();
      decoder.close();
      return picture!;
    };
    const { y } = ovalFace().background!;
    const wall = (picture: Uint8Array): number => psnr(picture.subarray(0, 512 * 20), y.subarray(0, 512 * 20));
    expect(wall(await shown({ id: 'oval', file }, () => true))).toBeGreaterThan(25);
    const lost = await shown({ id: 'lost', file: join(folder, 'lost.face') }, () => several.stats().liveEncoders === 0);
    expect(wall(lost)).toBeLessThan(20);
    expect(messages).toEqual(['face cannot be shown']);
    await several.close();
    await rm(folder, { recursive: true });
  });

  it('shows one viewer a picture of its own behind the face, and no other', async () => {
    const [grey, white] = ['#808080', '#ffffff'].map(pictureOf);
    studio.addPicture('upload:1', grey!);
    studio.addPicture('upload:2', white!);
    const viewers = (['upload:1', 'upload:2', 'own', 'upload:gone'] as const).map((background) => {
      const view = new Playing();
      view.background = background;
      return view;
    });
    const walls = await Promise.all(viewers.map((view) => wallOf(studio, view)));
    // The levels of BT.601 for the two greys, and her own wall twice.
    expect(Math.abs(walls[0]! - 126)).toBeLessThan(4);
    expect(Math.abs(walls[1]! - 235)).toBeLessThan(4);
    expect(Math.abs(walls[2]! - walls[3]!)).toBeLessThan(4);
    for (const name of ['upload:1', 'upload:2'] as const) studio.removePicture(name);
    expect(Math.abs((await wallOf(studio, viewers[1]!)) - walls[2]!)).toBeLessThan(4);
  });

  it('forgets a face that is removed when its last viewer has gone', async () => {
    const [first, second] = [studio.openFace(new Playing(), IRIS), studio.openFace(new Playing(), IRIS)];
    let gone = false;
    const leaving = studio.removeFace('iris').then(() => (gone = true));
    second.close();
    await wait(0);
    expect(gone).toBe(false);
    first.close();
    await leaving;
    expect(studio.stats()).toMatchObject({ faces: 0, loops: 0 });
    await studio.removeFace('iris');
    await studio.prepare(IRIS, 'own');
    expect(studio.stats().loops).toBe(1);
  });

  it('ends its threads when closed, with faces still speaking', async () => {
    const other = createStudio(options);
    const playing = new Playing();
    const face = other.openFace(playing, IRIS);
    face.start('vp8');
    playing.play();
    face.nextFrame();
    expect(other.stats().liveEncoders).toBe(1);
    await other.close();
    await other.close();
    expect(other.stats()).toMatchObject({ faces: 0, liveEncoders: 0 });
    expect(face.nextFrame()).toBeUndefined();
  });
});

/** A picture of one colour. */
function pictureOf(colour: string): Buffer {
  const canvas = createCanvas(64, 64);
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 64, 64);
  return canvas.toBuffer('image/jpeg');
}

/** Mean luma of the first picture that a viewer receives, in its upper left corner. */
async function wallOf(studio: Studio, view: Playing): Promise<number> {
  const face = studio.openFace(view, IRIS);
  face.start('vp8');
  const decoder = new VideoDecoder('vp8');
  let picture: Uint8Array | undefined;
  for (let ticks = 0; ticks < 400 && !picture; ticks++) {
    const frame = face.nextFrame();
    face.lookAhead();
    if (frame) picture = decoder.decode(frame).slice();
    await wait(VIDEO_FRAME_MS);
  }
  face.close();
  decoder.close();
  const corner = Array.from({ length: 256 }, (_, i) => picture![(i >> 4) * 512 + (i & 15)]!);
  return corner.reduce((sum, luma) => sum + luma, 0) / corner.length;
}

/**
 * PSNR, dB, under which a step from one picture to the next is a jump: halfway between the loop's own largest step (a
 * blink, a keyframe) and the most alike of two pictures half a loop apart. The loop's largest step alone is too strict:
 * a busy machine takes over from the loop some pictures late, with the mouth already on its way.
 */
function visibleJump(pack: FacePack, codec: 'vp8' | 'h264'): number {
  const decoder = new VideoDecoder(codec);
  const loop = pack.idle[codec][0]!.frames.flatMap((frame) => (frame ? [decoder.decode(frame)] : []));
  decoder.close();
  const half = Math.floor(loop.length / 2);
  const largestStep = Math.min(...loop.slice(1).map((picture, i) => psnr(loop[i]!, picture)));
  const mostAlike = Math.max(...loop.slice(half).map((picture, i) => psnr(loop[i]!, picture)));
  expect(mostAlike).toBeLessThan(largestStep);
  return (largestStep + mostAlike) / 2;
}
