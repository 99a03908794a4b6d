import OpenAI from 'openai';
import { CodedError, systemClock, type Clock } from '@visavis/core';
import { PreparedEngine, type Brain, type EngineInfo, type ReplyPart, type ReplyRequest } from '@visavis/speech';
import { destinationOf } from '../destination.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { CallAssembler } from './call-assembler.js';
import { chatMessages } from './chat-messages.js';
import { chatTools, ToolNames } from './chat-tools.js';
import { systemPrompt } from './system-prompt.js';

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
const SERVICES = { 'api.openai.com': 'OpenAI' };
const DEFAULT_MODEL = 'gpt-4o-mini';
const FIRST_TOKEN_LIMIT_MS = 8_000;
const TOTAL_LIMIT_MS = 30_000;
/** A model on one's own machine may have to be read from disk first. */
const WARM_UP_LIMIT_MS = 120_000;
/** Enough for a spoken answer, which should not be long. */
const DEFAULT_MAX_TOKENS = 400;
/**
 * Statuses of services that cannot take a picture: those of HTTP for it, and those that self-hosted ones were seen to
 * return.
 */
const PICTURE_REFUSALS = new Set([400, 415, 422, 500, 501]);

/** Options of {@link OpenAiBrain}; limits in ms. */
export interface OpenAiOptions {
  /** URL of any service with the OpenAI chat completions protocol. @defaultValue the hosted one */
  baseUrl?: string;
  /** Self-hosted services often need none. */
  apiKey?: string;
  model?: string;
  /** Whether the model looks at pictures. A model that rejects them receives no further ones. @defaultValue true */
  sees?: boolean;
  /** Facts for the system prompt, which are left out where they are long. */
  knowledge?: Knowledge;
  firstTokenLimitMs?: number;
  totalLimitMs?: number;
  clock?: Clock;
}

/** A brain on any OpenAI-compatible chat endpoint, streamed. */
export class OpenAiBrain extends PreparedEngine implements Brain {
  readonly info: EngineInfo;
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #firstTokenLimitMs: number;
  readonly #totalLimitMs: number;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #knowledge: Knowledge | undefined;
  #sees: boolean;

  constructor(options: OpenAiOptions) {
    super();
    const baseURL = options.baseUrl || DEFAULT_BASE_URL;
    this.info = { languages: 'any', times: [], streams: true, data: destinationOf(baseURL, SERVICES) };
    this.#model = options.model ?? DEFAULT_MODEL;
    this.#firstTokenLimitMs = options.firstTokenLimitMs ?? FIRST_TOKEN_LIMIT_MS;
    this.#totalLimitMs = options.totalLimitMs ?? TOTAL_LIMIT_MS;
    this.#clock = options.clock ?? systemClock;
    this.#knowledge = options.knowledge;
    this.#sees = options.sees ?? true;
    this.#client = new OpenAI({
      // All options are set, so that the library does not read missing ones from the environment.
      apiKey: options.apiKey || 'none',
      baseURL,
      organization: null,
      project: null,
      // A retry would answer after the user has stopped waiting; the fallback speaks instead.
      maxRetries: 0,
    });
  }

  get sees(): boolean {
    return this.#sees;
  }

  get label(): string {
    return `language model ${this.#model}`;
  }

  /** Ends the warm-up; replies under way end by their own signals. */
  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
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
      for await (const part of this.#partsOf(request, stop)) {
        cancelFirst();
        yield part;
      }
      // The library ends an aborted stream without an error.
      stop.throwIfAborted();
      this.worked();
    } catch (error) {
      // An interruption says nothing about the service.
      if (signal.aborted) throw signal.reason;
      const failure = stop.aborted ? (stop.reason as CodedError) : toFailure(error);
      this.failed(failure.message);
      throw failure;
    } finally {
      cancelFirst();
      cancelTotal();
    }
  }

  /** Asks for one token, which opens the connection and loads the model together with its system prompt. */
  protected async warmUp(): Promise<void> {
    const request: ReplyRequest = { history: [{ role: 'user', text: 'Hello.' }], maxTokens: 1 };
    const limit = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(WARM_UP_LIMIT_MS)]);
    const answer = this.#ask(request, false, limit);
    try {
      await answer.next();
      await answer.return(undefined);
      limit.throwIfAborted();
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** Asks with the pictures, or without them where the service rejects them. */
  async *#partsOf(request: ReplyRequest, signal: AbortSignal): AsyncGenerator<ReplyPart> {
    const shows = this.#sees && (request.pictures?.length ?? 0) > 0;
    try {
      yield* this.#ask(request, shows, signal);
    } catch (error) {
      if (!shows || !refusesPictures(error) || signal.aborted) throw error;
      for await (const part of this.#ask(request, false, signal)) {
        if (this.#sees)
          yield { type: 'warning', code: 'provider.no_vision', message: `The ${this.label} takes no pictures` };
        this.#sees = false;
        yield part;
      }
    }
  }

  async *#ask(request: ReplyRequest, shows: boolean, signal: AbortSignal): AsyncGenerator<ReplyPart> {
    const names = new ToolNames(request.tools ?? []);
    const calls = new CallAssembler(names);
    const stream = await this.#client.chat.completions.create(this.#body(request, names, shows), { signal });
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta;
      if (delta?.content) yield { type: 'text', text: delta.content };
      if (delta?.tool_calls) yield* calls.push(delta.tool_calls);
    }
    if (!signal.aborted) yield* calls.finish();
  }

  #body(request: ReplyRequest, names: ToolNames, shows: boolean): OpenAI.ChatCompletionCreateParamsStreaming {
    const { instructions, temperature, maxTokens = DEFAULT_MAX_TOKENS, tools = [], toolChoice } = request;
    return {
      model: this.#model,
      stream: true,
      messages: [
        { role: 'system', content: systemPrompt(instructions, this.#knowledge, shows) },
        ...chatMessages(request, names, shows),
      ],
      max_tokens: maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...chatTools(tools, toolChoice, names),
    };
  }
}

/** Only a refusal has a status, and no part of the answer has been yielded then. */
function refusesPictures(error: unknown): boolean {
  return error instanceof OpenAI.APIError && PICTURE_REFUSALS.has(error.status as number);
}

function toFailure(error: unknown): CodedError {
  return new CodedError('provider.failed', describe(error), { cause: error });
}

/** Describes a failure without the service's own words, which may quote the prompt. */
function describe(error: unknown): string {
  if (error instanceof OpenAI.APIError && error.status !== undefined)
    return `the language model answered ${error.status}`;
  return 'the language model cannot be reached';
}
