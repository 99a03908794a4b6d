import { Channel, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import {
  type RecognitionStream,
  type SpeechRecognizer,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from '../ports.js';
import { EchoGate } from './echo-gate.js';
import { Endpointer, LISTEN_FRAME_MS, type EndpointSettings } from './endpointer.js';
import { Reframer } from './reframer.js';

export interface TurnDetection extends EndpointSettings {
  /** Sound before the detected beginning that belongs to the utterance, ms. */
  readonly prefixPaddingMs: number;
}

export type ListenerEvents = {
  /** Times count from the first sample heard. */
  utteranceStarted: { audioStartMs: number };
  interimRecognised: { text: string };
  /** `transcript` settles when recognition has; `voicedMs` is the length without the closing silence. */
  utteranceEnded: { audioEndMs: number; voicedMs: number; endpointMs: number; transcript: Promise<string> };
  failed: { error: unknown };
};

interface Heard {
  samples: Float32Array;
  arrivedMs: number;
  /** Frames before this one since the session began, those that were dropped included. */
  index: number;
}

/** Ten seconds of sound may wait for the detector; older sound is dropped: a conversation is about now. */
const BACKLOG_FRAMES = Math.ceil(10_000 / LISTEN_FRAME_MS);
/** An utterance longer than this is ended: nobody's question takes a minute, a fan's noise does. */
const MAX_UTTERANCE_MS = 60_000;
/** Kept for the prefix of the next utterance, beyond the padding asked for. */
const MAX_PREFIX_FRAMES = 64;

/** One session's ear: cuts the microphone into utterances and has each recognised while it is being spoken. */
export class Listener {
  readonly #emitter: TypedEmitter<ListenerEvents>;
  readonly #recognizer: SpeechRecognizer;
  readonly #voice: VoiceActivityStream;
  readonly #clock: Clock;
  readonly #frames = new Channel<Heard>({ capacity: BACKLOG_FRAMES, onFull: 'drop-oldest' });
  readonly #reframer = new Reframer();
  readonly #endpointer = new Endpointer();
  readonly #echo = new EchoGate();
  #past: Float32Array[] = [];
  #utterance: { stream: RecognitionStream; startFrame: number; interim?: string } | undefined;
  readonly #finishing = new Set<RecognitionStream>();
  #framesHeard = 0;
  /** Frames up to and with the one being looked at. */
  #frameCount = 0;
  /** `undefined` while turns are taken by hand. */
  detection: TurnDetection | undefined;

  constructor(options: {
    vad: VoiceActivityDetector;
    recognizer: SpeechRecognizer;
    detection: TurnDetection | undefined;
    clock: Clock;
    logger: Logger;
  }) {
    this.#emitter = new TypedEmitter(options.logger);
    this.#recognizer = options.recognizer;
    this.#voice = options.vad.open();
    this.#clock = options.clock;
    this.detection = options.detection;
    void this.#listen();
  }

  get events(): Events<ListenerEvents> {
    return this.#emitter;
  }

  /** Sound given up because the detector could not follow, in frames. */
  get dropped(): number {
    return this.#frames.dropped;
  }

  /** @param samples The microphone, mono at 16 kHz, any length. */
  hear(samples: Float32Array): void {
    const arrivedMs = this.#clock.nowMs();
    for (const frame of this.#reframer.push(samples)) {
      this.#frames.push({ samples: frame, arrivedMs, index: this.#framesHeard++ });
    }
  }

  /** What the face has just said, to be told from the user's voice. */
  played(samples: Float32Array): void {
    this.#echo.played(samples, this.#clock.nowMs());
  }

  /** Ends the utterance now. @returns Whether there was one. */
  commit(): boolean {
    if (!this.#utterance) return false;
    this.#end(0);
    return true;
  }

  /** Forgets the utterance on its way, if any; it still ends, with nothing understood. */
  clear(): void {
    this.#frames.clear();
    this.#past = [];
    const utterance = this.#utterance;
    if (!utterance) return;
    utterance.stream.close();
    this.#utterance = undefined;
    this.#endpointer.reset();
    this.#announceEnd(utterance.startFrame, 0, Promise.resolve(''));
  }

  close(): void {
    this.#frames.close();
    this.#frames.clear();
    this.#utterance?.stream.close();
    this.#utterance = undefined;
    for (const stream of this.#finishing) stream.close();
    this.#voice.close();
    this.#emitter.clear();
  }

  async #listen(): Promise<void> {
    for await (const heard of this.#frames) {
      try {
        const probability = await this.#voice.push(heard.samples);
        this.#take(heard, probability);
      } catch (error) {
        this.#emitter.emit('failed', { error });
      }
    }
  }

  #take({ samples, arrivedMs, index }: Heard, probability: number): void {
    this.#frameCount = index + 1;
    const user = this.#echo.hearsUser(samples, { arrivedMs, endMs: this.#frameCount * LISTEN_FRAME_MS });
    this.#utterance?.stream.write(samples);
    this.#past.push(samples);
    if (this.#past.length > MAX_PREFIX_FRAMES) this.#past.shift();
    if (!this.detection) {
      if (!this.#utterance) this.#start(0, 0);
    } else {
      const event = this.#endpointer.push(user ? probability : 0, this.detection);
      if (event?.type === 'started') this.#start(event.framesAgo, this.detection.prefixPaddingMs);
      if (event?.type === 'ended') return this.#end(event.framesAgo);
    }
    this.#follow();
  }

  #start(framesAgo: number, prefixPaddingMs: number): void {
    if (this.#utterance) return;
    const prefixFrames = framesAgo + 1 + Math.ceil(prefixPaddingMs / LISTEN_FRAME_MS);
    const stream = this.#recognizer.open();
    for (const frame of this.#past.slice(-prefixFrames)) stream.write(frame);
    const startFrame = Math.max(0, this.#frameCount - 1 - framesAgo);
    this.#utterance = { stream, startFrame };
    if (this.detection) this.#emitter.emit('utteranceStarted', { audioStartMs: startFrame * LISTEN_FRAME_MS });
  }

  #follow(): void {
    const utterance = this.#utterance;
    if (!utterance) return;
    const { interim } = utterance.stream;
    if (interim !== undefined && interim !== utterance.interim) {
      utterance.interim = interim;
      this.#emitter.emit('interimRecognised', { text: interim });
    }
    if ((this.#frameCount - utterance.startFrame) * LISTEN_FRAME_MS > MAX_UTTERANCE_MS) this.#end(0);
  }

  #end(framesAgo: number): void {
    const utterance = this.#utterance;
    this.#utterance = undefined;
    this.#endpointer.reset();
    if (!utterance) return;
    this.#announceEnd(utterance.startFrame, framesAgo, this.#finish(utterance.stream));
  }

  async #finish(stream: RecognitionStream): Promise<string> {
    this.#finishing.add(stream);
    try {
      const { text } = await stream.finish();
      return text.trim();
    } finally {
      this.#finishing.delete(stream);
      stream.close();
    }
  }

  #announceEnd(startFrame: number, framesAgo: number, transcript: Promise<string>): void {
    const endFrame = Math.max(startFrame, this.#frameCount - framesAgo);
    this.#emitter.emit('utteranceEnded', {
      audioEndMs: endFrame * LISTEN_FRAME_MS,
      voicedMs: (endFrame - startFrame) * LISTEN_FRAME_MS,
      endpointMs: framesAgo * LISTEN_FRAME_MS,
      transcript,
    });
  }
}
