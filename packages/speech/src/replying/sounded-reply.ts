import { CodedError, type Clock } from '@visavis/core';
import { floatFromInt16, int16FromFloat, PLAYOUT_RATE_HZ, StreamResampler, WIRE_RATE_HZ } from '@visavis/sound';
import { AlignedSpeech } from '../aligning/aligned-speech.js';
import { eachInTime } from '../deadline.js';
import type { SoundReply, SoundReplyPart } from '../interlocutor.js';
import type { AlignmentStream, SpeechOutput } from '../ports.js';
import { watchPlayout } from './playout-watch.js';
import type { Outcome, ReplyEvents } from './reply.js';
import { SoundStretch } from './sound-stretch.js';
import { Spoken } from './spoken.js';
import type { SpokenSentence } from './spoken-sentence.js';

export interface SoundedPorts {
  readonly output: SpeechOutput;
  readonly clock: Clock;
  /** Opens the search for the sounds of a stretch of speech. */
  align(): AlignmentStream;
}

/** An interlocutor that sends nothing for longer has lost the turn, ms. */
const SILENCE_LIMIT_MS = 15_000;
/** Sound that waits in the output: enough for a busy moment, little to resample in one go. */
const AHEAD_MS = 1_500;
/** The sounds of speech are found in stretches of this length, which bounds what each one remembers. */
const ALIGNED_MS = 10_000;
/** Sound of one reply; what comes beyond it is not said. Bounds the sound that waits: 14 MB. */
const MAX_SOUND_MS = 5 * 60_000;
const WIRE_SAMPLES_PER_MS = WIRE_RATE_HZ / 1000;
/** Longer than the filter of the resampler: the end of the sound comes out of it. */
const TAIL = new Float32Array(2 * WIRE_SAMPLES_PER_MS);

/**
 * One reply that comes as sound, faster than it is heard, on its way to the loudspeaker. Its words are released as they
 * are heard; its tool calls wait for nothing.
 */
export class SoundedReply {
  readonly #ports: SoundedPorts;
  readonly #events: ReplyEvents;
  readonly #source: SoundReply;
  readonly #written: boolean;
  readonly #stopping = new AbortController();
  readonly #spoken: Spoken;
  readonly #resampler = new StreamResampler(WIRE_RATE_HZ, PLAYOUT_RATE_HZ);
  readonly #stretches: SoundStretch[] = [];
  #saying: { readonly stretch: SoundStretch; readonly sentence: SpokenSentence } | undefined;
  #aligned: AlignedSpeech | undefined;
  #receivedMs = 0;
  #aheadMs = 0;
  #ended = false;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #cancelRest: () => void = () => undefined;
  #stopWatching: (() => void) | undefined;
  #released = '';
  #askedMs = 0;
  #firstPartMs = 0;

  constructor(source: SoundReply, ports: SoundedPorts, how: { events: ReplyEvents; written: boolean }) {
    this.#source = source;
    this.#ports = ports;
    this.#events = how.events;
    this.#written = how.written;
    this.#spoken = new Spoken(ports.output);
  }

