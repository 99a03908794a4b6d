import type { Logger } from '@visavis/core';
import type { ReplyPart, ReplyRequest } from '@visavis/speech';
import type { KnowledgePrompt } from '../knowledge/knowledge-prompt.js';
import { latestQuestions } from '../knowledge/latest-questions.js';
import { chatBody, knowledgeChars, sizeOf, type ChatBody } from './chat-body.js';
import { ToolNames } from './chat-tools.js';
import type { Refusal } from './refusal.js';
import type { ServiceHabits } from './service-habits.js';

export interface AdaptedRequestOptions {
  readonly model: string;
  readonly prompt: KnowledgePrompt;
  readonly habits: ServiceHabits;
  readonly logger: Logger;
}

/** Errors of one request that are learned from: each parameter, the pictures, and a few times its length. */
const MAX_REFUSALS = 10;
/** Part of the size of a request that was too long for the next one. */
const SHORTER = 0.6;
/** A prompt that is cut to less is none. */
const MIN_CHARS = 300;
/**
 * Statuses of services that cannot take a picture: those of HTTP for it, and those that self-hosted ones were seen to
 * return.
 */
const PICTURE_REFUSALS = new Set<number | undefined>([400, 415, 422, 500, 501]);

/** One request in the form that the service takes: what it refuses is left out, and remembered. */
export class AdaptedRequest {
  readonly #request: ReplyRequest;
  readonly #options: AdaptedRequestOptions;
  readonly names: ToolNames;
  readonly #warnings: ReplyPart[] = [];
  #shows: boolean;
  #maxChars: number;
  /** The form that was written last. */
  #body: ChatBody | undefined;
  #refusals = 0;

  constructor(request: ReplyRequest, options: AdaptedRequestOptions) {
    this.#request = request;
    this.#options = options;
    this.names = new ToolNames(request.tools ?? []);
    this.#shows = options.habits.sees && this.#hasPictures;
    this.#maxChars = options.habits.maxChars;
  }

  /** @returns The request in its present form. */
  async write(): Promise<ChatBody> {
    const { model, prompt, habits } = this.#options;
    const maxChars = this.#maxChars;
    const nearest = await prompt.nearest(latestQuestions(this.#request.history), knowledgeChars(maxChars));
    const parts = { names: this.names, shows: this.#shows, maxChars, nearest };
    return (this.#body = chatBody(this.#request, { model, prompt, habits, ...parts }));
  }

  /** @returns The warnings about what was left out, once. */
  takeWarnings(): ReplyPart[] {
    return this.#warnings.splice(0);
  }

  /** The service has refused the present form. @returns Whether there is another one now, which may be taken. */
  refused(refusal: Refusal): boolean {
    return ++this.#refusals <= MAX_REFUSALS && this.#body !== undefined && this.#leaveOut(refusal, this.#body);
  }

  /** The service has answered the request in its present form. */
  accepted(): void {
    const { habits } = this.#options;
    habits.maxChars = Math.min(habits.maxChars, this.#maxChars);
    if (this.#hasPictures) habits.sees = this.#shows;
  }

  get #hasPictures(): boolean {
    return (this.#request.pictures?.length ?? 0) > 0;
  }

  #leaveOut(refusal: Refusal, sent: ChatBody): boolean {
    return (refusal.tooLong && this.#shorten(sent)) || this.#learn(refusal, sent) || this.#hidePictures(refusal);
  }

  #shorten(sent: ChatBody): boolean {
    const { habits, logger } = this.#options;
    if (habits.shortenAnswers()) return true;
    if (this.#maxChars <= MIN_CHARS) return false;
    this.#maxChars = Math.floor(Math.min(this.#maxChars, sizeOf(sent)) * SHORTER);
    logger.warn('the prompt is too long for the language model; older turns are left out', {
      maxChars: this.#maxChars,
    });
    return true;
  }

  #learn(refusal: Refusal, sent: ChatBody): boolean {
    const { model, habits, logger } = this.#options;
    const learned = habits.learn(refusal, sent);
    if (!learned) return false;
    const { status, code } = refusal;
    logger.warn('the language model refuses a part of the request: it is left out', { ...learned, status, code });
    if (learned.setting)
      this.#warn('config.ignored', `${learned.setting} has no effect: the language model ${model} refuses it`);
    return true;
  }

  #hidePictures({ status }: Refusal): boolean {
    if (!this.#shows || !PICTURE_REFUSALS.has(status)) return false;
    this.#shows = false;
    this.#warn('provider.no_vision', `The language model ${this.#options.model} takes no pictures`);
    return true;
  }

  #warn(code: 'config.ignored' | 'provider.no_vision', message: string): void {
    this.#warnings.push({ type: 'warning', code, message });
  }
}
