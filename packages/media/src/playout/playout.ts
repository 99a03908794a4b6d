import { CodedError, TypedEmitter, type Events, type Expression, type Logger } from '@visavis/core';
import { AUDIO_FRAME_SAMPLES, VIDEO_FRAME_MS, type PlayoutView, type SpokenInstant } from '../ports.js';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import { copySound, endsAt, fadeOut, type Entry } from './timeline.js';

/** Events of a {@link Playout}, emitted while frames are taken from it. */
export type PlayoutEvents = {
  /** The first sample of a segment is in the packet being sent. */
  started: { segment: SpeechSegment };
  /** The last sample of a segment has been sent, or it was interrupted. */
  finished: { segment: SpeechSegment; interrupted: boolean };
  /**
   * The {@link AUDIO_FRAME_SAMPLES} samples of every packet while a segment sounds. Do not keep them: the array is
   * reused.
   */
  sent: { samples: Int16Array };
};

/** A segment, and how much of it has been heard. */
export interface HeardSegment {
  readonly segment: SpeechSegment;
  /** 0…duration of the segment. */
  readonly heardMs: number;
}

/**
 * Most sound that may wait. The producer of a reply that is synthesised faster than it is spoken pauses long before.
 */
const CAPACITY_MS = 60_000;
const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;
const VIDEO_FRAME_SAMPLES = VIDEO_FRAME_MS * SAMPLES_PER_MS;
/** Voices hand over pieces of 20 ms and more. Less sound than this may end before the next piece comes, and then stutters. */
const RESERVE_MS = 80;
/** For so long it waits for more. */
const WAITING_SAMPLES = 40 * SAMPLES_PER_MS;

/**
 * One session's queue of speech, cut into 20 ms frames. Its time is the number of frames taken: the sender of the
 * packets calls {@link advance} once per 20 ms, and no other caller does.
 *
 * A segment that finds the queue empty sounds with the next packet (≤ 20 ms; a shorter one waits for more). The picture that is shown then is from before
 * it; the next one, at most 40 ms later, shows its mouth, as every picture shows the mouth of its own instant. While the face
 * speaks, its next picture is on its way already, and a segment that comes late begins with that one. Segments queued in time
 * follow without a gap.
 */
export class Playout implements PlayoutView {
  readonly #emitter: TypedEmitter<PlayoutEvents>;
  readonly #frame = new Int16Array(AUDIO_FRAME_SAMPLES);
  #entries: Entry[] = [];
  /** Segments finished since the queue was last empty; {@link interrupt} returns them as heard. */
  #heard: SpeechSegment[] = [];
  /** First sample of the present tick's frame; `#next` is that of the frame to come. */
  #now = 0;
  #next = 0;
  /** The instant of the latest picture that the face has been asked for: its mouth cannot be changed any more. */
  #drawn = 0;
  /** The faded frame that the next packet carries after an interruption. */
  #fade: Int16Array | undefined;
  #closed = false;

  constructor(options: { logger?: Logger } = {}) {
    this.#emitter = new TypedEmitter(options.logger);
  }

  get events(): Events<PlayoutEvents> {
    return this.#emitter;
  }

  get busy(): boolean {
    return this.#entries.length > 0;
  }

