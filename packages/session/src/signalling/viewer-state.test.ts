import { describe, expect, it } from 'vitest';
import { nextViewerState, type ViewerInput, type ViewerState } from './viewer-state.js';

describe('media', () => {
  const after = (inputs: ViewerInput[], from: ViewerState = 'none'): ViewerState =>
    inputs.reduce(nextViewerState, from);
  const transport = (state: 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'): ViewerInput => ({
    type: 'transport',
    state,
  });

  it('is offered, answered and connected', () => {
    expect(
      after([{ type: 'offer.sent' }, { type: 'answer.applied' }, transport('connecting'), transport('connected')]),
    ).toBe('connected');
  });

  it('sits out a short disconnection', () => {
    expect(after([transport('disconnected'), transport('connected')], 'connected')).toBe('connected');
  });

  it('comes back from a failure when the client offers anew', () => {
    expect(after([transport('failed')], 'connected')).toBe('failed');
    expect(after([{ type: 'answer.applied' }, transport('connected')], 'failed')).toBe('connected');
  });

  it('never leaves closed', () => {
    expect(after([{ type: 'close' }, transport('connected'), { type: 'offer.sent' }], 'connected')).toBe('closed');
  });

  it('knows no connection before the offer', () => {
    expect(after([transport('connected'), { type: 'answer.applied' }])).toBe('none');
  });
});
