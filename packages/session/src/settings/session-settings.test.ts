import { FakeClock } from '@visavis/core/testing';
import type { ServerEvent, SessionConfig } from '@visavis/protocol';
import { readClientMessage } from '@visavis/protocol';
import { expect, it } from 'vitest';
import { SessionSettings } from './session-settings.js';

const VOICE = { languages: ['en'], times: [], streams: true, service: 'A vendor' };

/** A session whose avatar has a voice and instructions. */
function configured(): { says(data: object): void; applied: SessionConfig[]; sent: ServerEvent[] } {
  const applied: SessionConfig[] = [];
  const sent: ServerEvent[] = [];
  const settings = new SessionSettings({
    sessionId: 's',
    choices: () => ({
      model: 'a brain',
      voices: ['slt', 'rms'],
      sees: false,
      takesTranscripts: false,
      engines: { voice: VOICE },
    }),
    apply: (config) => applied.push(config),
    declareRate: () => undefined,
    defaults: { instructions: 'Be kind.', voice: 'rms' },
    confirmsUnasked: true,
    clock: new FakeClock(),
    send: (event) => sent.push(event),
    configured: () => undefined,
  });
  const says = (data: object) => {
    const read = readClientMessage(JSON.stringify({ type: 'realtime.input_config', data }));
    if (!read.ok || read.message.type !== 'config.update') throw new Error('not settings');
    settings.update(read.message);
  };
  settings.start();
  return { says, applied, sent };
}

it('S-10: what the client sets takes precedence over the avatar’s record, member by member', () => {
  const { says, applied, sent } = configured();
  expect(sent).toMatchObject([{ type: 'sessionCreated', session: { voice: 'rms' } }]);
  says({ voice: 'slt' });
  expect(applied.at(-1)).toEqual({ instructions: 'Be kind.', voice: 'slt' });
});

it('what is seen behind the face is read in any case, and reported where it makes no sense', () => {
  const { says, applied, sent } = configured();
  says({ background: '#A0B0C0' });
  expect(applied.at(-1)).toMatchObject({ background: '#a0b0c0' });
  says({ background: 'https://example.com/beach.jpg' });
  expect(applied.at(-1)).toMatchObject({ background: '#a0b0c0' });
  expect(sent.at(-1)).toMatchObject({ type: 'problem', code: 'config.ignored' });
});

it('S-10: an empty text leaves the avatar’s record as it is', () => {
  const { says, applied } = configured();
  says({ voice: '', prompt: '' });
  expect(applied).toEqual([{ instructions: 'Be kind.', voice: 'rms' }]);
});

it('the client receives which engines there are, and where their data goes', () => {
  expect(configured().sent).toMatchObject([{ type: 'sessionCreated', session: { engines: { voice: VOICE } } }]);
});
