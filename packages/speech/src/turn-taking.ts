import type { EndOfTurnRule } from './listening/end-of-turn.js';

/** How a face takes turns with its user, by the choice of the operator or of an avatar. */
export interface TurnTaking {
  /**
   * `adaptive`: the silence that ends a turn is shorter behind a whole question, and longer where a sentence goes on; `fixed`:
   * it is always the configured one. @defaultValue `'adaptive'`
   */
  readonly endOfTurn?: EndOfTurnRule | undefined;
  /**
   * Words that silence a reply. With 0 every sound does, and the reply goes on after what was no turn; with more, it sounds on
   * until so many words were understood, a question, or a request to stop. An interlocutor is silenced by every sound.
   *
   * @defaultValue 0
   */
  readonly interruptWords?: number | undefined;
  /**
   * Silence after which the face says that its answer takes a moment, ms, where a tool or the brain is slow; with 0 it never
   * does. An interlocutor speaks for itself. @defaultValue 2000
   */
  readonly fillerAfterMs?: number | undefined;
  /**
   * Silence after which the face asks whether there is anything else, seconds; once, and with 0 never.
   *
   * @defaultValue 0
   */
  readonly askAfterS?: number | undefined;
  /**
   * Whether a brain is asked in the user's pauses for what was understood so far. A turn with pauses asks it up to four times.
   * Never one with tools of the server. @defaultValue false
   */
  readonly preemptive?: boolean | undefined;
}

const DEFAULT_TURN_TAKING: Required<TurnTaking> = {
  endOfTurn: 'adaptive',
  interruptWords: 0,
  fillerAfterMs: 2_000,
  askAfterS: 0,
  preemptive: false,
};

/** @param chosen Members of the later ones take precedence. @returns Every member. */
export function turnTakingOf(...chosen: readonly (TurnTaking | undefined)[]): Required<TurnTaking> {
  const set = chosen.flatMap((one = {}) => Object.entries(one).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_TURN_TAKING, ...Object.fromEntries(set) };
}
