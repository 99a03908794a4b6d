import { describe, expect, it } from 'vitest';
import { nextState, type SessionState, type StateInput } from './state.js';

const after = (...inputs: StateInput[]): SessionState => inputs.reduce(nextState, { name: 'idle' } as SessionState);
const live: StateInput[] = [{ type: 'connect' }, { type: 'configured' }];
const replyStarted = (replyId: string): StateInput => ({ type: 'replyStarted', replyId });

describe('the state of a session', () => {
  it.each<[string, StateInput[], string]>([
    ['listens once the server is ready', [], 'listening'],
    ['thinks when the user has finished', [{ type: 'userStarted' }, { type: 'userStopped' }], 'thinking'],
    ['listens again when nothing was understood', [{ type: 'userStopped' }, { type: 'nothingHeard' }], 'listening'],
    ['speaks when the reply comes', [{ type: 'userStopped' }, replyStarted('r1')], 'speaking'],
    ['may speak first', [replyStarted('r1')], 'speaking'],
    ['listens when the reply has ended', [replyStarted('r1'), { type: 'replyEnded', replyId: 'r1' }], 'listening'],
    ['listens at once when the user speaks over it', [replyStarted('r1'), { type: 'userStarted' }], 'listening'],
    ['thinks about what was typed', [replyStarted('r1'), { type: 'userSent' }], 'thinking'],
    ['ignores the end of an older reply', [replyStarted('r2'), { type: 'replyEnded', replyId: 'r1' }], 'speaking'],
    [
      'is not woken by what still trickles in of a reply that was interrupted',
      [replyStarted('r1'), { type: 'interrupt' }, replyStarted('r1')],
      'listening',
    ],
    [
      'speaks the next reply after an interruption',
      [replyStarted('r1'), { type: 'interrupt' }, replyStarted('r2')],
      'speaking',
    ],
  ])('%s', (_title, inputs, activity) => {
    expect(after(...live, ...inputs)).toMatchObject({ name: 'live', activity });
  });

  it('waits in a queue at the place it receives, and connects when its turn has come', () => {
    const queued = after({ type: 'connect' }, { type: 'queued', position: 2, estimatedWaitS: 40 });
    expect(queued).toEqual({ name: 'queued', position: 2, estimatedWaitS: 40 });
    const next = nextState(queued, { type: 'queued', position: 1 });
    expect(next).toEqual({ name: 'queued', position: 1 });
    const connecting = nextState(next, { type: 'admitted' });
    expect(connecting).toEqual({ name: 'connecting' });
    expect(nextState(connecting, { type: 'configured' })).toMatchObject({ name: 'live' });
  });

  it('ends once and stays ended', () => {
    const ended = after({ type: 'connect' }, { type: 'end', reason: { kind: 'left' } });
    expect(ended).toEqual({ name: 'ended', reason: { kind: 'left' } });
    expect(nextState(ended, { type: 'configured' })).toBe(ended);
  });

  it('does not become live before it was asked to connect', () => {
    expect(after({ type: 'configured' }, replyStarted('r1'))).toEqual({ name: 'idle' });
  });
});
