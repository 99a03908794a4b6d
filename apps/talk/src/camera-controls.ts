import type { VisavisClient } from '@visavis/client';
import { byId } from './dom.js';

/** The camera's switch, for a brain that sees, and the camera's picture in a corner of the face's. */
export class CameraControls {
  readonly #client: VisavisClient;
  readonly #toggle = byId('camera', HTMLButtonElement);
  readonly #label = byId('camera-label', HTMLElement);
  readonly #self = byId('self', HTMLVideoElement);

  constructor(client: VisavisClient) {
    this.#client = client;
    this.#toggle.addEventListener('click', () => void client.turnCamera(!this.#on));
    client.on('cameraChanged', ({ stream }) => this.#showSelf(stream));
    client.subscribe(() => this.#show());
  }

  get #on(): boolean {
    const { camera } = this.#client.snapshot();
    return camera === 'on' || camera === 'asking';
  }

  #show(): void {
    this.#toggle.hidden = !this.#client.open || !this.#client.session?.capabilities.includes('vision');
    this.#toggle.setAttribute('aria-pressed', String(this.#on));
    this.#label.textContent = this.#on ? 'Camera off' : 'Camera';
  }

  #showSelf(stream: MediaStream | undefined): void {
    this.#self.hidden = !stream;
    this.#self.srcObject = stream ?? null;
  }
}
