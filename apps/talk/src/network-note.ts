import type { ClientSnapshot, VisavisClient } from '@visavis/client';
import { byId, setText } from './dom.js';

/** Says on the picture when it arrives badly, and why. What one can do nothing about is not worth a word. */
export class NetworkNote {
  readonly #note = byId('network', HTMLElement);

  constructor(client: VisavisClient) {
    client.subscribe(() => this.#show(client.snapshot()));
  }

  #show({ state, quality }: ClientSnapshot): void {
    this.#note.hidden = state.name !== 'live' || !quality || quality.level === 'good' || quality.level === 'fair';
    setText(this.#note, `Poor connection. ${quality?.reasons[0] ?? ''}`);
  }
}
