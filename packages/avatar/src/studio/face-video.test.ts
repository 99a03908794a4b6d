import { AT_REST, sameMotion, type Expression, type Motion } from '@visavis/core';
import type { EncodedVideoFrame, FaceView } from '@visavis/media';
import type { SpeechSegment } from '@visavis/sound';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FaceSource } from '../faces/load-face.js';
import type { FacePack, IdleRung } from '../ports.js';
import { FakeLeases } from '../testing/fake-leases.js';
import { FaceVideo } from './face-video.js';
import { KEYFRAME_SPACING_FRAMES } from './idle-cursor.js';

const GOP = 25;
const FRAMES = 100;
const segment: SpeechSegment = { samples: new Int16Array(48_000), text: 'hello' };

/** Frames hold their rung and their number in the loop. */
function rung(bitrateBps: number): IdleRung {
  const frames = Array.from({ length: FRAMES }, (_, i) => ({
    data: Uint8Array.of(bitrateBps / 100_000, i),
    keyFrame: i % GOP === 0,
  }));
  return { bitrateBps, frames };
}

const rungs = [rung(600_000), rung(300_000)];
const pack: FacePack = {
  key: 'test',
  idle: { vp8: rungs, h264: rungs },
};

class FakeView implements FaceView {
  background = 'own' as const;
  motion: Motion = AT_REST;
  expression: Expression | undefined;
  busy = false;
  sounding = false;
  at(_aheadMs?: number): ReturnType<FaceView['at']> {
    return this.sounding ? { segment, offsetMs: 40, expression: this.expression } : undefined;
  }
}

/** What is heard of segments in a row, of which `nowMs` have been heard. */
function heardAt(segments: readonly SpeechSegment[], nowMs: number): FakeView['at'] {
  return (aheadMs = 0) => {
    let offsetMs = nowMs + aheadMs;
    for (const segment of offsetMs < 0 ? [] : segments) {
      const durationMs = segment.samples.length / 48;
      if (offsetMs < durationMs) return { segment, offsetMs };
      offsetMs -= durationMs;
    }
    return undefined;
  };
}

/** What the media clock does for one picture. @returns It; the next one has been asked for. */
function pictureOf(face: FaceVideo): EncodedVideoFrame | undefined {
  const picture = face.nextFrame();
  face.lookAhead();
  return picture;
}

