import { describe, expect, it } from 'vitest';
import { isConversing, nextSessionState, type SessionInput, type SessionState } from './session-state.js';

const walk = (inputs: SessionInput['type'][], from: SessionState = { name: 'accepted' }): SessionState =>
  inputs.reduce<SessionState>(
    (state, type) => nextSessionState(state, type === 'close' ? { type, reason: 'done' } : { type }),
    from,
  );

describe('a session', () => {
  it('comes to life in one order only', () => {
    expect(walk(['license.accepted', 'success.sent', 'created.sent', 'updated.sent', 'voice.cleared'])).toEqual({
      name: 'live',
    });
    expect(walk(['success.sent', 'voice.cleared', 'updated.sent'])).toEqual({ name: 'accepted' });
  });

  it('takes a repeated or late step as nothing', () => {
    const state: SessionState = { name: 'configured' };
    expect(walk(['updated.sent', 'license.accepted'], state)).toBe(state);
  });

  it('closes from anywhere, once, and stays closed', () => {
    for (const name of ['accepted', 'authorised', 'ready', 'created', 'configured', 'live'] as const)
      expect(walk(['close'], { name })).toEqual({ name: 'closing', reason: 'done' });
    const closing: SessionState = { name: 'closing', reason: 'first' };
    expect(walk(['close', 'license.accepted'], closing)).toBe(closing);
  });

  it('listens to its client from the moment the client knows the session', () => {
    const conversing = (['accepted', 'authorised', 'ready', 'created', 'configured', 'live'] as const).map((name) =>
      isConversing({ name }),
    );
    expect(conversing).toEqual([false, false, false, true, true, true]);
  });
});
