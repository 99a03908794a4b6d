import { Session, type MediaState, type Problem, type SessionState } from '@visavis/client';
import type { CameraControls } from './camera-controls.js';
import type { Face } from './face.js';
import type { MicrophoneControls } from './microphone-controls.js';
import type { NetworkNote } from './network-note.js';
import type { PictureInput } from './picture-input.js';
import type { TimingPanel } from './timing-panel.js';
import type { Transcript } from './transcript.js';
import type { Situation } from './words.js';

export interface CallViews {
  face: Face;
  microphone: MicrophoneControls;
  camera: CameraControls;
  network: NetworkNote;
  pictures: PictureInput;
  timing: TimingPanel;
  transcript: Transcript;
}

export interface CallHandlers {
  changed(): void;
  troubled(problem: Problem): void;
}

export interface CallOptions {
  license: string | undefined;
  deviceId: string | undefined;
  /** Asked as soon as the session is live; without one the face speaks first. */
  firstQuestion: string | undefined;
}

/** One conversation on the page, from Start to its end. */
export class Call {
  readonly #session: Session;
  readonly #views: CallViews;
  #media: MediaState = 'none';
  #typed = 0;
  /** Items the server gives no name to still need a line each. */
  #unnamed = 0;

  constructor(options: CallOptions, views: CallViews, handlers: CallHandlers) {
    this.#views = views;
    this.#session = new Session({
      url: location.origin,
      license: options.license,
      // The page has said already why there is none.
      microphone: window.isSecureContext && { deviceId: options.deviceId },
      queue: true,
      greet: options.firstQuestion === undefined,
    });
    views.face.follow(this.#session);
    views.microphone.follow(this.#session);
    views.camera.follow(this.#session);
    views.network.follow(this.#session);
    views.pictures.follow(this.#session);
    views.timing.follow(this.#session);
    this.#writeTranscript();
    this.#session.on('stateChanged', ({ from, to }) => {
      if (from.name === 'connecting' && to.name === 'live' && options.firstQuestion) this.say(options.firstQuestion);
      handlers.changed();
      if (to.name === 'ended' && to.reason.kind !== 'left') handlers.troubled(to.reason);
    });
    this.#session.on('mediaChanged', ({ state }) => {
      this.#media = state;
      handlers.changed();
    });
    this.#session.on('microphoneChanged', () => handlers.changed());
    this.#session.on('problemOccurred', (problem) => handlers.troubled(problem));
    this.#session.connect();
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get situation(): Situation {
    const { state, microphoneState, muted } = this.#session;
    return { state, media: this.#media, microphone: microphoneState, muted };
  }

  say(text: string): void {
    if (this.#session.ask(text)) this.#views.transcript.userSaid(`typed ${this.#typed++}`, text, true);
  }

  /** Shows a picture to the face, which says something about it. @param dataUrl As `Session.image` takes it. */
  show(dataUrl: string): void {
    if (this.#session.image(dataUrl, { ask: true }))
      this.#views.transcript.userShowed(`shown ${this.#typed++}`, dataUrl);
  }

  interrupt(): void {
    this.#session.interrupt();
  }

  retryMicrophone(): void {
    void this.#session.devices.select({ kind: 'microphone' });
  }

  async end(): Promise<void> {
    await this.#session.disconnect();
  }

  #writeTranscript(): void {
    const { transcript } = this.#views;
    this.#session.on('userStarted', ({ itemId }) => transcript.userStarted(itemId ?? `unnamed ${++this.#unnamed}`));
    this.#session.on('userTranscribed', ({ itemId, text, final }) =>
      transcript.userSaid(itemId ?? `unnamed ${this.#unnamed}`, text, final),
    );
    this.#session.on('replyHeard', ({ replyId, text }) => transcript.faceHeard(replyId, text.length));
    this.#session.on('replyUpdated', ({ replyId, text, final }) => transcript.faceSaid(replyId, text, final));
  }
}
