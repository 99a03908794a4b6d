import {
  describeBrowserEars,
  findBrowserEars,
  hasBrowserEars,
  type BrowserEars,
  type TalkingEngines,
  type VisavisClient,
} from '@visavis/client';
import type { Boot } from './boot.js';
import { byId } from './dom.js';

const STORED = 'visavis.ears';

/**
 * Offers the browser's own speech recognition where the server's ears understand only what they were taught. It is off until
 * the user, who reads where the voice goes, switches it on.
 */
export class EarsOffer {
  readonly #offer = byId('ears', HTMLElement);
  readonly #look = byId('ears-look', HTMLButtonElement);
  readonly #consent = byId('ears-consent', HTMLElement);
  readonly #switch = byId('ears-switch', HTMLInputElement);
  readonly #words = byId('ears-words', HTMLElement);
  readonly #changed: () => void;
  #found: BrowserEars | undefined;

  /** @param changed Called when {@link chosen} has changed. */
  constructor(client: VisavisClient, changed: () => void) {
    this.#changed = changed;
    this.#switch.addEventListener('change', () => {
      // What was agreed to is one place: should the browser offer another one next time, it asks again.
      if (this.chosen) localStorage.setItem(STORED, this.chosen.place);
      else localStorage.removeItem(STORED);
      client.session?.useEars(this.chosen?.place ?? 'server', this.#found?.language);
      changed();
    });
    client.on('problemOccurred', ({ kind }) => {
      if (kind !== 'ears') return;
      this.#switch.checked = false;
      changed();
    });
  }

  /** The ears of the browser, where the user has switched them on. */
  get chosen(): BrowserEars | undefined {
    return this.#switch.checked ? this.#found : undefined;
  }

  /** Offers the browser's ears to the users of a server that can do with them. */
  offer({ engines, takesTranscripts, vocabulary }: Boot): void {
    if (!takesTranscripts || vocabulary === 'open' || !window.isSecureContext || !hasBrowserEars()) return;
    this.#offer.hidden = false;
    // A user who has agreed before has asked before.
    if (localStorage.getItem(STORED) !== null) void this.#find(engines);
    else this.#look.addEventListener('click', () => void this.#find(engines), { once: true });
  }

  /** Never rejects. */
  async #find(engines: TalkingEngines): Promise<void> {
    const found = (await findBrowserEars('device', { engines })) ?? (await findBrowserEars('browser', { engines }));
    if (!found) return;
    this.#found = found;
    this.#look.hidden = true;
    this.#consent.hidden = false;
    this.#words.textContent = describeBrowserEars(found);
    this.#switch.checked = localStorage.getItem(STORED) === found.place;
    this.#changed();
  }
}
