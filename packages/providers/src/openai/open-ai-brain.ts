import OpenAI from 'openai';
import { CodedError, systemClock, type Clock } from '@visavis/core';
import type { Brain, ReplyPart, ReplyRequest } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';
import { systemPrompt } from './system-prompt.js';

const DEFAULT_MODEL = 'gpt-4o-mini';
const FIRST_TOKEN_LIMIT_MS = 8_000;
const TOTAL_LIMIT_MS = 30_000;
/** A spoken answer; an endless one is no use. */
const DEFAULT_MAX_TOKENS = 400;
/** What goes along with each request. Older messages are left out. */
const MAX_MESSAGES = 40;

export interface OpenAiOptions {
  /** Of any service with the OpenAI chat completions protocol; the hosted one by default. */
  baseUrl?: string;
  /** Services on one's own machine often need none. */
  apiKey?: string;
  model?: string;
  /** Given to the model as what it may rely on, as long as it is short. */
  knowledge?: Knowledge;
  firstTokenLimitMs?: number;
  totalLimitMs?: number;
  clock?: Clock;
}

/** Any OpenAI-compatible chat endpoint, streamed. */
export class OpenAiBrain implements Brain {
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #firstTokenLimitMs: number;
  readonly #totalLimitMs: number;
  readonly #clock: Clock;
  #knowledge: Knowledge | undefined;

  constructor(options: OpenAiOptions) {
    this.#model = options.model ?? DEFAULT_MODEL;
    this.#firstTokenLimitMs = options.firstTokenLimitMs ?? FIRST_TOKEN_LIMIT_MS;
    this.#totalLimitMs = options.totalLimitMs ?? TOTAL_LIMIT_MS;
    this.#clock = options.clock ?? systemClock;
    this.#knowledge = options.knowledge;
    this.#client = new OpenAI({
      // Given in full, so that the library does not look into the environment for what was left out.
      apiKey: options.apiKey || 'none',
      baseURL: options.baseUrl || 'https://api.openai.com/v1',
      organization: null,
      project: null,
      // A retry would answer after the user has given up; the fallback speaks instead.
      maxRetries: 0,
    });
  }

  readonly sees = false;

  get label(): string {
    return `language model ${this.#model}`;
  }

  /** Takes effect with the next reply. */
  setKnowledge(knowledge: Knowledge): void {
    this.#knowledge = knowledge;
  }

  /** @throws {CodedError} `provider.timeout`, `provider.failed`; the signal's reason when aborted. */
  async *reply(request: ReplyRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    signal.throwIfAborted();
    const limit = new AbortController();
    const late = (what: string) => (): void => limit.abort(new CodedError('provider.timeout', what));
    const cancelTotal = this.#clock.after(this.#totalLimitMs, late('the language model took too long'));
    const cancelFirst = this.#clock.after(this.#firstTokenLimitMs, late('the language model did not begin to answer'));
    const stop = AbortSignal.any([signal, limit.signal]);
    try {
      const stream = await this.#client.chat.completions.create(this.#body(request), { signal: stop });
      for await (const chunk of stream) {
        const text = chunk.choices[0]?.delta?.content;
        if (!text) continue;
        cancelFirst();
        yield { type: 'text', text };
      }
      // The library ends an aborted stream without an error.
      stop.throwIfAborted();
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      throw new CodedError('provider.failed', describe(error), { cause: error });
    } finally {
      cancelFirst();
      cancelTotal();
    }
  }

  #body(request: ReplyRequest): OpenAI.ChatCompletionCreateParamsStreaming {
    const { history, instructions, temperature, maxTokens = DEFAULT_MAX_TOKENS } = request;
    const messages = history
      .slice(-MAX_MESSAGES)
      .flatMap((message) => ('text' in message ? [{ role: message.role, content: message.text }] : []));
    const greeting = {
      role: 'user' as const,
      content: '(The user has just arrived. Greet them in one short sentence.)',
    };
    return {
      model: this.#model,
      stream: true,
      messages: [
        { role: 'system', content: systemPrompt(instructions, this.#knowledge) },
        ...(messages.length > 0 ? messages : [greeting]),
      ],
      max_tokens: maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
    };
  }
}

/** Without the service's own words: they may quote the prompt. */
function describe(error: unknown): string {
  if (error instanceof OpenAI.APIError && error.status !== undefined)
    return `the language model answered ${error.status}`;
  return 'the language model cannot be reached';
}
