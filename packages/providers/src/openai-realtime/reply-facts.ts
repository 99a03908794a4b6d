import type { Clock } from '@visavis/core';
import { inTime, type HistoryItem } from '@visavis/speech';
import type { Fact } from '../knowledge/knowledge.js';
import { latestQuestions } from '../knowledge/latest-questions.js';
import type { RealtimeReply } from './realtime-reply.js';
import type { RealtimeDefaults } from './realtime-settings.js';
import type { RealtimeUtterance } from './realtime-utterance.js';

/** What facts are found by, and how. */
export interface ReplyFactsOptions {
  readonly nearest: NonNullable<RealtimeDefaults['nearest']>;
  history(): readonly HistoryItem[];
  readonly clock: Clock;
}

/** A reply waits so long for the words of the question, by which its facts are found, ms. */
const WORDS_LIMIT_MS = 600;

/** What each reply of a conversation may need to know, where not all of it fits into the session's instructions. */
export class ReplyFacts {
  readonly #options: ReplyFactsOptions;
  readonly #found = new WeakMap<RealtimeReply, readonly Fact[]>();

  constructor(options: ReplyFactsOptions) {
    this.#options = options;
  }

  /** @returns `undefined` while they are being found. */
  of(reply: RealtimeReply): readonly Fact[] | undefined {
    return this.#found.get(reply);
  }

  /** Finds them by what the user has just said. @param utterances Those whose words may still come, oldest first. */
  async find(reply: RealtimeReply, utterances: readonly RealtimeUtterance[]): Promise<void> {
    const { nearest, history, clock } = this.#options;
    const spoken = utterances.filter(({ finished }) => finished).map(({ heard }) => heard);
    const limits = { clock, withinMs: WORDS_LIMIT_MS, what: 'The transcript' };
    const heard = await inTime(Promise.all(spoken), limits).catch(() => []);
    const said = history().filter((item) => 'text' in item && item.text !== '');
    const questions = new Set([...heard.reverse().filter((text) => text !== ''), ...latestQuestions(said)]);
    this.#found.set(reply, await nearest([...questions]));
  }
}
