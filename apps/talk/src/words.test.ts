import type { SessionState } from '@visavis/client';
import { describe, expect, it } from 'vitest';
import { describeBrain, describeSituation, describeStart, type Situation } from './words.js';

const live = (activity: 'listening' | 'thinking' | 'speaking'): SessionState => ({ name: 'live', activity });
const situation = (changes: Partial<Situation>): Situation => ({
  state: live('listening'),
  media: 'connected',
  microphone: 'on',
  muted: false,
  usesMicrophone: true,
  ...changes,
});

describe('the state line of the page', () => {
  it.each<[string, Partial<Situation>, string]>([
    ['before the start', { state: { name: 'idle' } }, 'Ready when you are'],
    ['while connecting', { state: { name: 'connecting' } }, 'Connecting…'],
    ['in the queue', { state: { name: 'queued', position: 2 } }, 'The server is full. You are number 2 in the queue…'],
    [
      'after a loss',
      { state: { name: 'reconnecting', attempt: 1, before: { name: 'live', activity: 'speaking' } } },
      'Coming back…',
    ],
    ['while listening', {}, 'Listening'],
    ['while the user has not allowed the microphone yet', { microphone: 'asking' }, 'Waiting for your microphone…'],
    ['while the microphone is not requested yet', { microphone: 'off' }, 'Waiting for your microphone…'],
    ['where typing is all there is', { microphone: 'off', usesMicrophone: false }, 'Listening to your typing'],
    ['without a microphone', { microphone: 'failed' }, 'Listening to your typing'],
    ['with a muted microphone', { muted: true }, 'Your microphone is muted'],
    ['while thinking', { state: live('thinking') }, 'Thinking…'],
    ['while speaking', { state: live('speaking') }, 'Speaking'],
    ['while picture and sound are on their way', { media: 'connecting' }, 'Waiting for picture and sound…'],
    ['where no media gets through', { media: 'failed' }, 'Text only'],
    ['after Stop', { state: { name: 'ended', reason: { kind: 'left' } } }, 'Conversation ended'],
  ])('says %s what is going on', (_when, changes, text) => {
    expect(describeSituation(situation(changes)).text).toBe(text);
  });

  it('looks like trouble when the session ended in trouble', () => {
    const reason = { kind: 'network', message: 'The connection to the server was lost', hint: '' } as const;
    expect(describeSituation(situation({ state: { name: 'ended', reason } })).tone).toBe('failed');
  });
});

describe('what the page promises', () => {
  it('names what answers', () => {
    const ears = { languages: ['en'], times: [], streams: false, service: 'Deepgram' };
    expect(describeBrain('Iris', { brain: 'scripted answers.', engines: { ears } })).toBe(
      'Iris is not a person. What answers: scripted answers. Understands English. Your voice goes to Deepgram.',
    );
    const browser = { place: 'browser', language: 'en', toDownload: false } as const;
    const words = describeBrain('Iris', { brain: 'a model', engines: { ears }, ears: browser });
    expect(words).toContain('a service of its maker');
    expect(words).not.toContain('Deepgram');
  });

  it('does not claim to understand everything where it does not', () => {
    expect(describeStart('Iris', 'closed')).toContain('taught');
    expect(describeStart('Iris', 'open')).not.toContain('taught');
  });
});