  /**
   * @returns The outcome, once all was heard.
   * @throws The error of the interlocutor, once what came before it was heard; the signal's reason once interrupted.
   */
  async run(): Promise<Outcome> {
    this.#askedMs = this.#ports.clock.nowMs();
    const heard = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }));
    heard.catch(() => undefined);
    try {
      await this.#takeParts().finally(() => this.#noMoreComes());
    } catch (error) {
      // What has come is said, as the user would have heard it by now; then the failure counts.
      await heard;
      throw error;
    }
    await heard;
    this.#release(this.#text);
    return this.#outcome(this.#text, Infinity);
  }

  /** Stops generation and sound at once. @returns The part that was heard or read. */
  interrupt(): Outcome {
    const reason = new DOMException('The reply was interrupted', 'AbortError');
    this.#stopping.abort(reason);
    this.#aligned?.close();
    this.#close();
    this.#stretches.length = this.#written ? this.#stretches.length : 0;
    const heardMs = this.#spoken.interrupt();
    this.#settle?.reject(reason);
    const text = this.#written ? this.#text : this.#longest(this.#spoken.text.heardAfter(heardMs));
    if (!this.#written) this.#release(text);
    this.#source.cut(heardMs);
    return this.#outcome(text, heardMs);
  }

  get #text(): string {
    return this.#stretches
      .map(({ text }) => text)
      .join(' ')
      .trim();
  }

  #outcome(text: string, heardMs: number): Outcome {
    return { text, kept: text, heard: { spoken: this.#spoken.text, heardMs, keptChars: Infinity } };
  }

  async #takeParts(): Promise<void> {
    const { clock } = this.#ports;
    const { signal } = this.#stopping;
    const limits = { clock, withinMs: SILENCE_LIMIT_MS, what: 'The interlocutor', signal };
    for await (const part of eachInTime(this.#source.parts(signal), limits)) {
      signal.throwIfAborted();
      this.#take(part);
      if (this.#receivedMs > MAX_SOUND_MS) return;
    }
    signal.throwIfAborted();
  }

  #take(part: SoundReplyPart): void {
    if (part.type !== 'words' && part.type !== 'sound') return this.#events.partCame(part);
    this.#firstPartMs ||= this.#ports.clock.nowMs();
    const stretch = this.#stretchOf(part.stretch);
    if (part.type === 'words') return this.#addWords(stretch, part.text);
    if (this.#written) return;
    this.#receivedMs += part.samples.length / WIRE_SAMPLES_PER_MS;
    stretch.add(part.samples);
    this.#feed();
  }

  #stretchOf(id: string): SoundStretch {
    const last = this.#stretches.at(-1);
    if (last?.id === id) return last;
    this.#end(last);
    const next = new SoundStretch(id);
    this.#stretches.push(next);
    return next;
  }

  #addWords(stretch: SoundStretch, text: string): void {
    stretch.text += text;
    if (this.#saying?.stretch === stretch) this.#saying.sentence.grow(text);
    if (this.#written) this.#release(this.#text);
  }

  #end(stretch: SoundStretch | undefined): void {
    stretch?.end();
    this.#expect();
  }

  /** Once all sound of a stretch has come, long before it is heard, the times of its words follow from its length. */
  #expect(): void {
    const durationMs = this.#saying?.stretch.durationMs;
    if (durationMs !== undefined) this.#saying?.sentence.expect(durationMs);
  }

  #noMoreComes(): void {
    this.#ended = true;
    this.#end(this.#stretches.at(-1));
    this.#feed();
  }

  /** Passes sound on to the output, as much as it needs for now. */
  #feed(): void {
    if (this.#stopping.signal.aborted) return;
    this.#cancelRest();
    while (this.#aheadMs < AHEAD_MS) {
      const stretch = this.#stretches.find(({ waits }) => waits);
      const piece = stretch?.take();
      if (!stretch || !piece) break;
      this.#play(piece, stretch);
    }
    const waiting = this.#stretches.find(({ waits }) => waits);
    if (waiting && this.#aheadMs < AHEAD_MS)
      this.#cancelRest = this.#ports.clock.after(waiting.restMs, () => {
        waiting.rest();
        this.#feed();
      });
    if (!this.#ended || waiting || this.#aheadMs > 0) return;
    this.#spoken.end();
    this.#close();
    this.#settle?.resolve();
  }

  #play(piece: Int16Array, stretch: SoundStretch): void {
    const isLast = this.#ended && !this.#stretches.some(({ waits }) => waits);
    const samples = [this.#resampler.push(floatFromInt16(piece)), isLast ? this.#resampler.push(TAIL) : undefined];
    const sound = int16FromFloat(joined(samples.filter((part) => part !== undefined)));
    if (sound.length === 0) return;
    this.#say(stretch);
    this.#stopWatching ??= this.#watch();
    const durationMs = (sound.length * 1000) / PLAYOUT_RATE_HZ;
    this.#aheadMs += durationMs;
    this.#spoken.play(this.#align(sound)).then(
      () => {
        this.#aheadMs -= durationMs;
        if (this.#aheadMs < 1e-6) this.#aheadMs = 0;
        this.#feed();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** The following sound belongs to this stretch. */
  #say(stretch: SoundStretch): void {
    if (this.#saying?.stretch === stretch) return;
    if (this.#saying) this.#spoken.end();
    const sentence = this.#spoken.begin({ text: stretch.text, gap: this.#saying ? ' ' : '' });
    this.#saying = { stretch, sentence };
    this.#expect();
  }

  #align(samples: Int16Array) {
    if (!this.#aligned || this.#aligned.durationMs >= ALIGNED_MS) {
      this.#aligned?.end();
      this.#aligned = new AlignedSpeech(this.#ports.align());
    }
    return this.#aligned.add({ samples, text: '' });
  }

  #fail(error: unknown): void {
    this.#stopping.abort(error);
    this.#close();
    this.#settle?.reject(error instanceof Error ? error : new CodedError('media.closed', String(error)));
  }

  #close(): void {
    this.#cancelRest();
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#aligned?.end();
    this.#aligned = undefined;
  }

  /** Times are estimates until all sound has come; text once released is not withdrawn. */
  #longest(text: string): string {
    return text.length > this.#released.length ? text : this.#released;
  }

  #release(text: string): void {
    const more = text.slice(this.#released.length);
    if (more === '') return;
    this.#released = text;
    this.#events.textAdded(more);
  }

  #watch(): () => void {
    const { clock, output } = this.#ports;
    const firstAudioMs = clock.nowMs();
    return watchPlayout(output, {
      queuedMs: () => this.#spoken.durationMs,
      begun: () =>
        this.#events.sounded({
          askedMs: this.#askedMs,
          firstTextMs: this.#firstPartMs,
          firstAudioMs,
          firstPacketMs: clock.nowMs(),
        }),
      progressed: (heardMs) => {
        this.#release(this.#longest(this.#spoken.text.heardAfter(heardMs)));
        this.#events.progressed(this.#released, heardMs);
      },
    });
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((samples, { length }) => samples + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
