import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { silentLogger } from '@visavis/core';
import { VIDEO_FRAME_MS, type PlayoutView, type VideoSource } from '@visavis/media';
import type { SpeechSegment } from '@visavis/sound';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStudio, prepareFace, type FacePack, type Studio } from '@visavis/avatar';
import { psnr } from '@visavis/avatar/testing';
import { videoEncoders } from '@visavis/codecs';
import { VideoDecoder } from '@visavis/codecs/testing';

/** Where the servers of the tests keep the face that they have prepared. */
const CACHE = resolve('test-results/data/avatars');
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
class Playing implements PlayoutView {
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
    pack = await prepareFace({ id: 'iris' }, { encoders: videoEncoders, cacheDir: CACHE, logger: silentLogger });
    studio = createStudio({ encoders: videoEncoders, faces: [{ source: { id: 'iris' }, pack }], logger: silentLogger });
  }, 60_000);
  afterAll(() => studio.close());

  it.each(['vp8', 'h264'] as const)(
    'passes from the loop to speech and back without a visible jump (%s)',
    async (codec) => {
      const playing = new Playing();
      const face = studio.openFace(playing, 'iris');
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
    20_000,
  );

  it('shows each face by its own pack, and no other face in place of one that its threads cannot draw', async () => {
    const warnings: unknown[] = [];
    const logger = {
      ...silentLogger,
      warn: (message: string, fields?: object) => void warnings.push([message, fields]),
    };
    // A pack whose pictures differ from those of Iris by a byte that no codec writes.
    const mark = Uint8Array.of(0xee);
    const frames = pack.idle.vp8[0]!.frames.map(({ keyFrame }) => ({ data: mark, keyFrame }));
    const lost: FacePack = { ...pack, idle: { vp8: [{ bitrateBps: 600_000, frames }], h264: [] } };
    const faces = [
      { source: { id: 'iris' }, pack },
      { source: { id: 'lost' }, pack: lost },
    ];
    const several = createStudio({ encoders: videoEncoders, faces, logger });
    const playing = new Playing();
    const iris = several.openFace(playing, 'iris');
    const other = several.openFace(playing, 'lost');
    for (const face of [iris, other]) face.start('vp8');
    expect(iris.nextFrame()).toEqual(pack.idle.vp8[0]!.frames[0]);
    expect(other.nextFrame()?.data).toEqual(mark);
    playing.play();
    let spoke = false;
    for (let ticks = 0; ticks < 400 && !(spoke && warnings.length > 0); ticks++) {
      const frame = iris.nextFrame();
      spoke ||=
        frame !== undefined && !pack.idle.vp8.some((rung) => rung.frames.some(({ data }) => data === frame.data));
      expect(other.nextFrame()?.data).toEqual(mark);
      await wait(VIDEO_FRAME_MS);
    }
    expect(spoke).toBe(true);
    expect(warnings).toContainEqual([
      'live face cannot be opened',
      expect.objectContaining({ face: 'lost', reason: 'There is no face "lost"' }),
    ]);
    expect(() => several.openFace(playing, 'stranger')).toThrow(
      expect.objectContaining({ code: 'avatar.unknown_face' }),
    );
    await several.close();
  }, 20_000);

  it('shows a face that is added later, and one that is taken away until its last viewer has gone', async () => {
    const face = { source: { id: 'later' }, pack };
    expect(() => studio.openFace(new Playing(), 'later')).toThrow();
    studio.addFace(face);
    const [first, second] = [studio.openFace(new Playing(), 'later'), studio.openFace(new Playing(), 'later')];
    first.start('vp8');
    let gone = false;
    const leaving = studio.removeFace('later').then(() => (gone = true));
    expect(() => studio.openFace(new Playing(), 'later')).toThrow();
    second.close();
    await wait(0);
    expect([gone, first.nextFrame()]).toEqual([false, pack.idle.vp8[0]!.frames[0]]);
    first.close();
    await leaving;
    await studio.removeFace('later');
  });

  it('ends its threads when closed, with faces still speaking', async () => {
    const other = createStudio({
      encoders: videoEncoders,
      faces: [{ source: { id: 'iris' }, pack }],
      logger: silentLogger,
    });
    const playing = new Playing();
    const face = other.openFace(playing, 'iris');
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

/**
 * PSNR, dB, under which a step from one picture to the next is a jump: halfway between the loop's own largest step (a
 * blink, a keyframe) and the most alike of two pictures half a loop apart. The loop's largest step alone is too strict:
 * a busy machine takes over from the loop some pictures late, with the mouth already on its way.
 */
function visibleJump(pack: FacePack, codec: 'vp8' | 'h264'): number {
  const decoder = new VideoDecoder(codec);
  const loop = pack.idle[codec][0]!.frames.map((frame) => decoder.decode(frame));
  decoder.close();
  const half = Math.floor(loop.length / 2);
  const largestStep = Math.min(...loop.slice(1).map((picture, i) => psnr(loop[i]!, picture)));
  const mostAlike = Math.max(...loop.slice(half).map((picture, i) => psnr(loop[i]!, picture)));
  expect(mostAlike).toBeLessThan(largestStep);
  return (largestStep + mostAlike) / 2;
}
