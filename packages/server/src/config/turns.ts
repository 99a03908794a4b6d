import type { TurnTaking } from '@visavis/speech';
import { z } from 'zod';
import { flag, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

/** How faces take turns with their users; an avatar may have choices of its own, under the same names in its `turns`. */
export const turns = {
  endOfTurn: setting(z.enum(['adaptive', 'fixed'], 'must be adaptive or fixed').default('adaptive'), {
    variable: 'VISAVIS_END_OF_TURN',
    description:
      'the silence that ends a turn: `adaptive` is shorter behind a whole question and longer where a sentence goes on, `fixed` is always the session’s `silence_duration_ms`',
  }),
  interruptWords: setting(wholeNumber(0, 20).default(0), {
    variable: 'VISAVIS_INTERRUPT_WORDS',
    description:
      'words that silence a reply; with `0` every sound of the user’s does, and the reply goes on after a murmur or a noise; with more, it sounds on until so many words were understood, a question, or “stop”',
  }),
  fillerAfterMs: setting(wholeNumber(0, 60_000).default(2_000), {
    variable: 'VISAVIS_FILLER_AFTER_MS',
    description:
      'silence before the face says that its answer takes a moment, where the mind or a tool is slow, ms; `0`: it never does',
  }),
  askAfterS: setting(wholeNumber(0, 3_600).default(0), {
    variable: 'VISAVIS_ASK_AFTER_S',
    description:
      'seconds of silence after which the face asks, once, whether the user would like to know anything else; `0`: it never does',
  }),
  preemptive: setting(flag.default(false), {
    variable: 'VISAVIS_PREEMPTIVE',
    description:
      '`1`: the mind is asked in the user’s pauses, so that its answer comes sooner; a turn with pauses asks it up to four times',
  }),
};

/** @returns What the configuration says of turns. */
export function turnTakingIn(config: Readonly<TurnTaking>): TurnTaking {
  const { endOfTurn, interruptWords, fillerAfterMs, askAfterS, preemptive } = config;
  return { endOfTurn, interruptWords, fillerAfterMs, askAfterS, preemptive };
}
