import { AT_REST } from '@visavis/core';
import { Playout } from '@visavis/media';
import { describe, expect, it } from 'vitest';
import { FaceCues } from './face-cues.js';

describe('what the face of a session moves to', () => {
  it('is at rest, before its own background, until something is set', () => {
    const cues = new FaceCues(new Playout());
    expect(cues.motion).toEqual(AT_REST);
    expect([cues.background, cues.busy, cues.at(0)]).toEqual(['own', false, undefined]);
  });

  it('is what was set last, attention and expression each by itself', () => {
    const cues = new FaceCues(new Playout());
    cues.attention = 'listening';
    expect(cues.motion).toEqual({ attention: 'listening', expression: 'neutral' });
    cues.expression = 'warm';
    expect(cues.motion).toEqual({ attention: 'listening', expression: 'warm' });
    cues.attention = 'idle';
    expect(cues.motion).toEqual({ attention: 'idle', expression: 'warm' });
  });

  it('is its speech, with what the words of that ask for, as it is heard', () => {
    const playout = new Playout();
    const cues = new FaceCues(playout);
    cues.expression = 'warm';
    const segment = { samples: new Int16Array(4_800), text: 'Oh.' };
    void playout.play(segment, 'sad');
    expect(cues.busy).toBe(true);
    for (let tick = 0; !cues.at(0); tick++) playout.advance(tick % 2 === 0);
    expect(cues.at(0)).toEqual({ segment, expression: 'sad', offsetMs: 0 });
    playout.advance(false);
    expect(cues.at(0)?.offsetMs).toBe(20);
    expect(cues.motion.expression).toBe('warm');
    playout.interrupt();
    expect([cues.busy, cues.at(0)]).toEqual([false, undefined]);
  });
});
