import { CodedError, ResourceStack, type Logger } from '@visavis/core';
import { withApology } from '@visavis/providers';
import {
  withPhones,
  type Aligner,
  type Brain,
  type Interlocutor,
  type Knowledge,
  type SpeechRecognizer,
  type Synthesizer,
} from '@visavis/speech';
import type { EngineLists } from './engine-lists.js';
import { EngineShelf, type EngineWish } from './engine-shelf.js';
import { Interlocutors } from './interlocutors.js';
import { EARS, MIND, VOICE } from './kinds.js';
import type { EngineReport } from './opened-engine.js';

/** The engines of a conversation. */
export interface SpeechEngines {
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: Synthesizer;
  readonly brain: Brain;
  /** Speaks with the user in place of the others; `undefined` where they do. */
  readonly interlocutor: Interlocutor | undefined;
}

/** The names that an avatar may be given; those of the wire's lists of providers, models and voices. */
export interface EngineNames {
  /** Providers, with their labels. */
  readonly providers: readonly { readonly name: string; readonly label: string }[];
  readonly models: readonly string[];
  readonly voices: readonly string[];
}

export interface ChosenEnginesOptions {
  readonly lists: EngineLists;
  readonly aligner: Aligner;
  readonly logger: Logger;
  /** @returns Ears as sessions receive them. */
  finishEars(recognizer: SpeechRecognizer): SpeechRecognizer;
}

/** The engines of all conversations, from the lists that the operator has chosen. */
export class ChosenEngines {
  readonly #lists: EngineLists;
  readonly #ears: EngineShelf<SpeechRecognizer>;
  readonly #voice: EngineShelf<Synthesizer>;
  readonly #mind: EngineShelf<Brain>;
  readonly #interlocutors: Interlocutors;

  private constructor(
    lists: EngineLists,
    engines: readonly [EngineShelf<SpeechRecognizer>, EngineShelf<Synthesizer>, EngineShelf<Brain>, Interlocutors],
  ) {
    this.#lists = lists;
    [this.#ears, this.#voice, this.#mind, this.#interlocutors] = engines;
  }

  /** Opens them; nothing is loaded yet. @throws {CodedError} `config.invalid`, one line about what is missing. */
  static async open({ lists, aligner, logger, finishEars }: ChosenEnginesOptions): Promise<ChosenEngines> {
    const opened = new ResourceStack();
    try {
      const ears = await EngineShelf.open({ kind: EARS, list: lists.ears, logger, finish: finishEars });
      opened.use(ears);
      const dress = (engine: Synthesizer): Synthesizer => withPhones(engine, aligner);
      const voice = await EngineShelf.open({ kind: VOICE, list: lists.voice, logger, dress });
      opened.use(voice);
      // The apology is the last resort: it comes when no mind of the list answers.
      const finish = (brain: Brain): Brain => withApology(brain, { logger });
      const mind = await EngineShelf.open({ kind: MIND, list: lists.mind, logger, finish });
      opened.use(mind);
      return new ChosenEngines(lists, [ears, voice, mind, await Interlocutors.open(lists, logger)]);
    } catch (error) {
      await opened.release();
      throw error;
    }
  }

  /** The engines of an avatar, in lists that begin with what it wishes for. Further models are prepared at first use. */
  for(wish: EngineWish = {}): SpeechEngines {
    const brain = this.#mind.for(wish);
    if (wish.model !== undefined) brain.prepare().catch(() => undefined);
    const interlocutor = this.#interlocutors.for(wish);
    return { recognizer: this.#ears.for(wish), synthesizer: this.#voice.for(wish), brain, interlocutor };
  }

  get names(): EngineNames {
    const { ears, voice, mind, interlocutors } = this.#lists;
    const used = [...ears, ...voice, ...mind, ...interlocutors].map(({ provider }) => provider);
    return {
      providers: [...new Set(used)].map(({ name, label }) => ({ name, label })),
      models: [...new Set([...this.#interlocutors.models, ...this.#mind.models])],
      voices: [...new Set([...this.#voice.engines.flatMap(({ voices }) => voices), ...this.#interlocutors.voices])],
    };
  }

  /**
   * @param avatars Those that the operator has listed.
   * @throws {CodedError} `config.invalid`, one line about the first that is to have an engine that is not in use.
   */
  check(avatars: readonly (EngineWish & { readonly name: string })[]): void {
    const { providers, models } = this.names;
    const names = providers.map(({ name }) => name);
    for (const { name, providerName, model } of avatars) {
      if (providerName !== undefined && !names.includes(providerName))
        throw missing(name, `provider "${providerName}"`, names);
      if (model !== undefined && !models.includes(model)) throw missing(name, `model "${model}"`, models);
    }
  }

  /** @throws {CodedError} Where no ears or no voice can be used. A mind that is away keeps no session waiting. */
  async prepare(): Promise<void> {
    void this.#mind.prepare().catch(() => undefined);
    this.#interlocutors.prepare();
    await Promise.all([this.#ears.prepare(), this.#voice.prepare()]);
  }

  /** Has the engines learn, one after the other. Never rejects. */
  async learn(knowledge: Knowledge): Promise<void> {
    for (const shelf of [this.#interlocutors, this.#mind, this.#voice, this.#ears]) await shelf.learn(knowledge);
  }

  report(): Readonly<Record<'ears' | 'voice' | 'mind', readonly EngineReport[]>> {
    return {
      ears: this.#ears.report(),
      voice: this.#voice.report(),
      mind: [...this.#interlocutors.report(), ...this.#mind.report()],
    };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.#ears, this.#voice, this.#mind, this.#interlocutors].map((shelf) => shelf.close()));
  }
}

const missing = (avatar: string, what: string, known: readonly string[]): CodedError =>
  new CodedError('config.invalid', `avatars: ${avatar}: no ${what} is in use; there is ${known.join(', ')}`);
