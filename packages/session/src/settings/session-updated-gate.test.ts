import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { SessionUpdatedGate } from './session-updated-gate.js';

function open({ unasked = true } = {}) {
  const clock = new FakeClock();
  const sentMs: number[] = [];
  const gate = new SessionUpdatedGate(clock, () => sentMs.push(clock.nowMs()), { unasked });
  gate.start();
  return { clock, sentMs, gate };
}

describe('the initial session.updated', () => {
  it('comes by itself to a client that says nothing', () => {
    const { clock, sentMs } = open();
    clock.advance(10_000);
    expect(sentMs).toEqual([250]);
  });

  it.each([[0], [100], [249], [400], [1_500], [3_200]])(
    'is the only one before the microphone when a session.update comes after %i ms',
    (atMs) => {
      const { clock, sentMs, gate } = open();
      clock.advance(atMs);
      gate.updateReceived(true);
      clock.advance(3_249 - atMs);
      expect(sentMs).toHaveLength(1);
    },
  );

  it.each([0, 3, 50])('is the only one when %i messages of history come', (count) => {
    const { clock, sentMs, gate } = open();
    for (let i = 0; i < count; i++) {
      gate.historyReceived();
      clock.advance(10);
    }
    clock.advance(3_000);
    gate.historyReceived();
    clock.advance(3_000);
    expect(sentMs).toHaveLength(1);
  });

  it('is put off by settings three times at most', () => {
    const { clock, sentMs, gate } = open();
    for (let i = 0; i < 15; i++) {
      gate.updateReceived(true);
      clock.advance(200);
    }
    expect(sentMs).toEqual([650]);
  });

  it('is sent once although the session is started twice', () => {
    const { clock, sentMs, gate } = open();
    gate.start();
    clock.advance(1_000);
    gate.start();
    clock.advance(1_000);
    expect(sentMs).toHaveLength(1);
  });

  it('does not come after the end', () => {
    const { clock, sentMs, gate } = open();
    gate.close();
    gate.updateReceived(true);
    clock.advance(1_000);
    expect(sentMs).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('later session.update messages', () => {
  it('are answered once each when they change something', () => {
    const { clock, sentMs, gate } = open();
    clock.advance(300);
    gate.audioReceived();
    for (let i = 0; i < 3; i++) gate.updateReceived(true);
    expect(sentMs).toEqual([250, 300, 300, 300]);
  });

  it('are answered to a client without a microphone once it has had the time to open one', () => {
    const { clock, sentMs, gate } = open();
    clock.advance(3_251);
    gate.updateReceived(true);
    expect(sentMs).toEqual([250, 3_251]);
  });

  it('that change nothing are acknowledged ten times a second at most', () => {
    const { clock, sentMs, gate } = open();
    gate.audioReceived();
    clock.advance(1_000);
    for (let i = 0; i < 100; i++) {
      gate.updateReceived(false);
      clock.advance(5);
    }
    clock.advance(1_000);
    expect(sentMs).toEqual([250, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500]);
  });

  it.each([0, 1, 99, 100, 250])('that change nothing are answered once, %i ms after the answer before', (afterMs) => {
    const { clock, sentMs, gate } = open();
    gate.audioReceived();
    clock.advance(1_000);
    gate.updateReceived(true);
    clock.advance(afterMs);
    gate.updateReceived(false);
    clock.advance(1_000);
    expect(sentMs).toEqual([250, 1_000, 1_000 + Math.max(100, afterMs)]);
  });

  it('that change nothing are answered together with a change that follows', () => {
    const { clock, sentMs, gate } = open();
    gate.audioReceived();
    clock.advance(1_000);
    for (const changed of [true, false, true]) gate.updateReceived(changed);
    clock.advance(1_000);
    expect(sentMs).toEqual([250, 1_000, 1_000]);
  });
});

describe('where settings are confirmed only when they are set', () => {
  it('waits for the first session.update, and answers that', () => {
    const { clock, sentMs, gate } = open({ unasked: false });
    gate.historyReceived();
    clock.advance(10_000);
    expect(sentMs).toEqual([]);
    gate.updateReceived(false);
    clock.advance(1_000);
    expect(sentMs).toEqual([10_250]);
    gate.audioReceived();
    gate.updateReceived(true);
    expect(sentMs).toHaveLength(2);
  });

  it('answers one that came before the session began', () => {
    const clock = new FakeClock();
    const sentMs: number[] = [];
    const gate = new SessionUpdatedGate(clock, () => sentMs.push(clock.nowMs()), { unasked: false });
    gate.updateReceived(true);
    gate.start();
    clock.advance(1_000);
    expect(sentMs).toEqual([250]);
  });
});
