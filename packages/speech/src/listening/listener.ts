import { Channel, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import {
  LISTEN_FRAME_SAMPLES,
  type SpeechRecognizer,
  type Tool,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from '../ports.js';
import { EndOfTurn, type EndOfTurnRule } from './end-of-turn.js';
import { LISTEN_FRAME_MS } from './endpointer.js';
import { UtteranceLoudness } from './loudness.js';
import { isClear } from './murmur.js';
import { RecentSound } from './recent-sound.js';
import { UserSound, type HeardFrame } from './user-sound.js';
import { Utterance } from './utterance.js';
import { UtteranceWatch } from './utterance-watch.js';

/** How utterances are found. */
export interface Detection {
  readonly threshold: number;
  readonly prefixPaddingMs: number;
  readonly silenceDurationMs: number;
}

export interface UtteranceEnd {
  /** Whether the detector found the utterance; otherwise it was cut by hand out of everything heard. */
  readonly detected: boolean;
  /** Where the speech ended, ms from the first sample heard. */
  readonly audioEndMs: number;
  /** Silence until the end was decided, ms. */
  readonly endpointMs: number;
  /** Whether the voice was far softer than the user's. */
  readonly far: boolean;
  /** The final transcript; settles with the recognition. */
  readonly transcript: Promise<string>;
}

export type ListenerEvents = {
  /** `audioStartMs` counts from the first sample heard. */
  utteranceStarted: { audioStartMs: number };
  interimRecognised: { text: string };
  /** The user pauses, and this may be all. */
  paused: { text: string };
  utteranceEnded: UtteranceEnd;
  failed: { error: unknown };
};

export interface ListenerOptions {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: Pick<SpeechRecognizer, 'open'>;
  /** `undefined` while turns are taken by hand. */
  readonly detection: Detection | undefined;
  readonly endOfTurn: EndOfTurnRule;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How an utterance ended; by hand at the latest frame where nothing else is said. */
interface Ending {
  readonly endFrame?: number;
  /** Frames of silence until the end was decided. */
  readonly framesAgo?: number;
  readonly far?: boolean;
  readonly transcript: Promise<string>;
}

/** Ten seconds of sound may wait for the detector; older sound is dropped: a conversation is about now. */
const BACKLOG_FRAMES = Math.ceil(10_000 / LISTEN_FRAME_MS);
/** An utterance of more sound than this is ended: no question takes a minute, a fan's noise does. */
const MAX_UTTERANCE_FRAMES = Math.ceil(60_000 / LISTEN_FRAME_MS);
/** Frames kept for the beginning of the next utterance: more than any sensible padding. */
const DETECTED_FRAMES = Math.ceil(2_000 / LISTEN_FRAME_MS);
/** Frames kept for a turn that is taken by hand. */
const COMMITTED_FRAMES = Math.ceil(30_000 / LISTEN_FRAME_MS);
const COMMITTED_PADDING_FRAMES = Math.ceil(300 / LISTEN_FRAME_MS);
/** A soft voice that has become loud within half a second is the same one; later it is the user, over another's. */
const SOFT_BEGINNING_FRAMES = Math.ceil(500 / LISTEN_FRAME_MS);
const SPEECH = 0.5;
const SILENCE = new Float32Array(LISTEN_FRAME_SAMPLES);

/** Cuts one session's microphone sound into utterances and has each recognised while it is being spoken. */
export class Listener {
  readonly #emitter: TypedEmitter<ListenerEvents>;
  readonly #recognizer: ListenerOptions['recognizer'];
  readonly #voice: VoiceActivityStream;
  readonly #clock: Clock;
  readonly #sound: UserSound;
  readonly #frames = new Channel<HeardFrame>({ capacity: BACKLOG_FRAMES, onFull: 'drop-oldest' });
  readonly #endOfTurn: EndOfTurn;
  readonly #recent = new RecentSound();
  readonly #loudness = new UtteranceLoudness();
  readonly #watch: UtteranceWatch;
  /** The utterance being spoken. */
  #utterance: Utterance | undefined;
  /** Utterances that have ended and are still being recognised. */
  readonly #finishing = new Set<Utterance>();
  /** Number of frames up to and including the one being examined. */
  #frameCount = 0;
  #deaf = false;
  /** Takes effect with the next frame. `undefined` while turns are taken by hand. */
  detection: Detection | undefined;
  /** The language the user is expected to speak, BCP 47, where it is known. Takes effect with the next utterance. */
  language: string | undefined;
  /** Functions that the user may ask for. They take effect with the next utterance. */
  tools: readonly Tool[] = [];

  constructor(options: ListenerOptions) {
    this.#emitter = new TypedEmitter(options.logger);
    this.#recognizer = options.recognizer;
    this.#voice = options.vad.open();
    this.#clock = options.clock;
    this.#sound = new UserSound(options.clock);
    this.#endOfTurn = new EndOfTurn(options.endOfTurn);
    this.detection = options.detection;
    this.#watch = new UtteranceWatch(options.clock, {
      hear: (samples) => this.#hear(samples),
      tooLong: () => this.#utterance && this.#end(this.#utterance, 0),
    });
    void this.#listen();
  }

  get events(): Events<ListenerEvents> {
    return this.#emitter;
  }

  /** Frames dropped because the detector could not keep up. */
  get dropped(): number {
    return this.#frames.dropped;
  }

  /** @param samples The microphone, mono at 16 kHz, any length. */
  hear(samples: Float32Array): void {
    this.#watch.heard();
    this.#hear(samples);
  }

  /**
   * Receives the sound just sent, so that its echo is not taken for the user's voice.
   *
   * @param samples Mono at `PLAYOUT_RATE_HZ`, copied.
   */
  played(samples: Int16Array): void {
    this.#sound.played(samples);
  }

  /** Ends the user's turn now; without detection the turn is everything said since the last call. */
  commit(): void {
    if (this.#utterance) return this.#end(this.#announce(this.#utterance), 0);
    if (this.detection) return;
    const spoken = this.#recent.spoken(COMMITTED_PADDING_FRAMES);
    this.#recent.clear();
    const utterance = this.#open(this.#frameCount - spoken.length);
    if (!utterance) return;
    for (const frame of spoken) utterance.write(frame);
    this.#announceEnd(utterance, { transcript: this.#finish(utterance) });
  }

  /** Discards the sound heard. An utterance under way ends with an empty transcript. */
  clear(): void {
    this.#sound.clear();
    this.#frames.clear();
    this.#recent.clear();
    this.#endOfTurn.reset();
    const utterance = this.#utterance;
    this.#utterance = undefined;
    this.#watch.end();
    utterance?.close();
    if (utterance?.announced) this.#announceEnd(utterance, { transcript: Promise.resolve('') });
  }

  /** Idempotent. */
  close(): void {
    this.#emitter.clear();
    this.#frames.close();
    this.#frames.clear();
    this.#watch.end();
    this.#utterance?.close();
    this.#utterance = undefined;
    for (const utterance of this.#finishing) utterance.close();
    this.#voice.close();
  }

  #hear(samples: Float32Array): void {
    for (const frame of this.#sound.hear(samples)) this.#frames.push(frame);
  }

  async #listen(): Promise<void> {
    for await (const frame of this.#frames) {
      try {
        this.#take(frame, await this.#voice.push(frame.samples));
        this.#deaf = false;
      } catch (error) {
        // Reporting each of thirty failed frames a second would add nothing to the first report.
        if (!this.#deaf) this.#emitter.emit('failed', { error });
        this.#deaf = true;
      }
    }
  }

  #take({ samples, user, index }: HeardFrame, heardProbability: number): void {
    const probability = user ? heardProbability : 0;
    this.#frameCount = index + 1;
    this.#loudness.push(samples, probability >= SPEECH);
    this.#utterance?.write(samples);
    // The face's own voice right before a barge-in is no part of what the user says.
    this.#recent.push(user ? samples : SILENCE, {
      speech: probability >= SPEECH,
      capacity: this.detection ? DETECTED_FRAMES : COMMITTED_FRAMES,
    });
    if (this.detection) this.#detect(probability, this.detection);
    if (this.#utterance) this.#follow(this.#utterance);
  }

  #detect(heard: number, { threshold, prefixPaddingMs, silenceDurationMs }: Detection): void {
    // A television in the background does not keep the user's utterance open.
    const probability = this.#utterance?.announced && this.#loudness.faded ? 0 : heard;
    const settings = { threshold, silenceDurationMs };
    const event = this.#endOfTurn.push(probability, settings, this.#utterance, this.language);
    if (event?.type === 'started') this.#start(event.framesAgo, prefixPaddingMs);
    else if (this.#utterance && !this.#utterance.announced) this.#attend(this.#utterance, prefixPaddingMs);
    if (event?.type === 'ended' && this.#utterance) this.#end(this.#utterance, event.framesAgo);
  }

  #start(framesAgo: number, prefixPaddingMs: number): void {
    const utterance = this.#open(this.#frameCount - 1 - framesAgo);
    if (!utterance) return;
    const frames = this.#recent.latest(framesAgo + 1 + Math.ceil(prefixPaddingMs / LISTEN_FRAME_MS));
    for (const frame of frames) utterance.write(frame);
    this.#utterance = utterance;
    this.#watch.begin();
    this.#loudness.begin();
    if (!this.#loudness.soft) this.#announce(utterance);
  }

  /** A voice softer than the user's is listened to without a word: it counts once it is loud, or understood. */
  #attend(utterance: Utterance, prefixPaddingMs: number): void {
    const isLate = this.#frameCount - utterance.startFrame > SOFT_BEGINNING_FRAMES;
    if (this.#loudness.soft ? isClear(utterance.interim ?? '') : !isLate) this.#announce(utterance);
    else if (!this.#loudness.soft) {
      utterance.close();
      this.#start(SOFT_BEGINNING_FRAMES, prefixPaddingMs);
    }
  }

  #announce(utterance: Utterance): Utterance {
    if (!utterance.announced) {
      utterance.announced = true;
      this.#emitter.emit('utteranceStarted', { audioStartMs: utterance.startFrame * LISTEN_FRAME_MS });
    }
    return utterance;
  }

  #open(startFrame: number): Utterance | undefined {
    try {
      return new Utterance({
        recognizer: this.#recognizer,
        expected: { ...(this.language !== undefined && { language: this.language }), tools: this.tools },
        startFrame: Math.max(0, startFrame),
        clock: this.#clock,
      });
    } catch (error) {
      this.#endOfTurn.reset();
      this.#emitter.emit('failed', { error });
      return undefined;
    }
  }

  #follow(utterance: Utterance): void {
    const text = utterance.takeNewInterim();
    if (text !== undefined && utterance.announced) this.#emitter.emit('interimRecognised', { text });
    const settled = utterance.announced ? utterance.takeSettled(this.#endOfTurn.silentFrames) : undefined;
    if (settled !== undefined) this.#emitter.emit('paused', { text: settled });
    if (this.#frameCount - utterance.startFrame > MAX_UTTERANCE_FRAMES) this.#end(utterance, 0);
  }

  #end(utterance: Utterance, framesAgo: number): void {
    const loudness = this.#loudness.utterance;
    const far = this.#loudness.isFar(loudness);
    this.#utterance = undefined;
    this.#watch.end();
    this.#endOfTurn.reset();
    this.#recent.clear();
    const transcript = this.#finish(utterance);
    const ending = { endFrame: this.#frameCount - framesAgo, framesAgo, far, transcript };
    if (utterance.announced) this.#announceEnd(utterance, ending);
    transcript.then(
      (text) => {
        if (isClear(text)) this.#loudness.understood(loudness);
        else if (far || text === '') return;
        // Where the next utterance has begun already, two at once would be one too many for everyone who listens.
        if (!utterance.announced && !this.#utterance) this.#announceEnd(this.#announce(utterance), ending);
      },
      () => undefined,
    );
  }

  async #finish(utterance: Utterance): Promise<string> {
    this.#finishing.add(utterance);
    try {
      return await utterance.finish();
    } finally {
      this.#finishing.delete(utterance);
    }
  }

  #announceEnd(
    { startFrame, announced }: Utterance,
    { endFrame = this.#frameCount, framesAgo = 0, far = false, transcript }: Ending,
  ): void {
    // Without a listener for the event, a failed recognition must not be an unhandled rejection.
    transcript.catch(() => undefined);
    this.#emitter.emit('utteranceEnded', {
      detected: announced,
      audioEndMs: Math.max(startFrame, endFrame) * LISTEN_FRAME_MS,
      endpointMs: framesAgo * LISTEN_FRAME_MS,
      far,
      transcript,
    });
  }
}