  /** Duration of the sound that waits or is being sent, ms. */
  get queuedMs(): number {
    let samples = 0;
    for (const entry of this.#entries) {
      const soundedAlready = Math.max(0, this.#next - (entry.startsAt ?? this.#next));
      samples += entry.segment.samples.length - soundedAlready;
    }
    return samples / SAMPLES_PER_MS;
  }

  /**
   * Queues a segment behind the others. Any length is taken when the queue is empty; otherwise at most 60 s may wait.
   *
   * @param expression What the face expresses while it sounds.
   * @returns Resolves when the segment's last packet was sent, or it was interrupted, or the playout was closed.
   * @throws {CodedError} `media.queue_full` when there is no room, `media.closed` after `close`.
   */
  play(segment: SpeechSegment, expression?: Expression): Promise<void> {
    if (this.#closed) return Promise.reject(new CodedError('media.closed', 'The session has ended'));
    const durationMs = segment.samples.length / SAMPLES_PER_MS;
    if (this.busy && this.queuedMs + durationMs > CAPACITY_MS) {
      return Promise.reject(new CodedError('media.queue_full', `More than ${CAPACITY_MS} ms of speech would wait`));
    }
    const queuedAt = this.#next;
    return new Promise((finished) =>
      this.#entries.push({ segment, expression, queuedAt, startsAt: undefined, finished }),
    );
  }

  /**
   * Empties the queue. The next packet fades the present sound out; no later one carries any of it.
   *
   * @returns Every segment since the queue was last empty, oldest first, with how much of it was sent.
   */
  interrupt(): HeardSegment[] {
    const entries = this.#entries;
    const heard = [
      ...this.#heard.map((segment) => ({ segment, heardMs: segment.samples.length / SAMPLES_PER_MS })),
      ...entries.map((entry) => ({ segment: entry.segment, heardMs: this.#heardMsOf(entry) })),
    ];
    const fade = new Int16Array(AUDIO_FRAME_SAMPLES);
    this.#fade = copySound(entries, this.#next, fade) ? fadeOut(fade) : undefined;
    this.#entries = [];
    this.#heard = [];
    for (const entry of entries) this.#finish(entry, true);
    return heard;
  }

  at(aheadMs: number): SpokenInstant | undefined {
    const sample = this.#now + aheadMs * SAMPLES_PER_MS;
    for (const entry of this.#entries) {
      const end = endsAt(entry);
      if (entry.startsAt === undefined || end === undefined || sample < entry.startsAt) return undefined;
      const { segment, expression } = entry;
      if (sample < end) return { segment, expression, offsetMs: (sample - entry.startsAt) / SAMPLES_PER_MS };
    }
    return undefined;
  }

  /**
   * Moves on to the next 20 ms.
   *
   * @param videoTick Whether a video frame is shown at this tick, too; see `VideoSource` for when the next one is drawn.
   * @returns The samples that sound now, in an array that the next call reuses; `undefined` for silence.
   */
  advance(videoTick: boolean): Int16Array | undefined {
    this.#now = this.#next;
    this.#next += AUDIO_FRAME_SAMPLES;
    this.#releaseFinished();
    this.#schedule();
    const samples = this.#fade ?? this.#render();
    this.#fade = undefined;
    if (samples) this.#emitter.emit('sent', { samples });
    if (videoTick) this.#drawn = this.#now + (this.busy ? VIDEO_FRAME_SAMPLES : 0);
    return samples;
  }

  /** Resolves every `play` that waits; no segment sounds any more. */
  close(): void {
    this.#closed = true;
    this.interrupt();
    this.#fade = undefined;
    this.#emitter.clear();
  }

  /**
   * Assigns a start to every segment without one: right behind the previous one, but never before a picture that the face
   * has drawn already.
   */
  #schedule(): void {
    if (this.#waitsForMore) return;
    let earliest = Math.max(this.#fade ? this.#next : this.#now, this.#drawn);
    for (const entry of this.#entries) {
      entry.startsAt ??= earliest;
      earliest = Math.max(earliest, endsAt(entry) ?? 0);
    }
  }

  get #waitsForMore(): boolean {
    const [first] = this.#entries;
    if (!first || first.startsAt !== undefined || this.queuedMs >= RESERVE_MS) return false;
    return this.#now < first.queuedAt + WAITING_SAMPLES;
  }

  #render(): Int16Array | undefined {
    if (this.#entries.length === 0) return undefined;
    this.#frame.fill(0);
    const sounding = copySound(this.#entries, this.#now, this.#frame);
    for (const { startsAt, segment } of [...this.#entries]) {
      if (startsAt !== undefined && startsAt >= this.#now && startsAt < this.#next) {
        this.#emitter.emit('started', { segment });
      }
    }
    return sounding ? this.#frame : undefined;
  }

  #releaseFinished(): void {
    for (let first = this.#entries[0]; first; first = this.#entries[0]) {
      const end = endsAt(first);
      if (end === undefined || end > this.#now) return;
      this.#entries.shift();
      this.#heard.push(first.segment);
      this.#finish(first, false);
    }
    this.#heard = [];
  }

  #finish(entry: Entry, interrupted: boolean): void {
    entry.finished();
    this.#emitter.emit('finished', { segment: entry.segment, interrupted });
  }

  #heardMsOf({ segment, startsAt }: Entry): number {
    if (startsAt === undefined) return 0;
    return Math.min(Math.max(0, this.#next - startsAt), segment.samples.length) / SAMPLES_PER_MS;
  }
}
