import { CodedError, silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import { PreparedEngine, type EngineInfo, type SynthesisOptions, type Synthesizer } from '@visavis/speech';
import { destinationOf } from '../destination.js';
import { HttpService, ServiceRefusal } from '../http/http-service.js';
import { bearer } from '../http/service-url.js';
import { withinLimits } from '../within-limits.js';
import { HOSTED_AUDIO, LOADING_LIMIT_MS, PROBE_LIMIT_MS, SERVICES } from './hosted.js';
import { modelNames, usualModel, voiceNames, withModels } from './probe.js';
import { speechParts, type SpeechPart } from './speech-parts.js';
import { speechSegments } from './speech-segments.js';
import { captionedRequest, speechRequest, type SpeechRequest } from './speech-request.js';

/** Options of {@link OpenAiSynthesizer}; limits in ms. */
export interface OpenAiSynthesizerOptions {
  /** Up to the version, as in `http://localhost:8880/v1`. @defaultValue OpenAI's own */
  readonly baseUrl?: string | undefined;
  /** Self-hosted services often need none. */
  readonly apiKey?: string | undefined;
  /** @defaultValue `gpt-4o-mini-tts` of OpenAI, and the first that speaks of any other server */
  readonly model?: string | undefined;
  /** The voice of faces that ask for none that the service has. @defaultValue `alloy`, or the first of a list without it */
  readonly voice?: string | undefined;
  /** How it is to speak, in words, for models that follow them. */
  readonly instructions?: string | undefined;
  /** The longest silence before the first sound. @defaultValue 8 s */
  readonly firstSoundLimitMs?: number | undefined;
  /** The longest silence within a sentence. @defaultValue 5 s */
  readonly silenceLimitMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const WHAT = 'the voice service';
const DEFAULT_MODEL = 'gpt-4o-mini-tts';
const DEFAULT_VOICE = 'alloy';
/** OpenAI has no list of its voices. */
const OPENAI_VOICES: readonly string[] =
  'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' ');
/** What models that speak are called. */
const SPEAKS = /tts|kokoro|piper|speech|voice|orpheus|chatterbox/i;
const FIRST_SOUND_LIMIT_MS = 8_000;
const SILENCE_LIMIT_MS = 5_000;
/** Statuses of a server that has no such address. */
const NO_SUCH_PATH = new Set([404, 405, 501]);

interface Limits {
  readonly firstMs: number;
  readonly silenceMs: number;
}

/**
 * A voice on any server with OpenAI's `POST /audio/speech`, streamed. From Kokoro-FastAPI it receives the times of words,
 * too.
 */
export class OpenAiSynthesizer extends PreparedEngine implements Synthesizer {
  readonly #options: OpenAiSynthesizerOptions;
  readonly #service: HttpService;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #isHosted: boolean;
  readonly #closing = new AbortController();
  readonly #limits: Limits;
  #voices: readonly string[];
  #model: string;
  #usualVoice: string;
  /** Whether the service sends the times of words. */
  #captions: boolean;
  readonly #info: Omit<EngineInfo, 'times'>;

  constructor(options: OpenAiSynthesizerOptions = {}) {
    const { clock = systemClock, logger = silentLogger, apiKey } = options;
    super(logger);
    const baseUrl = options.baseUrl || HOSTED_AUDIO;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#service = new HttpService({ baseUrl, headers: bearer(apiKey), what: WHAT, clock });
    this.#isHosted = baseUrl === HOSTED_AUDIO;
    this.#model = options.model ?? DEFAULT_MODEL;
    this.#usualVoice = options.voice ?? DEFAULT_VOICE;
    this.#voices = this.#isHosted ? OPENAI_VOICES : [this.#usualVoice];
    this.#captions = /kokoro/i.test(this.#model);
    this.#info = { languages: 'any', streams: true, data: destinationOf(baseUrl, SERVICES) };
    this.#limits = {
      firstMs: options.firstSoundLimitMs ?? FIRST_SOUND_LIMIT_MS,
      silenceMs: options.silenceLimitMs ?? SILENCE_LIMIT_MS,
    };
  }

  get info(): EngineInfo {
    return { ...this.#info, times: this.#captions ? ['words'] : [] };
  }

  get voices(): readonly string[] {
    return this.#voices;
  }

  async close(): Promise<void> {
    this.#closing.abort(new CodedError('provider.failed', `${WHAT} was closed`));
  }

  async *synthesize(text: string, { voice, signal }: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    signal.throwIfAborted();
    try {
      yield* this.#speak(text, voice, this.#limits, AbortSignal.any([signal, this.#closing.signal]));
      this.worked();
    } catch (error) {
      // An interruption says nothing about the service.
      if (signal.aborted) throw signal.reason;
      this.failed((error as Error).message);
      throw error;
    }
  }

  /** Asks what the service has, then for one word, so that it loads its model. */
  protected async warmUp(): Promise<void> {
    const { signal } = this.#closing;
    const models = await modelNames(this.#service, { ...this.#probing, signal });
    if (!this.#isHosted) await this.#settle(models, signal);
    const limits = { ...this.#limits, firstMs: LOADING_LIMIT_MS };
    try {
      for await (const segment of this.#speak('Hello.', undefined, limits, signal)) void segment;
    } catch (error) {
      throw withModels(error, { what: WHAT, model: this.#model, models });
    }
  }

  get #probing() {
    return { clock: this.#clock, withinMs: PROBE_LIMIT_MS, what: WHAT };
  }

  /** Takes the model and the voices that the server has, where the operator names none. */
  async #settle(models: readonly string[], signal: AbortSignal): Promise<void> {
    const { model, voice } = this.#options;
    this.#model = model ?? usualModel(models, SPEAKS) ?? DEFAULT_MODEL;
    this.#captions = models.some((name) => /kokoro/i.test(name)) || /kokoro/i.test(this.#model);
    const voices = await voiceNames(this.#service, { ...this.#probing, signal });
    this.#usualVoice = voice ?? (voices.includes(DEFAULT_VOICE) ? DEFAULT_VOICE : voices[0]) ?? DEFAULT_VOICE;
    this.#voices = [...new Set([this.#usualVoice, ...voices])];
  }

  /** A server without times of words says so once, before the first sound. */
  async *#speak(text: string, voice: string | undefined, limits: Limits, signal: AbortSignal) {
    const wanted = voice?.toLowerCase();
    const request: SpeechRequest = {
      text,
      voice: this.#voices.find((name) => name.toLowerCase() === wanted) ?? this.#usualVoice,
      model: this.#model,
      format: this.#isHosted ? 'pcm' : 'wav',
      instructions: this.#options.instructions,
    };
    if (this.#captions) {
      try {
        return yield* this.#segments(text, limits, signal, (hangUp) => this.#askWithTimes(request, hangUp));
      } catch (error) {
        if (!(error instanceof ServiceRefusal && NO_SUCH_PATH.has(error.status))) throw error;
        this.#captions = false;
        this.#logger.info('the voice service sends no times of words');
      }
    }
    yield* this.#segments(text, limits, signal, (hangUp) => this.#ask(request, hangUp));
  }

  #ask(request: SpeechRequest, signal: AbortSignal): Promise<Response> {
    return this.#service.send(this.#service.url('/audio/speech'), speechRequest(request), signal);
  }

  /** The address stands beside the versioned one. */
  #askWithTimes(request: SpeechRequest, signal: AbortSignal): Promise<Response> {
    const url = this.#service.url('');
    url.pathname = `${url.pathname.replace(/\/(?:v\d+\/?)?$/, '')}/dev/captioned_speech`;
    return this.#service.send(url, captionedRequest(request), signal);
  }

  async *#segments(
    text: string,
    { firstMs, silenceMs }: Limits,
    signal: AbortSignal,
    ask: (hangUp: AbortSignal) => Promise<Response>,
  ): AsyncGenerator<SpeechSegment> {
    const hangUp = new AbortController();
    const answer = answered(ask, AbortSignal.any([signal, hangUp.signal]));
    const parts = withinLimits(answer, { clock: this.#clock, firstMs, silenceMs, what: WHAT, signal });
    try {
      yield* speechSegments(parts, text, WHAT);
    } finally {
      hangUp.abort();
    }
  }
}

async function* answered(
  ask: (signal: AbortSignal) => Promise<Response>,
  signal: AbortSignal,
): AsyncGenerator<SpeechPart> {
  yield* speechParts(await ask(signal), WHAT);
}
