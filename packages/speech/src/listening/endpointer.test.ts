import { describe, expect, it } from 'vitest';
import { Endpointer, type EndpointEvent } from './endpointer.js';

const settings = { threshold: 0.5, silenceDurationMs: 500 };

/** `s` is a frame of speech, `.` one of silence, `?` one in between. Frames are 32 ms. */
function run(frames: string, endpointer = new Endpointer()): { frame: number; event: EndpointEvent }[] {
  const probability = { s: 0.9, '.': 0.02, '?': 0.4 } as const;
  return [...frames].flatMap((symbol, frame) => {
    const event = endpointer.push(probability[symbol as keyof typeof probability], settings);
    return event ? [{ frame, event }] : [];
  });
}

describe('Endpointer', () => {
  it('starts after 128 ms of speech and reports where it began', () => {
    expect(run('...ssss')).toEqual([{ frame: 6, event: { type: 'started', framesAgo: 3 } }]);
  });

  it.each([
    ['a click', '..s......s.....'],
    ['the voiced part of a short cough', '..sss..........'],
    ['uncertain noise', '??????????????'],
  ])('S-09: lets %s pass', (_, frames) => {
    expect(run(frames)).toEqual([]);
  });

  it('tolerates the gap of a stop consonant at the beginning', () => {
    expect(run('ss.ss')).toEqual([{ frame: 4, event: { type: 'started', framesAgo: 4 } }]);
  });

  it('ends after the configured silence, counted from the last speech', () => {
    const events = run(`ssss${'.'.repeat(20)}`);
    expect(events.at(-1)).toEqual({ frame: 19, event: { type: 'ended', framesAgo: 16 } });
  });

  it('does not end in a pause for breath, nor where the voice fades', () => {
    expect(run(`ssss${'.'.repeat(14)}s${'.'.repeat(14)}s${'?'.repeat(30)}`)).toHaveLength(1);
  });
});
