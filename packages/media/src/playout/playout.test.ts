import { seeded } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { AUDIO_FRAME_MS, AUDIO_FRAME_SAMPLES, VIDEO_FRAME_MS, type SpokenInstant } from '../ports.js';
import type { SpeechSegment } from '@visavis/sound';
import { Playout } from './playout.js';

function speech(durationMs: number, value = 1000): SpeechSegment {
  return { samples: new Int16Array(durationMs * 48).fill(value), text: `${durationMs} ms` };
}

/** Drives a playout as a session does: an audio frame per tick, a video frame every second tick. */
class Driver {
  readonly playout = new Playout();
  /** The pictures shown so far: the speech that was drawn, and that heard at their instant. */
  readonly pictures: { drawn: SpokenInstant | undefined; heard: SpokenInstant | undefined }[] = [];
  #tick = 0;
  #isAhead = false;
  #drawn: SpokenInstant | undefined;

  step(): Int16Array | undefined {
    const isVideoTick = this.#tick++ % 2 === 0;
    const samples = this.playout.advance(isVideoTick)?.slice();
    if (isVideoTick) this.#show();
    else if (!this.#isAhead) this.#drawn = this.playout.at(AUDIO_FRAME_MS);
    return samples;
  }

  /** A face that speaks draws a whole frame ahead, a silent one half a frame. */
  #show(): void {
    this.pictures.push({ drawn: this.#drawn, heard: this.playout.at(0) });
    this.#isAhead = this.playout.busy;
    if (this.#isAhead) this.#drawn = this.playout.at(VIDEO_FRAME_MS);
  }

  /** @returns The first sample of each of `count` packets, 0 for silence. */
  steps(count: number): number[] {
    return Array.from({ length: count }, () => this.step()?.[0] ?? 0);
  }
}

describe('Playout', () => {
  it.each([0, 1, 2, 3])('is busy at once, and sounds with the next packet after it was silent for %i', (packets) => {
    const driver = new Driver();
    driver.steps(packets);
    void driver.playout.play(speech(80));
    expect(driver.playout.busy).toBe(true);
    expect(driver.steps(5)).toEqual([1000, 1000, 1000, 1000, 0]);
  });

  it('has pieces that are too short to bridge a gap wait for each other, for 40 ms at most', () => {
    const alone = new Driver();
    void alone.playout.play(speech(20));
    expect(alone.steps(4)).toEqual([0, 0, 1000, 0]);
    const followed = new Driver();
    void followed.playout.play(speech(20, 1));
    followed.step();
    void followed.playout.play(speech(60, 2));
    // The picture of the next tick is on its way since the first one came.
    expect(followed.steps(6)).toEqual([0, 1, 2, 2, 2, 0]);
  });

  it('reports what will sound, as far ahead as there is speech', () => {
    const driver = new Driver();
    const segment = speech(100);
    void driver.playout.play(segment);
    expect(driver.playout.at(40)).toBeUndefined();
    driver.step();
    expect(driver.playout.at(0)).toEqual({ segment, offsetMs: 0 });
    expect(driver.playout.at(40)).toEqual({ segment, offsetMs: 40 });
    expect(driver.playout.at(100)).toBeUndefined();
  });

  it('sounds so that every picture has the mouth of its own instant, but for one at the very first sample', () => {
    const random = seeded(7);
    let [starts, others] = [0, 0];
    for (let run = 0; run < 20; run++) {
      const driver = new Driver();
      for (let tick = 0; tick < 200; tick++) {
        if (random() < 0.1) void driver.playout.play(speech(5 + Math.floor(200 * random())));
        driver.step();
      }
      for (const { drawn, heard } of driver.pictures) {
        const isItsOwn = drawn?.segment === heard?.segment && drawn?.offsetMs === heard?.offsetMs;
        if (heard?.offsetMs === 0 && !isItsOwn) starts++;
        else if (!isItsOwn) others++;
      }
    }
    expect(starts).toBeGreaterThan(20);
    expect(others).toBe(0);
  });

  it('joins segments of any length without a gap', () => {
    const driver = new Driver();
    void driver.playout.play(speech(30, 1));
    void driver.playout.play(speech(30, 2));
    driver.steps(2);
    const heard = [driver.step(), driver.step(), driver.step()].flatMap((frame) => [...(frame ?? [])]);
    expect(heard).toEqual([...new Array(1440).fill(1), ...new Array(1440).fill(2)]);
  });

  it('does not let a late sentence sound before its lips can be drawn', () => {
    const driver = new Driver();
    void driver.playout.play(speech(100, 1));
    expect(driver.steps(5)).toEqual([1, 1, 1, 1, 1]);
    // The picture that is shown 40 ms after the last one is on its way, with a shut mouth.
    void driver.playout.play(speech(80, 2));
    expect(driver.steps(6)).toEqual([0, 2, 2, 2, 2, 0]);
  });

  it('resolves when the last packet was sent', async () => {
    const driver = new Driver();
    let done = false;
    const played = driver.playout.play(speech(40)).then(() => (done = true));
    driver.steps(4);
    await Promise.resolve();
    expect([done, driver.playout.busy]).toEqual([false, true]);
    driver.step();
    await played;
    expect(driver.playout.busy).toBe(false);
  });

  it('fades within one packet when interrupted and sends no sound of the old reply afterwards', async () => {
    const driver = new Driver();
    const [first, second] = [speech(40), speech(200)];
    const played = [driver.playout.play(first), driver.playout.play(second), driver.playout.play(speech(500))];
    driver.steps(4);
    const heard = driver.playout.interrupt();
    expect(heard.map(({ heardMs }) => heardMs)).toEqual([40, 40, 0]);
    expect(heard[0]?.segment).toBe(first);
    expect([driver.playout.busy, driver.playout.at(20)]).toEqual([false, undefined]);
    await Promise.all(played);
    const fade = driver.step() ?? new Int16Array();
    expect(fade[0]).toBeGreaterThan(990);
    expect(fade[AUDIO_FRAME_SAMPLES - 1]).toBe(0);
    expect(fade.every((sample, i) => i === 0 || sample <= (fade[i - 1] ?? 0))).toBe(true);
    expect(driver.steps(30)).toEqual(new Array(30).fill(0));
  });

  it('speaks anew after an interruption and drops the segments heard before', () => {
    const driver = new Driver();
    void driver.playout.play(speech(100));
    driver.steps(2);
    driver.playout.interrupt();
    void driver.playout.play(speech(100, 7));
    // The old sound fades in a packet of its own.
    expect(driver.steps(5)).toEqual([1000, 7, 7, 7, 7]);
    expect(driver.playout.interrupt()).toMatchObject([{ heardMs: 80 }]);
  });

  it('rejects more than a minute of waiting speech, but takes one long segment', async () => {
    const { playout } = new Driver();
    void playout.play(speech(70_000));
    await expect(playout.play(speech(20))).rejects.toMatchObject({ code: 'media.queue_full' });
    expect(playout.queuedMs).toBe(70_000);
  });

  it('emits each audio frame that sounds, for echo detection', () => {
    const driver = new Driver();
    const sent: number[] = [];
    driver.playout.events.on('sent', ({ samples }) => sent.push(samples.length));
    const names: string[] = [];
    driver.playout.events.on('started', () => names.push('started'));
    driver.playout.events.on('finished', ({ interrupted }) => names.push(`finished ${interrupted}`));
    void driver.playout.play(speech(60));
    driver.steps(10);
    expect(sent).toEqual([960, 960, 960]);
    expect(names).toEqual(['started', 'finished false']);
  });

  it('ends every wait when the session closes', async () => {
    const { playout } = new Driver();
    const played = playout.play(speech(1000));
    playout.close();
    playout.close();
    await played;
    await expect(playout.play(speech(20))).rejects.toMatchObject({ code: 'media.closed' });
    expect(playout.advance(true)).toBeUndefined();
  });
});
