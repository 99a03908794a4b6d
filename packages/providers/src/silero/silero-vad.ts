import type { Logger } from '@visavis/core';
import { workerModule } from '@visavis/worker';
import {
  LISTEN_FRAME_SAMPLES,
  type EngineInfo,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import type { EngineThread, StartThread } from '../engine-thread.js';
import { WorkerEngine } from '../worker-engine.js';
import type { SileroCalls } from './silero-worker.js';

/**
 * Frames of one session that may wait for the model: a second. For a further one the latest probability is returned.
 */
const MAX_WAITING = 32;
/** Frames that it rehearses: two seconds, after which its code is compiled. */
const REHEARSED_FRAMES = 60;

/** Neural voice activity detection in a thread of its own, shared by all sessions; a session's state is 1.3 kB. */
export class SileroVad extends WorkerEngine<SileroCalls> implements VoiceActivityDetector {
  readonly info: EngineInfo = { languages: 'any', times: [], streams: true, data: THIS_MACHINE };
  #nextStream = 1;

  constructor(logger?: Logger, start?: StartThread) {
    super(workerModule(import.meta.url, 'silero-worker'), { name: 'listener', logger }, start);
  }

  open(): VoiceActivityStream {
    return new SileroStream(this.worker, this.#nextStream++);
  }

  protected override async warmUp(): Promise<void> {
    await super.warmUp();
    const stream = this.open();
    try {
      for (let i = 0; i < REHEARSED_FRAMES; i++) await stream.push(new Float32Array(LISTEN_FRAME_SAMPLES));
    } finally {
      stream.close();
    }
  }
}

class SileroStream implements VoiceActivityStream {
  readonly #worker: EngineThread<SileroCalls>;
  readonly #stream: number;
  #waiting = 0;
  #latest = 0;
  #closed = false;
  /** The thread answers one stream's frames in order only when they come one after the other. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(worker: EngineThread<SileroCalls>, stream: number) {
    this.#worker = worker;
    this.#stream = stream;
  }

  async push(frame: Float32Array): Promise<number> {
    if (frame.length !== LISTEN_FRAME_SAMPLES) {
      throw new RangeError(`a frame has ${LISTEN_FRAME_SAMPLES} samples, got ${frame.length}`);
    }
    if (this.#closed || this.#waiting >= MAX_WAITING) return this.#latest;
    this.#waiting++;
    const answer = this.#before.then(() => this.#ask(frame));
    this.#before = answer.catch(() => undefined);
    try {
      return (this.#latest = await answer);
    } finally {
      this.#waiting--;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#worker.post('end', this.#stream);
  }

  #ask(frame: Float32Array): Promise<number> | number {
    // After `close` the thread has forgotten the stream; another call would create a new one that is never ended.
    return this.#closed ? this.#latest : this.#worker.call('push', { stream: this.#stream, frame });
  }
}
