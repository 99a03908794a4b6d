import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { Avatars, IRIS } from './avatars.js';
import { Capacity } from './capacity.js';
import { GreetingRule } from './greeting-rule.js';
import { IdleWatch } from './idle-watch.js';
import { VoiceGate } from './voice-gate.js';

describe('the avatar asked for', () => {
  it.each([
    ['nobody in particular', {}],
    ['its own name', { name: 'Iris' }],
    ['its id', { avatarId: 'iris' }],
    ['a preset of existing samples', { name: 'navtalk.Lily' }],
    ['a preset in other letters', { name: 'NAVTALK.lily' }],
    ['the plain preset of one SDK', { name: 'Brain' }],
    ['an older preset', { name: 'girl2' }],
  ])('is found by %s', (_how, wanted) => {
    expect(new Avatars().find(wanted)).toBe(IRIS);
  });

  it('is not found under an unknown name, nor under an unknown id with a good name', () => {
    expect(new Avatars().find({ name: 'Nobody' })).toBeUndefined();
    expect(new Avatars().find({ avatarId: 'a1b2', name: 'Iris' })).toBeUndefined();
  });
});

describe('the operator’s own avatars', () => {
  const anna = { id: 'anna', name: 'Lily', prompt: 'Be kind.' };

  it('are found beside Iris, also under a preset’s name', () => {
    const avatars = new Avatars([anna]);
    expect([avatars.find({ name: 'lily' }), avatars.find({ avatarId: 'anna' })]).toEqual([anna, anna]);
    expect(avatars.find({ name: 'navtalk.Lily' })).toBe(IRIS);
    expect(avatars.all).toEqual([IRIS, anna]);
  });

  it('may take her place', () => {
    const own = { id: 'iris', name: 'Vera' };
    const avatars = new Avatars([anna, own]);
    expect([avatars.find({}), avatars.find({ name: 'girl2' }), avatars.find({ name: 'Iris' })]).toEqual([
      own,
      own,
      own,
    ]);
  });
});

describe('capacity', () => {
  it('lets two sessions share a licence, and says which limit is reached', () => {
    const capacity = new Capacity({ total: 3, ofLicense: () => 2 });
    const [first, second] = [capacity.admit('a'), capacity.admit('a')];
    expect([first.granted, second.granted]).toEqual([true, true]);
    expect(capacity.admit('a')).toEqual({ granted: false, full: 'license', limit: 2 });
    expect(capacity.admit('b').granted).toBe(true);
    expect(capacity.admit('c')).toEqual({ granted: false, full: 'server', limit: 3 });
  });

  it('gives a place back once', () => {
    const capacity = new Capacity({ total: 1 });
    const place = capacity.admit('a');
    if (place.granted) for (const _ of [1, 2]) place.release();
    expect(capacity.used).toBe(0);
    expect([capacity.admit('a').granted, capacity.admit('a').granted]).toEqual([true, false]);
  });
});

describe('a greeting', () => {
  it('is given once, however often it is asked for at the beginning', () => {
    const rule = new GreetingRule();
    expect([rule.mayRespond(0), rule.mayRespond(10), rule.mayRespond(2_900)]).toEqual([true, false, false]);
    expect(rule.mayRespond(3_100)).toBe(true);
  });

  it('never stands in the way of an answer', () => {
    const rule = new GreetingRule();
    rule.mayRespond(0);
    rule.userTurnTaken();
    expect([rule.mayRespond(10), rule.mayRespond(11)]).toEqual([true, true]);
  });
});

describe('an idle session', () => {
  it('ends when nothing was said and nobody looked for the whole time', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    clock.advance(119_000);
    watch.touch();
    clock.advance(119_000);
    expect(idle).toBe(0);
    clock.advance(1_000);
    expect([idle, clock.pending]).toEqual([1, 0]);
  });

  it('does not end while somebody is looking', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    watch.setWatched(true);
    clock.advance(3_600_000);
    watch.setWatched(false);
    expect(idle).toBe(0);
    clock.advance(120_000);
    expect(idle).toBe(1);
    watch.close();
  });
});

describe('the first words', () => {
  const gate = () => {
    const clock = new FakeClock();
    const opened: number[] = [];
    return { clock, opened, gate: new VoiceGate(clock, () => opened.push(clock.nowMs())) };
  };

  it('wait until the viewer can hear them', () => {
    const { clock, opened, gate: voice } = gate();
    clock.advance(100);
    voice.mediaConnected();
    voice.mediaConnected();
    clock.advance(10_000);
    expect([opened, clock.pending]).toEqual([[300], 0]);
  });

  it('do not wait for ever', () => {
    const { clock, opened } = gate();
    clock.advance(10_000);
    expect(opened).toEqual([8_000]);
  });

  it('are forgotten with the session', () => {
    const { clock, opened, gate: voice } = gate();
    voice.close();
    clock.advance(10_000);
    expect([opened, clock.pending]).toEqual([[], 0]);
  });
});
