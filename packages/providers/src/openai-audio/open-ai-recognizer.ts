import { CodedError, silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import { LISTEN_RATE_HZ, writeWav } from '@visavis/sound';
import {
  DEFAULT_LANGUAGE,
  PreparedEngine,
  type EngineInfo,
  type Expected,
  type RecognitionStream,
  type SpeechRecognizer,
} from '@visavis/speech';
import { destinationOf } from '../destination.js';
import { encodedForm } from '../http/encoded-form.js';
import { HttpService } from '../http/http-service.js';
import { bearer } from '../http/service-url.js';
import { withinLimits } from '../within-limits.js';
import { HOSTED_AUDIO, LOADING_LIMIT_MS, PROBE_LIMIT_MS, SERVICES } from './hosted.js';
import { PostedUtterance } from './posted-utterance.js';
import { modelNames, usualModel, withModels } from './probe.js';
import { transcripts } from './transcript.js';

/** Options of {@link OpenAiRecognizer}; limits in ms. */
export interface OpenAiRecognizerOptions {
  /** Up to the version, as in `http://localhost:8000/v1`. @defaultValue OpenAI's own */
  readonly baseUrl?: string | undefined;
  /** Self-hosted services often need none. */
  readonly apiKey?: string | undefined;
  /** @defaultValue `gpt-4o-mini-transcribe` of OpenAI, and the first that hears of any other server */
  readonly model?: string | undefined;
  /** Whether to ask for the text in pieces. A service that cannot send it so ignores this. @defaultValue false */
  readonly stream?: boolean | undefined;
  /** The longest silence before the text, or its first piece. @defaultValue 8 s */
  readonly limitMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const WHAT = 'the recognition service';
const DEFAULT_MODEL = 'gpt-4o-mini-transcribe';
/** What models that hear are called. */
const HEARS = /whisper|transcri|asr|parakeet|canary|moonshine|voxtral|stt/i;
const LIMIT_MS = 8_000;
/** The longest silence within a text in pieces. */
const SILENCE_LIMIT_MS = 5_000;
/** A second of silence, for a service that loads its model when it is first asked. */
const WARM_UP_WAV = writeWav({ rateHz: LISTEN_RATE_HZ, samples: new Int16Array(LISTEN_RATE_HZ) });

interface Question {
  readonly wav: Uint8Array;
  readonly language: string;
  readonly firstMs: number;
}

/** Ears on any server with OpenAI's `POST /audio/transcriptions`. The utterance is sent when the user has finished. */
export class OpenAiRecognizer extends PreparedEngine implements SpeechRecognizer {
  readonly info: EngineInfo;
  readonly vocabulary = 'open';
  readonly #options: OpenAiRecognizerOptions;
  readonly #service: HttpService;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #isHosted: boolean;
  #model: string;

  constructor(options: OpenAiRecognizerOptions = {}) {
    const { clock = systemClock, logger = silentLogger, apiKey } = options;
    super(logger);
    const baseUrl = options.baseUrl || HOSTED_AUDIO;
    this.#options = options;
    this.#clock = clock;
    this.#service = new HttpService({ baseUrl, headers: bearer(apiKey), what: WHAT, clock });
    this.#isHosted = baseUrl === HOSTED_AUDIO;
    this.#model = options.model ?? DEFAULT_MODEL;
    this.info = { languages: 'any', times: [], streams: false, data: destinationOf(baseUrl, SERVICES) };
  }

  open({ language = DEFAULT_LANGUAGE }: Expected = {}): RecognitionStream {
    return new PostedUtterance(async (wav, heard, signal) => {
      try {
        const question = { wav, language, firstMs: this.#options.limitMs ?? LIMIT_MS };
        const text = await this.#ask(question, heard, AbortSignal.any([signal, this.#closing.signal]));
        this.worked();
        return text;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        this.failed((error as Error).message);
        throw error;
      }
    });
  }

  /** Ends recognitions under way. */
  async close(): Promise<void> {
    this.#closing.abort(new CodedError('provider.failed', `${WHAT} was closed`));
  }

  /** Asks which models the service has, then for the text of silence, so that it loads its model. */
  protected async warmUp(): Promise<void> {
    const { signal } = this.#closing;
    const models = await modelNames(this.#service, {
      clock: this.#clock,
      withinMs: PROBE_LIMIT_MS,
      what: WHAT,
      signal,
    });
    if (!this.#isHosted) this.#model = this.#options.model ?? usualModel(models, HEARS) ?? DEFAULT_MODEL;
    const question = { wav: WARM_UP_WAV, language: DEFAULT_LANGUAGE, firstMs: LOADING_LIMIT_MS };
    try {
      await this.#ask(question, () => undefined, signal);
    } catch (error) {
      throw withModels(error, { what: WHAT, model: this.#model, models });
    }
  }

  async #ask(
    { wav, language, firstMs }: Question,
    heard: (text: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const hangUp = new AbortController();
    const answer = this.#answer({ wav, language }, AbortSignal.any([signal, hangUp.signal]));
    const limits = { clock: this.#clock, firstMs, silenceMs: SILENCE_LIMIT_MS, what: WHAT, signal };
    let text = '';
    try {
      for await (const whole of withinLimits(answer, limits)) heard((text = whole));
      return text;
    } finally {
      hangUp.abort();
    }
  }

  async *#answer({ wav, language }: Omit<Question, 'firstMs'>, signal: AbortSignal): AsyncGenerator<string> {
    const form = new FormData();
    // Servers tell the format by the ending of the name.
    form.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'speech.wav');
    form.set('model', this.#model);
    form.set('language', language.split('-')[0] ?? language);
    form.set('response_format', 'json');
    if (this.#options.stream) form.set('stream', 'true');
    const url = this.#service.url('/audio/transcriptions');
    const sent = await this.#service.send(url, { method: 'POST', ...(await encodedForm(form)) }, signal);
    yield* transcripts(sent, WHAT);
  }
}
