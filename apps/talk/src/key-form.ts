import { byId } from './dom.js';

const STORED = 'visavis.key';

/** Asks for the server's key where the server does not hand it out. Kept for this tab only. */
export class KeyForm {
  readonly #form = byId('key-form', HTMLFormElement);
  readonly #input = byId('key', HTMLInputElement);

  constructor(onKey: () => void) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      sessionStorage.setItem(STORED, this.#input.value.trim());
      this.#input.value = '';
      this.#form.hidden = true;
      onKey();
    });
  }

  get key(): string | undefined {
    return sessionStorage.getItem(STORED) ?? undefined;
  }

  /** Forgets a key that was not accepted. */
  forget(): void {
    sessionStorage.removeItem(STORED);
  }

  ask(): void {
    this.#form.hidden = false;
    this.#input.focus();
  }
}
