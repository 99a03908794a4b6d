import { describeEnginesWith, type BrowserEars, type ClientSnapshot, type TalkingEngines } from '@visavis/client';

/** The parts of a snapshot that the state line depends on. */
export interface Situation extends Pick<ClientSnapshot, 'state' | 'media' | 'microphone' | 'muted'> {
  /** The session uses a microphone: one that is `off` has not been requested yet. */
  usesMicrophone: boolean;
}

/** How the page looks: the value of `data-state` on its body. */
export type Tone = 'idle' | 'connecting' | 'listening' | 'thinking' | 'speaking' | 'ended' | 'failed';

/** Describes the state of the conversation in plain words. Pure. */
export function describeSituation(situation: Situation): { tone: Tone; text: string } {
  const { state, media } = situation;
  switch (state.name) {
    case 'idle':
      return { tone: 'idle', text: 'Ready when you are' };
    case 'connecting':
      return { tone: 'connecting', text: 'Connecting…' };
    case 'queued':
      return { tone: 'connecting', text: `The server is full. You are number ${state.position} in the queue…` };
    case 'reconnecting':
      return { tone: 'connecting', text: 'Coming back…' };
    case 'ended':
      return state.reason.kind === 'left'
        ? { tone: 'ended', text: 'Conversation ended' }
        : { tone: 'failed', text: 'Not connected' };
    case 'live':
      if (media === 'failed') return { tone: 'failed', text: 'Text only' };
      if (media === 'connecting') return { tone: 'connecting', text: 'Waiting for picture and sound…' };
      if (state.activity === 'thinking') return { tone: 'thinking', text: 'Thinking…' };
      if (state.activity === 'speaking') return { tone: 'speaking', text: 'Speaking' };
      return { tone: 'listening', text: listening(situation) };
  }
}

function listening({ microphone, muted, usesMicrophone }: Situation): string {
  if (microphone === 'asking' || (microphone === 'off' && usesMicrophone)) return 'Waiting for your microphone…';
  if (microphone !== 'on') return 'Listening to your typing';
  return muted ? 'Your microphone is muted' : 'Listening';
}

/** The facts about a conversation that the page states. */
export interface Facts {
  /** What answers. */
  readonly brain: string;
  readonly engines: TalkingEngines;
  /** The ears of the browser, where they are used. */
  readonly ears?: BrowserEars | undefined;
}

/** Says that the face is not a person, what answers, and where voice and words go. */
export const describeBrain = (name: string, { brain, engines, ears }: Facts): string =>
  [`${name} is not a person. What answers: ${brain.replace(/\.$/, '')}.`, ...describeEnginesWith(ears, engines)].join(
    ' ',
  );

/** What to do before a conversation, and what to expect of it. */
export function describeStart(name: string, vocabulary: 'closed' | 'open'): string {
  const limits =
    vocabulary === 'closed' ? ` ${name} understands spoken questions that are close to the ones it was taught.` : '';
  return `Press Start and talk as you would to anyone; interrupt whenever you like.${limits}`;
}