describe('the video of a face', () => {
  let view: FakeView;
  let leases: FakeLeases;
  let face: FaceVideo;
  let late: number;
  let loop: FacePack | undefined;
  let shown: FaceSource;

  beforeEach(() => {
    view = new FakeView();
    leases = new FakeLeases();
    late = 0;
    loop = pack;
    shown = { id: 'iris' };
    face = new FaceVideo(view, {
      face: () => shown,
      loop: () => loop,
      leases,
      onLate: () => late++,
      onClosed: () => undefined,
    });
    face.start('vp8');
  });

  const loopFrame = () => pictureOf(face)?.data[1];
  const speak = async () => {
    view.busy = view.sounding = true;
    pictureOf(face);
    await leases.opened.at(-1)!.deliver();
  };

  it('begins with a keyframe and goes round the loop', () => {
    expect(pictureOf(face)?.keyFrame).toBe(true);
    expect([loopFrame(), loopFrame(), loopFrame()]).toEqual([1, 2, 3]);
    for (let i = 4; i < FRAMES; i++) pictureOf(face);
    expect(loopFrame()).toBe(0);
  });

  it('shows nothing before it was started and after it was closed', () => {
    const unstarted = new FaceVideo(view, {
      face: () => shown,
      loop: () => pack,
      leases,
      onLate: () => undefined,
      onClosed: () => undefined,
    });
    expect(pictureOf(unstarted)).toBeUndefined();
    face.close();
    face.close();
    expect(pictureOf(face)).toBeUndefined();
  });

  it('changes to a rung that is a little lower at its next keyframe', () => {
    loop = { ...pack, idle: { vp8: [rung(600_000), rung(400_000)], h264: rungs } };
    pictureOf(face);
    face.setBitrate(450_000);
    for (let i = 1; i < GOP; i++) expect(pictureOf(face)!.data[0]).toBe(6);
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(4, GOP) });
  });

  it('changes to a rung of half the bits at once, at the nearest keyframe: the present one would overrun the link', () => {
    for (let i = 0; i < KEYFRAME_SPACING_FRAMES + 2; i++) pictureOf(face);
    face.setBitrate(350_000);
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(3, 0) });
  });

  it('changes to a higher rung at its next keyframe', () => {
    face.setBitrate(350_000);
    pictureOf(face);
    face.setBitrate(900_000);
    for (let i = 1; i < GOP; i++) expect(pictureOf(face)!.data[0]).toBe(3);
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, GOP) });
  });

  it('gains up to four thirds of the bits of its highest rung, more in a larger face', () => {
    pictureOf(face);
    expect(face.mostBps).toBe(800_000);
    loop = { ...pack, idle: { vp8: [rung(1_200_000), rung(600_000)], h264: rungs } };
    const large = new FaceVideo(view, {
      face: () => shown,
      loop: () => loop,
      leases,
      onLate: () => undefined,
      onClosed: () => undefined,
    });
    expect(large.mostBps).toBeUndefined();
    large.start('vp8');
    pictureOf(large);
    expect(large.mostBps).toBe(1_600_000);
    large.close();
  });

  it('shows another viewer of the same face nothing of a narrow link', () => {
    const other = new FaceVideo(new FakeView(), {
      face: () => shown,
      loop: () => loop,
      leases,
      onLate: () => undefined,
      onClosed: () => undefined,
    });
    other.start('vp8');
    face.setBitrate(50_000);
    other.setBitrate(800_000);
    const seen = Array.from({ length: 2 * GOP }, () => [pictureOf(face)!.data[0], pictureOf(other)!.data[0]]);
    expect(new Set(seen.map(String))).toEqual(new Set(['3,6']));
    other.close();
  });

  it('sends the first keyframe again at once for a viewer that lost it', () => {
    face.requestKeyFrame();
    pictureOf(face);
    pictureOf(face);
    face.requestKeyFrame();
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, 0) });
  });

  it('answers a keyframe request with the nearest keyframe, once per 400 ms', () => {
    for (let i = 0; i < 20; i++) pictureOf(face);
    face.requestKeyFrame();
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, 25) });
    face.requestKeyFrame();
    const next = Array.from({ length: 12 }, () => pictureOf(face)!.keyFrame);
    expect(next.indexOf(true)).toBe(10);
    expect(next.filter(Boolean)).toHaveLength(1);
  });

  it('takes a lease when speech comes up and shows its first picture as a keyframe at the next frame', async () => {
    pictureOf(face);
    expect(leases.held).toBe(0);
    await speak();
    const [lease] = leases.opened;
    expect(lease!.requests[0]).toMatchObject({ loopFrame: 2, forceKeyFrame: true, speech: [{ offsetMs: 40 }] });
    expect(pictureOf(face)).toEqual({ data: Uint8Array.of(2), keyFrame: true });
  });

  it('draws its silent pictures at the last moment: speech that begins halfway between two is in the next one', async () => {
    view.motion = { attention: 'thinking', expression: 'neutral' };
    view.at = (aheadMs = 0) => (view.sounding ? { segment, offsetMs: aheadMs } : undefined);
    pictureOf(face);
    const lease = leases.opened[0]!;
    await lease.deliver();
    face.nextFrame();
    expect(lease.requests).toHaveLength(1);
    view.busy = view.sounding = true;
    face.lookAhead();
    expect(lease.requests.at(-1)).toMatchObject({ loopFrame: 2, speech: [{ offsetMs: 20 }] });
  });

  it('draws a whole picture ahead while it speaks, once each', async () => {
    view.at = (aheadMs = 0) => ({ segment, offsetMs: aheadMs });
    view.busy = true;
    face.nextFrame();
    const lease = leases.opened[0]!;
    expect(lease.requests).toMatchObject([{ loopFrame: 1, speech: [{ offsetMs: 40 }] }]);
    await lease.deliver();
    face.lookAhead();
    expect(lease.requests).toHaveLength(1);
  });

  it('asks with the speech that sounds for the segment that follows, so that the mouth prepares for it', async () => {
    const next: SpeechSegment = { samples: new Int16Array(48_000), text: 'there' };
    view.at = heardAt([segment, next], 930);
    await speak();
    expect(leases.opened[0]!.requests.at(-1)!.speech).toEqual([
      { segment, offsetMs: 970 },
      { segment: next, offsetMs: expect.closeTo(-30, 6) as number },
    ]);
    view.at = heardAt([segment, next], 970);
    pictureOf(face);
    expect(leases.opened[0]!.requests.at(-1)!.speech).toEqual([{ segment: next, offsetMs: 10 }]);
  });

  it.each([10, 20, 40, 100, 7.3125])(
    'asks for all that is heard within 120 ms, in pieces of %d ms, also behind a silence',
    async (ms) => {
      const pieces: SpeechSegment[] = Array.from({ length: 400 / ms }, () => ({
        samples: new Int16Array(48 * ms),
        text: '',
      }));
      for (const nowMs of [-97, 1, 3, 33]) {
        view.at = heardAt(pieces, nowMs);
        await speak();
        const asked = leases.opened.at(-1)!.requests.at(-1)!.speech;
        const places = pieces.map((_, i) => [i, nowMs + 40 - i * ms] as const);
        const soon = places.filter(([, offsetMs]) => offsetMs < ms && offsetMs >= -120);
        expect(asked.map((instant) => pieces.indexOf(instant.segment))).toEqual(soon.map(([i]) => i));
        for (const [i, { offsetMs }] of asked.entries()) expect(offsetMs).toBeCloseTo(soon[i]![1], 6);
      }
    },
  );

  it('keeps the loop going while the first live picture is late', async () => {
    view.busy = true;
    expect([loopFrame(), loopFrame(), loopFrame()]).toEqual([0, 1, 2]);
    expect(leases.opened).toHaveLength(1);
    expect(leases.opened[0]!.requests).toHaveLength(1);
  });

  it('leaves a frame out when a live picture is late, and never asks for two at once', async () => {
    await speak();
    pictureOf(face);
    expect(pictureOf(face)).toBeUndefined();
    expect(pictureOf(face)).toBeUndefined();
    const lease = leases.opened[0]!;
    expect(lease.requests).toHaveLength(2);
    expect(late).toBe(2);
    await lease.deliver();
    expect(pictureOf(face)).toBeDefined();
    expect(lease.requests.at(-1)!.loopFrame).toBe(5);
  });

  it('returns to the loop at its next keyframe once it is at rest, and releases the encoder', async () => {
    await speak();
    const lease = leases.opened[0]!;
    view.busy = view.sounding = false;
    lease.settled = true;
    let frame = pictureOf(face);
    for (let i = 0; i < 40 && leases.held > 0; i++) {
      if (lease.requests.length > 0) await lease.deliver();
      frame = pictureOf(face);
    }
    expect(frame).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, GOP) });
    expect(leases.held).toBe(0);
    expect(loopFrame()).toBe(GOP + 1);
  });

  it('stays live while speech goes on, however often it passes a keyframe of the loop', async () => {
    await speak();
    const lease = leases.opened[0]!;
    for (let i = 0; i < 60; i++) {
      pictureOf(face);
      await lease.deliver();
    }
    expect(leases.held).toBe(1);
    expect(leases.opened).toHaveLength(1);
  });

  it('forces a live keyframe on request, once per 400 ms', async () => {
    await speak();
    const lease = leases.opened[0]!;
    for (let i = 0; i < 40; i++) {
      face.requestKeyFrame();
      pictureOf(face);
      await lease.deliver();
    }
    const forced = lease.requests.flatMap((request, i) => (request.forceKeyFrame ? [i] : []));
    expect(forced.length).toBeGreaterThanOrEqual(3);
    forced.slice(1).forEach((at, i) => expect(at - forced[i]!).toBeGreaterThanOrEqual(10));
  });

  it('draws fewer pictures where the encoder shows each for several frames, and counts none of them as late', async () => {
    await speak();
    const lease = leases.opened[0]!;
    lease.every = 4;
    const shown: boolean[] = [];
    for (let i = 0; i < 40; i++) {
      shown.push(pictureOf(face) !== undefined);
      if (lease.requests.length > 0) await lease.deliver();
    }
    expect(shown.slice(8).filter(Boolean).length).toBeLessThan(12);
    expect(lease.requests.slice(3).every(({ loopFrame }) => (loopFrame % GOP) % 4 === 0)).toBe(true);
    expect(late).toBe(0);
  });

  it('sends nothing where a rung of the loop shows its last picture on', () => {
    const sparse = rungs.map(({ bitrateBps, frames }) => ({
      bitrateBps,
      frames: frames.map((frame, i) => (i % 4 === 0 || frame?.keyFrame ? frame : undefined)),
    }));
    const fewer = new FaceVideo(view, {
      face: () => ({ id: 'iris' }),
      loop: () => ({ ...pack, idle: { vp8: sparse, h264: sparse } }),
      leases,
      onLate: () => late++,
      onClosed: () => undefined,
    });
    fewer.start('vp8');
    const shown = Array.from({ length: FRAMES + 9 }, () => pictureOf(fewer)?.data[1]);
    expect(shown.slice(0, 9)).toEqual([0, undefined, undefined, undefined, 4, undefined, undefined, undefined, 8]);
    expect(shown.slice(FRAMES)).toEqual(shown.slice(0, 9));
    expect(late).toBe(0);
  });

  it('passes the bitrate on to the live encoder, within what a face needs', async () => {
    face.setBitrate(5_000_000);
    await speak();
    face.setBitrate(20_000);
    expect(leases.opened[0]!.bitrates).toEqual([1_800_000, 24_000]);
  });

  it('Scenario G6: falls back to a keyframe of the loop when its thread dies, and tries again a second later', async () => {
    await speak();
    pictureOf(face);
    await leases.opened[0]!.fail();
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, 0) });
    expect(leases.held).toBe(0);
    for (let i = 0; i < 30; i++) pictureOf(face);
    expect(leases.opened).toHaveLength(2);
  });

  it('is drawn live until its loop has been made, and enters that at a keyframe', async () => {
    loop = undefined;
    expect(pictureOf(face)).toBeUndefined();
    const lease = leases.opened[0]!;
    lease.settled = true;
    const step = async () => {
      await lease.deliver();
      return pictureOf(face);
    };
    for (let i = 1; i < GOP + 3; i++) expect(await step()).toMatchObject({ data: Uint8Array.of(i) });
    expect([leases.held, late]).toEqual([1, 0]);
    loop = pack;
    for (let i = GOP + 3; i < 2 * GOP; i++) expect((await step())!.data).toEqual(Uint8Array.of(i));
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, 2 * GOP) });
    expect(leases.held).toBe(0);
  });

  it('changes what is behind it by way of live pictures, to a loop that is made meanwhile', async () => {
    for (let i = 0; i < 3; i++) pictureOf(face);
    shown = { id: 'iris', background: '#102030' };
    loop = undefined;
    expect(pictureOf(face)!.data).toEqual(Uint8Array.of(6, 3));
    const lease = leases.opened[0]!;
    lease.settled = true;
    expect(lease.requests[0]).toMatchObject({ loopFrame: 4, forceKeyFrame: true });
    expect(pictureOf(face)!.data).toEqual(Uint8Array.of(6, 4));
    await lease.deliver();
    const blue = [700_000, 300_000].map(rung);
    for (let i = 6; i < GOP; i++) {
      pictureOf(face);
      await lease.deliver();
      if (i === 9) loop = { key: 'blue', idle: { vp8: blue, h264: blue } };
    }
    expect(leases.held).toBe(1);
    pictureOf(face);
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(7, GOP) });
    expect(leases.held).toBe(0);
  });

  it('changes what is behind it in the same live take while it speaks', async () => {
    await speak();
    const lease = leases.opened[0]!;
    for (const background of ['blurred', 'transparent', 'transparent'] as const) {
      shown = { id: 'iris', background };
      pictureOf(face);
      await lease.deliver();
    }
    expect(lease.shown).toEqual(['blurred', 'transparent']);
    expect(leases.opened).toHaveLength(1);
  });

  it('tries again a second later when it can neither be drawn nor has a loop', async () => {
    loop = undefined;
    pictureOf(face);
    await leases.opened[0]!.fail();
    for (let i = 0; i < 24; i++) expect(pictureOf(face)).toBeUndefined();
    expect(leases.opened).toHaveLength(1);
    for (let i = 0; i < 3; i++) pictureOf(face);
    expect(leases.opened).toHaveLength(2);
    loop = pack;
    expect(pictureOf(face)).toMatchObject({ keyFrame: true, data: Uint8Array.of(6, 25) });
  });

  it('releases the encoder at once when it is closed while it speaks', async () => {
    await speak();
    face.close();
    expect(leases.held).toBe(0);
  });
});

