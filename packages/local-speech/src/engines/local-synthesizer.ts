import { CodedError } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import { splitClauses, type EngineInfo, type SynthesisOptions, type Synthesizer } from '@visavis/speech';
import { workerModule } from '@visavis/worker';
import type { VoiceModel } from '../models/described-model.js';
import { ProcessEngine, type EngineProcess, type LocalEngineOptions } from './process-engine.js';
import { saidFor } from './said.js';
import type { VoiceCalls } from './voice-calls.js';
import { isKnownToBeQuick, noteSpeed, SLOWEST } from './voice-speed.js';

/** Options of a {@link LocalSynthesizer}. */
export interface LocalVoiceOptions extends LocalEngineOptions {
  /** Whether a voice is used that is too slow for a conversation on this machine. @defaultValue false */
  readonly allowsSlow?: boolean;
}

/** How long a clause may take, the wait for those before it included. */
const CLAUSE_MS = 60_000;
/** What a voice says when it is loaded, by languages that write with the same letters; no one hears it. */
const FIRST_WORDS = 'Hello.';
const MEASURED_WORDS = 'One two three four five six seven eight nine ten.';
const OTHER_SCRIPTS: Readonly<Record<string, string>> = {
  zh: '一二三四五六七八九十。',
  ja: 'いちにさんしごろくしちはちきゅうじゅう。',
  ko: '하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열.',
  ru: 'один два три четыре пять шесть семь восемь девять десять.',
  uk: 'один два три чотири п’ять шість сім вісім дев’ять десять.',
  el: 'ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα δέκα.',
  ar: 'واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة.',
  fa: 'یک دو سه چهار پنج شش هفت هشت نه ده.',
};
/** A machine that has just been started does much at once: the best of so many counts. */
const MEASUREMENTS = 3;

/**
 * A neural voice, with a model on this machine. Shared by all sessions, one clause at a time: its sound is heard while
 * the next one is made.
 */
export class LocalSynthesizer extends ProcessEngine<VoiceCalls> implements Synthesizer {
  readonly info: EngineInfo;
  readonly voices: readonly string[];
  readonly #model: VoiceModel;
  readonly #options: LocalVoiceOptions;
  #texts = 0;
  /** Why it is not loaded again: a machine does not become quicker. */
  #tooSlow: CodedError | undefined;

  constructor(model: VoiceModel, options: LocalVoiceOptions) {
    super(model, workerModule(import.meta.url, 'voice-worker'), options);
    this.info = { languages: model.languages, times: [], streams: true, data: { at: 'thisMachine' } };
    this.voices = model.speakers.length > 1 ? model.speakers : [model.name];
    this.#model = model;
    this.#options = options;
  }

  async *synthesize(text: string, { voice, signal }: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const stopping = new AbortController();
    const ended = AbortSignal.any([signal, stopping.signal]);
    const speaker = this.#speakerOf(voice);
    const clauses = splitClauses(text).flatMap((clause) => {
      const said = saidFor(this.#model, clause);
      return said === '' ? [] : [{ clause, said }];
    });
    const begin = (i: number): Promise<Int16Array> | undefined => {
      const sound = clauses[i] && this.#say(clauses[i].said, speaker, ended);
      // A clause that is made ahead may fail before anyone waits for it.
      sound?.catch(() => undefined);
      return sound;
    };
    signal.throwIfAborted();
    let next = begin(0);
    try {
      for (const [i, { clause }] of clauses.entries()) {
        const samples = (await next) as Int16Array;
        signal.throwIfAborted();
        next = begin(i + 1);
        if (samples.length > 0) yield { samples, text: clause };
        signal.throwIfAborted();
      }
    } finally {
      stopping.abort();
    }
  }

  /** The speaker of that name, else the first one: no name is rejected. */
  #speakerOf(voice: string | undefined): number {
    const wanted = voice?.trim().toLowerCase();
    return Math.max(
      0,
      this.#model.speakers.findIndex((speaker) => speaker.toLowerCase() === wanted),
    );
  }

  /** Ends with the signal at once; the process is free for other work at the end of its sentence. */
  #say(text: string, speaker: number, signal: AbortSignal): Promise<Int16Array> {
    const sound = this.lane.run(async () => this.#speakIn(await this.ready(), { text, speaker, signal }), signal);
    return this.inTime(sound, { withinMs: CLAUSE_MS, what: 'The voice', signal });
  }

  async #speakIn(
    process: EngineProcess<VoiceCalls>,
    { text, speaker, signal }: { text: string; speaker: number; signal?: AbortSignal },
  ): Promise<Int16Array> {
    signal?.throwIfAborted();
    const id = ++this.#texts;
    const stop = (): void => process.post('stop', id);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await process.call('speak', { id, text, speaker });
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  protected override async warmUp(): Promise<void> {
    if (this.#tooSlow) throw this.#tooSlow;
    await super.warmUp();
  }

  protected override async loadIn(process: EngineProcess<VoiceCalls>): Promise<void> {
    await super.loadIn(process);
    const other = OTHER_SCRIPTS[this.info.languages[0]?.split('-')[0] as string];
    await this.#speakIn(process, { text: other ?? FIRST_WORDS, speaker: 0 });
    const { threads, allowsSlow = false } = this.#options;
    const { folder, name } = this.#model;
    if (allowsSlow || (await isKnownToBeQuick(folder, threads))) return;
    const speed = await this.#measure(process, other ?? MEASURED_WORDS);
    if (speed <= SLOWEST) return noteSpeed(folder, threads, speed);
    this.#tooSlow = new CodedError(
      'model.too_slow',
      `The voice ${name} takes ${speed.toFixed(1)} s for a second of speech on this machine; a conversation needs at most ${SLOWEST} s. Use a smaller voice, or allow it with VISAVIS_SLOW_VOICE=1`,
    );
    await process.close();
    throw this.#tooSlow;
  }

  /** @returns Seconds that a second of speech takes. */
  async #measure(process: EngineProcess<VoiceCalls>, text: string): Promise<number> {
    let best = Infinity;
    for (let i = 0; i < MEASUREMENTS && best > SLOWEST; i++) {
      const begunMs = this.clock.nowMs();
      const samples = await this.#speakIn(process, { text, speaker: 0 });
      const spokenMs = (samples.length * 1000) / PLAYOUT_RATE_HZ;
      best = Math.min(best, (this.clock.nowMs() - begunMs) / spokenMs);
    }
    return best;
  }
}
