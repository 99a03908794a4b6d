import type { ClientSnapshot, VisavisClient } from '@visavis/client';
import { byId, setText } from './dom.js';

/**
 * A note on the picture while it arrives badly, with the reason. A note that the user can do nothing about is left out.
 */
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
