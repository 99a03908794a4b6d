import type { Session } from '@visavis/client';
import { byId } from './dom.js';

/** Lets a face that sees see the user: a switch, and what it sees in a corner of the picture. */
export class CameraControls {
  readonly #toggle = byId('camera', HTMLButtonElement);
  readonly #label = byId('camera-label', HTMLElement);
  readonly #self = byId('self', HTMLVideoElement);
  #session: Session | undefined;

  constructor() {
    this.#toggle.addEventListener('click', () => void this.#session?.camera(!this.#on));
  }

  follow(session: Session): void {
    this.#session = session;
    session.on('cameraChanged', ({ stream }) => this.#show(stream));
    session.on('stateChanged', ({ to }) => {
      this.#toggle.hidden = to.name === 'ended' || !session.capabilities.includes('vision');
    });
  }

  get #on(): boolean {
    return this.#session?.cameraState === 'on' || this.#session?.cameraState === 'asking';
  }

  #show(stream: MediaStream | undefined): void {
    this.#toggle.setAttribute('aria-pressed', String(this.#on));
    this.#label.textContent = this.#on ? 'Camera off' : 'Camera';
    this.#self.hidden = !stream;
    this.#self.srcObject = stream ?? null;
  }
}
