import { CodedError, silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import {
  PreparedEngine,
  type Brain,
  type EngineInfo,
  type HistoryMessage,
  type ReplyPart,
  type ReplyRequest,
} from '@visavis/speech';
import { bothOf, destinationOf } from '../destination.js';
import type { KnowledgeVectors } from '../embeddings/knowledge-vectors.js';
import { KnowledgePrompt } from '../knowledge/knowledge-prompt.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { AdaptedRequest } from './adapted-request.js';
import { AnswerReader, type AnswerLimits } from './answer-reader.js';
import { droppedCall, type FailedCall } from './call-assembler.js';
import { ChatService } from './chat-service.js';
import type { ToolNames } from './chat-tools.js';
import { LOADING_LIMIT_MS, LoadingRequest } from './loading-request.js';
import { Refusal } from './refusal.js';
import { ServiceHabits } from './service-habits.js';
import { FactFinder } from '../knowledge/fact-finder.js';

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
const SERVICES = { 'api.openai.com': 'OpenAI' };
/** Services that have renamed `max_tokens`. */
const RENAMING = /^https?:\/\/(?:api\.openai\.com|[^/]*\.azure\.com)\//;
/** The model that answers where none is chosen. */
export const DEFAULT_MODEL = 'gpt-4o-mini';
const FIRST_WORD_LIMIT_MS = 5_000;
const SILENCE_LIMIT_MS = 15_000;
/** The longest wait for the end of a stream whose answer is complete, ms. */
const END_LIMIT_MS = 1_000;
/** Enough to see how an answer to a greeting begins and ends. */
const WARM_UP_TOKENS = 64;
/** Options of {@link OpenAiBrain}; limits in ms. */
export interface OpenAiOptions {
  /** URL of any service with the OpenAI chat completions protocol. @defaultValue the hosted one */
  baseUrl?: string | undefined;
  /** Self-hosted services often need none. */
  apiKey?: string | undefined;
  model?: string | undefined;
  /** Whether the model looks at pictures. A model that rejects them receives no further ones. @defaultValue true */
  sees?: boolean | undefined;
  /** Facts for the system prompt; where they are long, those that fit the question. */
  knowledge?: Knowledge;
  /** Finds those facts by their meaning as well. @defaultValue by words alone */
  vectors?: KnowledgeVectors | undefined;
  /** The longest silence before the first words. Any sign of life ends it. @defaultValue 5 s */
  firstWordLimitMs?: number | undefined;
  /** The longest silence within an answer. @defaultValue 15 s */
  silenceLimitMs?: number | undefined;
  clock?: Clock;
  logger?: Logger;
}

/** A brain on any OpenAI-compatible chat endpoint, streamed. It learns what the service takes, and asks accordingly. */
export class OpenAiBrain extends PreparedEngine implements Brain {
  readonly info: EngineInfo;
  readonly #service: ChatService;
  readonly #habits: ServiceHabits;
  readonly #model: string;
  readonly #limits: AnswerLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #loading: LoadingRequest;
  readonly #closing = new AbortController();
  readonly #topics: FactFinder;
  #prompt: KnowledgePrompt;

  constructor(options: OpenAiOptions) {
    const { logger = silentLogger, clock = systemClock, sees = true } = options;
    super(logger);
    const baseUrl = options.baseUrl || DEFAULT_BASE_URL;
    this.info = {
      languages: 'any',
      times: [],
      streams: true,
      data: bothOf(destinationOf(baseUrl, SERVICES), options.vectors?.data),
    };
    this.#service = new ChatService(baseUrl, options.apiKey);
    this.#habits = new ServiceHabits({ renamed: RENAMING.test(baseUrl), sees });
    this.#model = options.model ?? DEFAULT_MODEL;
    this.#limits = {
      firstWordMs: options.firstWordLimitMs ?? FIRST_WORD_LIMIT_MS,
      silenceMs: options.silenceLimitMs ?? SILENCE_LIMIT_MS,
      endMs: END_LIMIT_MS,
    };
    this.#clock = clock;
    this.#logger = logger;
    this.#loading = new LoadingRequest(clock);
    this.#topics = new FactFinder(logger, options.vectors);
    this.#prompt = this.#promptOf(options.knowledge);
  }

  get sees(): boolean {
    return this.#habits.sees;
  }

  get label(): string {
    return `language model ${this.#model}`;
  }

  /** Ends the warm-up; replies under way end by their own signals. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#loading.close();
    await this.#topics.close();
  }

  /** Takes effect with the next reply. */
  setKnowledge(knowledge: Knowledge): Promise<void> {
    this.#prompt = this.#promptOf(knowledge);
    return Promise.resolve();
  }

  /** @throws {CodedError} `provider.timeout`, `provider.failed`; the signal's reason when aborted. */
  async *reply(request: ReplyRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    signal.throwIfAborted();
    try {
      yield* this.#answer(request, this.#limits, signal);
      this.worked();
    } catch (error) {
      // An interruption says nothing about the service.
      if (signal.aborted) throw signal.reason;
      const failure = toFailure(error);
      this.failed(failure.message);
      throw failure;
    }
  }

  /**
   * Asks for a short answer. It opens the connection, loads the model together with its system prompt, and shows what the
   * service takes and how the model's answers begin.
   */
  protected async warmUp(): Promise<void> {
    const request: ReplyRequest = { history: [{ role: 'user', text: 'Hello.' }], maxTokens: WARM_UP_TOKENS };
    const limits = { firstWordMs: LOADING_LIMIT_MS, silenceMs: this.#limits.silenceMs, endMs: END_LIMIT_MS };
    try {
      for await (const part of this.#answer(request, limits, this.#closing.signal)) void part;
    } catch (error) {
      throw toFailure(error);
    }
  }

  #promptOf(knowledge: Knowledge | undefined): KnowledgePrompt {
    const prompt = new KnowledgePrompt(knowledge, this.#topics);
    if (!knowledge || !prompt.chooses()) return prompt;
    this.#topics.prepare(knowledge);
    this.#logger.warn('the knowledge is too long for one prompt: the topics that fit the question are sent', {
      topics: knowledge.topics.length,
    });
    return prompt;
  }

  /** A model whose calls cannot be run learns so, once, and answers again. */
  async *#answer(request: ReplyRequest, limits: AnswerLimits, signal: AbortSignal): AsyncGenerator<ReplyPart> {
    const failed = yield* this.#adapted(request, limits, signal);
    if (failed.length === 0) return;
    this.#logger.warn('the language model called a tool in a way that cannot be run', { calls: failed.length });
    const again = { ...request, history: [...request.history, ...reported(failed)] };
    for (const call of yield* this.#adapted(again, limits, signal)) yield droppedCall(call);
  }

  /** Asks again without what the service refuses. @returns Calls of the answer that cannot be run. */
  async *#adapted(
    request: ReplyRequest,
    limits: AnswerLimits,
    signal: AbortSignal,
  ): AsyncGenerator<ReplyPart, readonly FailedCall[]> {
    const adapted = new AdaptedRequest(request, {
      model: this.#model,
      prompt: this.#prompt,
      habits: this.#habits,
      logger: this.#logger,
    });
    const { pictures = [] } = request;
    for (;;) {
      const body = await adapted.write();
      signal.throwIfAborted();
      const reader = this.#reader(adapted.names, limits);
      try {
        for await (const part of reader.read((hangUp) => this.#service.ask(body, pictures, hangUp), signal)) {
          yield* adapted.takeWarnings();
          yield part;
        }
        adapted.accepted();
        return reader.failed;
      } catch (error) {
        const mayLearn = error instanceof Refusal && !reader.begun && !signal.aborted;
        if (!mayLearn || !adapted.refused(error)) throw error;
      }
    }
  }

  #reader(names: ToolNames, limits: AnswerLimits): AnswerReader {
    return new AnswerReader({
      names,
      habits: this.#habits,
      limits,
      clock: this.#clock,
      loading: this.#loading,
      loaded: () => this.worked(),
    });
  }
}

/** The calls that could not be run, and why, as the model receives them. */
function reported(failed: readonly FailedCall[]): HistoryMessage[] {
  return failed.flatMap(({ name, reason }, i): HistoryMessage[] => [
    { role: 'toolCall', callId: `failed_${i}`, name: name || 'unknown', arguments: {} },
    { role: 'toolOutput', callId: `failed_${i}`, output: `Error: ${reason}. Nothing was done.` },
  ]);
}

/** Only what the service has said or failed to say is reported as its failure. */
function toFailure(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const message = error instanceof Refusal ? error.message : 'the answer of the language model could not be handled';
  return new CodedError('provider.failed', message, { cause: error });
}
