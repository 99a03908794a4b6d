import { showFace, type VisavisClient } from '@visavis/client';
import { byId } from './dom.js';

/** Picture and sound: the poster until the first live picture is painted, and the button that allows sound. */
export class FaceView {
  readonly #portrait = byId('portrait', HTMLElement);
  readonly #poster = byId('poster', HTMLImageElement);
  readonly #video = byId('face', HTMLVideoElement);
  readonly #hear = byId('hear', HTMLButtonElement);

  constructor(client: VisavisClient) {
    this.#hear.addEventListener('click', () => {
      this.#hear.hidden = true;
      void client.unlockSound();
    });
    this.#poster.addEventListener('error', () => (this.#poster.hidden = true));
    this.#poster.addEventListener('load', () => this.#fit(this.#poster.naturalWidth, this.#poster.naturalHeight));
    this.#follow(client);
  }

  introduce(name: string, poster: string): void {
    this.#video.setAttribute('aria-label', `${name}, live`);
    this.#poster.alt = name;
    if (this.#poster.getAttribute('src') === poster && !this.#poster.hidden) return;
    this.#poster.src = poster;
    this.#poster.hidden = false;
  }

  /** The frame takes the shape of the face. */
  #fit(width: number, height: number): void {
    this.#portrait.style.setProperty('--shape', String(width / height));
  }

  #follow(client: VisavisClient): void {
    client.attach(this.#video);
    showFace(this.#video, byId('face-canvas', HTMLCanvasElement), ({ width, height }) => this.#fit(width, height));
    client.on('firstFramePainted', ({ sinceConnectMs }) => {
      this.#portrait.dataset['painted'] = String(Math.round(sinceConnectMs));
    });
    client.on('problemOccurred', ({ kind }) => {
      if (kind === 'autoplay') this.#hear.hidden = false;
    });
    client.on('stateChanged', ({ to }) => {
      if (to.name !== 'ended') return;
      this.#hear.hidden = true;
      delete this.#portrait.dataset['painted'];
    });
  }
}
