import { describe, expect, it } from 'vitest';
import { AUDIO_FRAME_SAMPLES } from '../ports.js';
import type { SpeechSegment } from '@visavis/sound';
import { Playout } from './playout.js';

function speech(durationMs: number, value = 1000): SpeechSegment {
  return { samples: new Int16Array(durationMs * 48).fill(value), text: `${durationMs} ms` };
}

/** Drives a playout as a session does: an audio frame per tick, a video frame every second tick. */
class Driver {
  readonly playout = new Playout();
  #tick = 0;

  step(): Int16Array | undefined {
    return this.playout.advance(this.#tick++ % 2 === 0)?.slice();
  }

  /** @returns The first sample of each of `count` packets, 0 for silence. */
  steps(count: number): number[] {
    return Array.from({ length: count }, () => this.step()?.[0] ?? 0);
  }
}

describe('Playout', () => {
  it('is busy at once, and sounds on the second video tick after a segment was queued', () => {
    const driver = new Driver();
    driver.steps(2);
    void driver.playout.play(speech(40));
    expect(driver.playout.busy).toBe(true);
    expect(driver.steps(5)).toEqual([0, 0, 1000, 1000, 0]);
  });

  it('never delays the first sound by more than 80 ms', () => {
    const driver = new Driver();
    driver.steps(1);
    void driver.playout.play(speech(40));
    expect(driver.steps(5)).toEqual([0, 0, 0, 1000, 1000]);
  });

  it('shows the face one video frame ahead what will sound, from the very first sample', () => {
    const driver = new Driver();
    const segment = speech(100);
    void driver.playout.play(segment);
    driver.step();
    expect(driver.playout.at(40)).toEqual({ segment, offsetMs: 0 });
    expect(driver.playout.at(39)).toBeUndefined();
    driver.steps(2);
    expect(driver.playout.at(0)).toEqual({ segment, offsetMs: 0 });
    expect(driver.playout.at(40)).toEqual({ segment, offsetMs: 40 });
    expect(driver.playout.at(100)).toBeUndefined();
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
    void driver.playout.play(speech(80, 1));
    driver.steps(4);
    void driver.playout.play(speech(40, 2));
    driver.step();
    expect(driver.playout.at(40)).toMatchObject({ offsetMs: 0 });
    expect(driver.steps(3)).toEqual([1, 2, 2]);
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
    driver.steps(6);
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
    driver.steps(4);
    driver.playout.interrupt();
    void driver.playout.play(speech(60, 7));
    expect(driver.steps(5)).toEqual([1000, 0, 7, 7, 7]);
    expect(driver.playout.interrupt()).toMatchObject([{ heardMs: 60 }]);
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
