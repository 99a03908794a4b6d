import type { Session } from '@visavis/client';
import { byId } from './dom.js';

/** Says on the picture when it arrives badly, and why. What one can do nothing about is not worth a word. */
export class NetworkNote {
  readonly #note = byId('network', HTMLElement);

  follow(session: Session): void {
    session.on('qualityChanged', ({ level, reasons }) => {
      this.#note.hidden = level === 'good' || level === 'fair';
      this.#note.textContent = `Poor connection. ${reasons[0] ?? ''}`;
    });
    session.on('stateChanged', ({ to }) => {
      if (to.name !== 'live') this.#note.hidden = true;
    });
  }
}
