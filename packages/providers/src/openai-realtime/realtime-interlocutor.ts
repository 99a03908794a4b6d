import { silentLogger, systemClock, type Clock, type CodedError, type Logger } from '@visavis/core';
import {
  PreparedEngine,
  type EngineInfo,
  type Interlocution,
  type InterlocutionOptions,
  type Interlocutor,
  type Knowledge,
  type Learning,
} from '@visavis/speech';
import { destinationOf } from '../destination.js';
import { RequestedPause } from '../http/requested-pause.js';
import { KnowledgePrompt, type FactSearch } from '../knowledge/knowledge-prompt.js';
import { FactFinder } from '../knowledge/fact-finder.js';
import { RealtimeLine, type RealtimeLineOptions } from './realtime-line.js';
import { realtimePrompt } from './realtime-prompt.js';
import type { RealtimeDefaults } from './realtime-settings.js';
import { RealtimeTalk } from './realtime-talk.js';

const SERVICES = { 'api.openai.com': 'OpenAI', 'api.x.ai': 'xAI' };

/** Options of {@link RealtimeInterlocutor}. */
export interface RealtimeOptions {
  /** `ws` or `http`, with TLS or without, up to `/realtime`. A query is kept. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** @defaultValue `authorization`, with a bearer token */
  readonly keyHeader?: string;
  readonly model: string;
  /** The usual one first. */
  readonly voices: readonly string[];
  readonly transcriptionModel: string;
  readonly sees?: boolean;
  /** A session of the service is replaced after so long, ms. */
  readonly renewAfterMs: number;
  readonly knowledge?: Knowledge;
  /** Finds facts in long knowledge. @defaultValue a thread of its own */
  readonly search?: FactSearch;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** An interlocutor behind OpenAI's realtime protocol. Each conversation has a connection of its own. */
export class RealtimeInterlocutor extends PreparedEngine implements Interlocutor, Learning {
  readonly info: EngineInfo;
  readonly label: string;
  readonly voices: readonly string[];
  readonly sees: boolean;
  readonly #options: RealtimeOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #line: Pick<RealtimeLineOptions, 'url' | 'headers' | 'what' | 'pause'>;
  readonly #refused = new Set<string>();
  readonly #open = new Set<Pick<Interlocution, 'close'>>();
  readonly #finder: FactFinder;
  #known: KnowledgePrompt;

  constructor(options: RealtimeOptions) {
    const { clock = systemClock, logger = silentLogger } = options;
    super(logger);
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#finder = new FactFinder(logger);
    this.#known = this.#promptOf(options.knowledge);
    this.voices = options.voices;
    this.sees = options.sees ?? true;
    this.label = `speech model ${options.model}`;
    const url = new URL(options.url);
    url.protocol = url.protocol.replace('http', 'ws');
    // Older addresses of Azure name the deployment by themselves.
    if (!url.searchParams.has('deployment')) url.searchParams.set('model', options.model);
    const data = destinationOf(options.url, SERVICES);
    this.info = { languages: 'any', times: [], streams: true, data };
    const what = data.at === 'service' ? data.service : 'the realtime service';
    this.#line = { url: url.href, headers: headersOf(options), what, pause: new RequestedPause(clock, what) };
  }

  open(conversation: InterlocutionOptions): Interlocution {
    const talk = new RealtimeTalk({
      ...this.#line,
      renewAfterMs: this.#options.renewAfterMs,
      defaults: this.#defaults,
      refused: this.#refused,
      conversation,
      reached: (error) => this.#reached(error),
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#open.add(talk);
    const close = (): void => {
      this.#open.delete(talk);
      talk.close();
    };
    return {
      configure: (settings) => talk.configure(settings),
      hear: () => talk.hear(),
      add: (item, afterId) => talk.add(item, afterId),
      delete: (itemId) => talk.delete(itemId),
      truncate: (itemId, heardMs, text) => talk.truncate(itemId, heardMs, text),
      show: (picture) => talk.show(picture),
      respond: (settings) => talk.respond(settings),
      close,
    };
  }

  /** Ends the conversations that are still open. */
  async close(): Promise<void> {
    for (const talk of this.#open) talk.close();
    this.#open.clear();
    await this.#finder.close();
  }

  /** Conversations that begin from now on know it. */
  setKnowledge(knowledge: Knowledge): Promise<void> {
    this.#known = this.#promptOf(knowledge);
    return Promise.resolve();
  }

  #promptOf(knowledge: Knowledge | undefined): KnowledgePrompt {
    const { search } = this.#options;
    const known = new KnowledgePrompt(knowledge, search ?? this.#finder);
    if (knowledge && !search && known.chooses()) this.#finder.prepare(knowledge);
    return known;
  }

  /** Opens a session and leaves it, which shows what is wrong with address, key and model. It costs nothing. */
  protected async warmUp(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const line: RealtimeLine = new RealtimeLine({
        ...this.#line,
        clock: this.#clock,
        renewAfterMs: this.#options.renewAfterMs,
        opened: () => {
          end();
          resolve();
        },
        event: () => undefined,
        lost: () => undefined,
        failed: (error) => {
          end();
          reject(error);
        },
        idle: () => false,
      });
      const end = (): void => {
        this.#open.delete(line);
        line.close();
      };
      this.#open.add(line);
      line.wake();
    });
  }

  get #defaults(): RealtimeDefaults {
    const { voices, transcriptionModel } = this.#options;
    const known = this.#known;
    return {
      voices,
      transcriptionModel,
      instructions: (own, nearest) => realtimePrompt(own, known, nearest),
      nearest: known.chooses() ? (questions) => known.nearest(questions) : undefined,
    };
  }

  #reached(error: CodedError | undefined): void {
    if (error) this.failed(error.message);
    else this.worked();
  }
}

function headersOf({ apiKey, keyHeader = 'authorization' }: RealtimeOptions): Record<string, string> {
  const key = apiKey?.trim();
  if (!key) return {};
  return { [keyHeader]: keyHeader.toLowerCase() === 'authorization' ? `Bearer ${key}` : key };
}
