import type { Refusal } from './refusal.js';
import type { ThoughtHabit } from './answer/reading.js';

/** Parameters without which a request still has its meaning. */
export type OptionalParameter = 'max_tokens' | 'max_completion_tokens' | 'temperature' | 'tools' | 'tool_choice';

/** Names of settings, as clients know them. */
const SETTINGS: Partial<Record<OptionalParameter, string>> = { temperature: 'temperature', tools: 'tools' };

/** Enough for a spoken answer, which should not be long. */
const ANSWER_TOKENS = 400;
/** The same for a model whose thoughts count, and for one whose context is small as well. */
const THOUGHT_TOKENS = 4_000;
const FEW_THOUGHT_TOKENS = 1_000;

/** What a service was found to take, remembered for as long as the process runs. */
export class ServiceHabits {
  readonly #refused = new Set<OptionalParameter>();
  readonly #lengths: readonly OptionalParameter[];
  /** Whether the model has a system message; without one, its text stands in the user's first message. */
  hasSystem = true;
  /** Whether the model looks at pictures. */
  sees: boolean;
  /** How the model's thoughts stand in its answers. */
  thoughts: ThoughtHabit = 'unknown';
  /** Whether thoughts count as part of the answer's length. */
  thinks = false;
  #thoughtTokens = THOUGHT_TOKENS;
  /** Limit of the prompt's size that the model's context sets, in characters. */
  maxChars = Infinity;

  /** @param renamed Whether the service has renamed `max_tokens`, and refuses it for some models. */
  constructor({ renamed, sees }: { renamed: boolean; sees: boolean }) {
    this.#lengths = renamed ? ['max_completion_tokens', 'max_tokens'] : ['max_tokens', 'max_completion_tokens'];
    this.sees = sees;
  }

  takes(parameter: OptionalParameter): boolean {
    return !this.#refused.has(parameter);
  }

  /** The parameter that limits an answer's length; `undefined` where the service takes none. */
  get length(): OptionalParameter | undefined {
    return this.#lengths.find((parameter) => this.takes(parameter));
  }

  /** Room for an answer that the client has not limited, in tokens. */
  get answerTokens(): number {
    return this.thinks ? this.#thoughtTokens : ANSWER_TOKENS;
  }

  /** Leaves less room for thoughts, where the context is small. @returns Whether there was more than little. */
  shortenAnswers(): boolean {
    if (!this.thinks || this.#thoughtTokens <= FEW_THOUGHT_TOKENS) return false;
    this.#thoughtTokens = FEW_THOUGHT_TOKENS;
    return true;
  }

  /**
   * Learns from an error what the service does not take.
   *
   * @param sent The request that was refused.
   * @returns What is left out from now on; `undefined` where nothing could be learned. `setting` is a client's.
   */
  learn(refusal: Refusal, sent: object): { left: string; setting?: string } | undefined {
    const optional = Object.keys(sent).filter((name) => OPTIONAL.has(name as OptionalParameter));
    const refused = refusal.parameterAmong(optional) as OptionalParameter | undefined;
    if (refused !== undefined) {
      this.#refused.add(refused);
      const setting = SETTINGS[refused];
      return { left: refused, ...(setting !== undefined && { setting }) };
    }
    if (!refusal.refusesSystem || !this.hasSystem) return undefined;
    this.hasSystem = false;
    return { left: 'the system message' };
  }
}

const OPTIONAL = new Set<OptionalParameter>([
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'tools',
  'tool_choice',
]);