const LISTENING: Motion = { attention: 'listening', expression: 'neutral' };
const THINKING: Motion = { attention: 'thinking', expression: 'neutral' };
const WARM: Motion = { attention: 'idle', expression: 'warm' };

describe('a change of motion', () => {
  let view: FakeView;
  let leases: FakeLeases;
  let face: FaceVideo;
  /** Motions whose loops are ready, and those that were asked for. */
  let ready: Motion[];
  let asked: Motion[];

  beforeEach(() => {
    view = new FakeView();
    leases = new FakeLeases();
    ready = [AT_REST, LISTENING, THINKING, WARM];
    asked = [];
    const loop = (motion: Motion): FacePack | undefined => {
      asked.push(motion);
      const at = ready.findIndex((one) => sameMotion(one, motion));
      return at < 0 ? undefined : packs[at];
    };
    face = new FaceVideo(view, {
      face: () => ({ id: 'iris' }),
      loop,
      leases,
      onLate: () => undefined,
      onClosed: () => undefined,
    });
    face.start('vp8');
  });

  /** Frames of each loop hold its number from 10 on. */
  const packs = [10, 11, 12, 13].map((id) => {
    const loop = rung(id * 100_000);
    return { key: `${id}`, idle: { vp8: [loop], h264: [loop] } };
  });
  const lease = () => leases.opened.at(-1)!;
  /** Shows frames, with a live picture ready at each; it comes to rest after so many with the same motion. */
  const show = async (frames: number, restsAfter = 14): Promise<{ data: Uint8Array; keyFrame: boolean }[]> => {
    const seen = [];
    for (let i = 0; i < frames; i++) {
      seen.push(pictureOf(face)!);
      if (leases.held === 0) continue;
      const { requests } = lease();
      const same = requests.findLastIndex(({ motion }) => !sameMotion(motion, requests.at(-1)!.motion));
      lease().settled = requests.length - 1 - same > restsAfter;
      await lease().deliver();
    }
    return seen;
  };
  const loopShown = () => (leases.held > 0 ? 'live' : pictureOf(face)!.data[0]);

  it('is drawn live from the pose of the loop, and then its own loop is entered at a keyframe', async () => {
    await show(5);
    view.motion = LISTENING;
    await show(2);
    expect(lease()).toMatchObject({ motion: AT_REST });
    expect(lease().requests[0]).toMatchObject({ motion: LISTENING, loopFrame: 6, forceKeyFrame: true });
    const seen = await show(GOP - 7 + 1);
    expect(seen.at(-1)).toMatchObject({ keyFrame: true, data: Uint8Array.of(11, GOP) });
    expect(leases.held).toBe(0);
    await show(3 * GOP);
    expect([leases.opened.length, loopShown()]).toEqual([1, 11]);
  });

  it('goes on to the next one from the pose that it has, with the same encoder', async () => {
    await show(5);
    view.motion = LISTENING;
    await show(8);
    view.motion = AT_REST;
    await show(2);
    view.motion = THINKING;
    await show(8);
    expect(leases.opened).toHaveLength(1);
    expect(
      lease()
        .requests.map(({ motion }) => motion.attention)
        .join(' '),
    ).toMatch(/^(listening )+(idle )+(thinking ?)+$/);
    expect(lease().requests.filter(({ forceKeyFrame }) => forceKeyFrame)).toHaveLength(1);
  });

  it('stays live while its face thinks, so that an answer finds the encoder at work, and not for ever', async () => {
    view.motion = THINKING;
    await show(70);
    expect(leases.held).toBe(1);
    expect(asked).not.toContainEqual(THINKING);
    await show(40);
    expect([leases.held, loopShown()]).toEqual([0, 12]);
  });

  it('stays live until its loop has been made', async () => {
    ready = [AT_REST];
    view.motion = LISTENING;
    await show(60);
    expect(leases.held).toBe(1);
    ready.push(LISTENING);
    await show(GOP + 1);
    expect([leases.held, loopShown()]).toEqual([0, 11]);
  });

  it('waits for room among the threads, and goes back where that is lost before its loop has been made', async () => {
    ready = [AT_REST];
    leases.room = false;
    view.motion = LISTENING;
    await show(40);
    expect(leases.opened).toHaveLength(0);
    expect(asked.every((motion) => sameMotion(motion, AT_REST))).toBe(true);
    leases.room = true;
    await show(40);
    expect(lease().requests.at(-1)!.motion).toEqual(LISTENING);
    leases.room = false;
    await show(1);
    expect(lease().requests.at(-1)!.motion).toEqual(AT_REST);
    await show(40);
    expect([leases.held, leases.opened.length, loopShown()]).toEqual([0, 1, 10]);
  });

  it('is left out on a link that is too narrow for its keyframes', async () => {
    face.setBitrate(100_000);
    view.motion = LISTENING;
    await show(40);
    expect(leases.opened).toHaveLength(0);
  });

  it('takes no more encoders and keyframes than there are keyframes in the loop, however often it is changed', async () => {
    const seen = [];
    for (let i = 0; i < 100; i++) {
      view.motion = i % 2 ? LISTENING : AT_REST;
      seen.push(...(await show(3, 2)));
    }
    expect(leases.opened.length).toBeLessThanOrEqual(300 / GOP);
    expect(seen.filter(({ keyFrame }) => keyFrame).length).toBeLessThanOrEqual((2 * 300) / GOP + 1);
  });

  it('expresses what its words ask for while they sound, and a moment longer; its eyes are on the viewer', async () => {
    view.motion = { attention: 'listening', expression: 'warm' };
    view.busy = view.sounding = true;
    view.expression = 'sad';
    await show(10);
    expect(lease().requests.at(-1)!.motion).toEqual({ attention: 'idle', expression: 'sad' });
    view.expression = undefined;
    await show(2);
    expect(lease().requests.at(-1)!.motion).toEqual(WARM);
    view.expression = 'sad';
    await show(2);
    Object.assign(view, { busy: false, sounding: false, motion: WARM });
    await show(18);
    expect(lease().requests.at(-1)!.motion.expression).toBe('sad');
    await show(5);
    expect(lease().requests.at(-1)!.motion).toEqual(WARM);
    await show(2 * GOP);
    expect([leases.held, loopShown()]).toEqual([0, 13]);
  });
});
