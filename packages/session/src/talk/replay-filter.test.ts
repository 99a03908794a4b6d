import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { ReplayFilter } from './replay-filter.js';

function open() {
  const clock = new FakeClock();
  const kept: string[] = [];
  const filter = new ReplayFilter({
    clock,
    append: ({ text }) => kept.push(text),
  });
  const user = (...texts: string[]) => texts.forEach((text) => filter.textReceived({ role: 'user', text }));
  return { clock, kept, filter, user };
}

describe('history', () => {
  it('is kept in order, each text once', () => {
    const { clock, kept, user } = open();
    user('One', 'Two', 'One', ' Two ');
    clock.advance(50);
    user('Three', 'One');
    clock.advance(50);
    expect(kept).toEqual(['One', 'Two', 'Three']);
  });

  it('of both sides may hold the same words', () => {
    const { clock, kept, filter, user } = open();
    user('Hi');
    filter.textReceived({ role: 'assistant', text: 'Hi' });
    clock.advance(50);
    expect(kept).toEqual(['Hi', 'Hi']);
  });

  it('S-21: never holds the placeholder of a client that waits for the transcript, or shows that there is none', () => {
    const { clock, kept, filter, user } = open();
    user('Listening...', '  ', '…');
    filter.responseRequested();
    clock.advance(50);
    expect(kept).toEqual([]);
  });

  it('sent again with every session.update leaves what was spoken as it is', () => {
    const { clock, kept, filter, user } = open();
    filter.audioReceived();
    filter.remember({ role: 'user', text: 'What time is it?' });
    for (let i = 0; i < 20; i++) {
      filter.updateReceived();
      user('What time is it?', 'Listening...', 'What time is it?');
      clock.advance(5);
    }
    clock.advance(100);
    expect(kept).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('is recognised long after it was said when it comes with a session.update', () => {
    const { clock, kept, filter, user } = open();
    filter.audioReceived();
    filter.remember({ role: 'user', text: 'First' });
    for (let i = 0; i < 30; i++) filter.remember({ role: 'user', text: `Later ${i}` });
    filter.updateReceived();
    user('First');
    clock.advance(50);
    expect(kept).toEqual([]);
  });
});

describe('typed text', () => {
  it('is kept although the same was said before', () => {
    const { kept, filter, user } = open();
    filter.remember({ role: 'user', text: 'Again?' });
    user('Again?');
    filter.responseRequested();
    expect(kept).toEqual(['Again?']);
  });

  it('is distinguished from the replay right before it', () => {
    const { kept, filter, user } = open();
    filter.remember({ role: 'user', text: 'One' });
    filter.updateReceived();
    user('One', 'One');
    filter.responseRequested();
    expect(kept).toEqual(['One']);
  });

  it('is not doubled by the replay right after it', () => {
    const { clock, kept, filter, user } = open();
    filter.audioReceived();
    user('Hello');
    filter.responseRequested();
    filter.updateReceived();
    user('Hello');
    clock.advance(50);
    expect(kept).toEqual(['Hello']);
  });

  it('that comes without a request for a reply is kept when it is new', () => {
    const { clock, kept, filter, user } = open();
    filter.audioReceived();
    user('By the way');
    clock.advance(49);
    expect(kept).toEqual([]);
    clock.advance(1);
    expect(kept).toEqual(['By the way']);
  });
});

describe('the filter', () => {
  it('holds a bounded number of texts, deciding the oldest early', () => {
    const { kept, clock, user } = open();
    user(...Array.from({ length: 150 }, (_, i) => `Text ${i}`));
    expect(kept).toHaveLength(50);
    expect(clock.pending).toBe(100);
  });

  it('decides at once when something must come behind what it holds', () => {
    const { kept, clock, filter, user } = open();
    user('One', 'One', 'Two');
    filter.flush();
    expect([kept, clock.pending]).toEqual([['One', 'Two'], 0]);
  });

  it('drops what it holds at the end and leaves no timer', () => {
    const { clock, kept, filter, user } = open();
    user('Hello');
    filter.close();
    filter.close();
    clock.advance(100);
    expect(kept).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
