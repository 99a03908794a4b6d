import { CodedError, TypedEmitter, type Clock } from '@visavis/core';
import type { FaceView, MediaSessionEvents, Playout, SessionDescription, VideoSource } from '@visavis/media';
import { FakeAligner, FakeBrain, FakeRecognizer, FakeSynthesizer, FakeVad } from '@visavis/speech/testing';
import type { ConversationEngines, Faces, Media, SessionEngines, SessionMedia } from '../engines.js';
import type { FrameReader } from '../frames/frame-reader.js';
import { readFrame } from '../frames/received-message.js';

const TICK_MS = 20;

/**
 * Engines that cost nothing, for whole sessions in tests: fake ears, brain and voice, a face that is never drawn, and viewers
 * that connect as soon as they have answered.
 */
export class FakeEngines implements SessionEngines {
  readonly vad = new FakeVad();
  readonly recognizer = new FakeRecognizer();
  readonly brain = new FakeBrain();
  readonly synthesizer = new FakeSynthesizer();
  readonly ears = { vad: this.vad, recognizer: this.recognizer, takesTranscripts: true };
  readonly minds = { brain: this.brain };
  readonly aligner = new FakeAligner();
  readonly voices = { synthesizer: this.synthesizer, aligner: this.aligner };
  readonly frames: FrameReader = {
    read: ({ utf8 }, dialect) => Promise.resolve(readFrame(Buffer.from(utf8).toString('utf8'), dialect)),
  };
  /** Resources that sessions have released, in order. */
  readonly released: ('media' | 'face')[] = [];
  readonly faces: Faces;
  readonly media: Media;
  /** Ids of the avatars whose faces were opened. */
  readonly shown: string[] = [];
  /** What the faces that were opened move to. */
  readonly views: FaceView[] = [];
  /** Pictures for behind the faces that sessions hold now, by their names. */
  readonly pictures = new Map<string, Uint8Array>();
  /** Connections that are open now. */
  openMedia = 0;

  constructor(clock: Clock) {
    this.faces = {
      open: (view, avatar) => {
        this.shown.push(avatar.id);
        this.views.push(view);
        return this.#face();
      },
      check: (_avatar, background) =>
        background === 'transparent' ? Promise.reject(new Error('The face is of one layer')) : Promise.resolve(),
      addPicture: (name, picture) => {
        if (picture.length === 0) return Promise.reject(new CodedError('face.not_a_picture', 'The file is empty'));
        this.pictures.set(name, picture);
        return Promise.resolve();
      },
      removePicture: (name) => void this.pictures.delete(name),
    };
    this.media = {
      openSession: ({ playout }) => {
        this.openMedia++;
        return new FakeSessionMedia(clock, playout, () => {
          this.openMedia--;
          this.released.push('media');
        });
      },
    };
  }

  enginesFor(): ConversationEngines {
    return this;
  }

  #face(): VideoSource {
    return {
      start: () => undefined,
      nextFrame: () => undefined,
      lookAhead: () => undefined,
      requestKeyFrame: () => undefined,
      setBitrate: () => undefined,
      close: () => void this.released.push('face'),
    };
  }
}

/** Plays by the clock; takes what begins like a description, and refuses the rest as the real one does. */
class FakeSessionMedia implements SessionMedia {
  readonly events = new TypedEmitter<MediaSessionEvents>();
  readonly #clock: Clock;
  readonly #playout: Playout;
  readonly #onClose: () => void;
  #cancel: () => void = () => undefined;
  #ticks = 0;
  #closed = false;

  constructor(clock: Clock, playout: Playout, onClose: () => void) {
    this.#clock = clock;
    this.#playout = playout;
    this.#onClose = onClose;
    this.#tickLater();
  }

  createOffer(): Promise<SessionDescription> {
    return Promise.resolve({ type: 'offer', sdp: 'v=0\r\n' });
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.#accept(sdp);
  }

  async acceptOffer(sdp: string): Promise<SessionDescription> {
    await this.#accept(sdp);
    return { type: 'answer', sdp: 'v=0\r\n' };
  }

  addCandidate(): void {
    // Viewers connect without.
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancel();
    this.#onClose();
  }

  async #accept(sdp: string): Promise<void> {
    await Promise.resolve();
    if (!sdp.startsWith('v=0')) throw new CodedError('media.negotiation_failed', 'not a description');
    this.events.emit('stateChanged', { from: 'connecting', to: 'connected' });
  }

  #tickLater(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.#tickLater();
      this.#playout.advance(this.#ticks++ % 2 === 0);
    });
  }
}
