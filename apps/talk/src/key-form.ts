import { byId } from './dom.js';

const STORED = 'visavis.key';

/** Asks for the server's key where the page was not opened by an invitation. Kept for this tab only. */
export class KeyForm {
  readonly #form = byId('key-form', HTMLFormElement);
  readonly #input = byId('key', HTMLInputElement);
  readonly #invitation = byId('key-invitation', HTMLElement);

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

  /** @param invites Whether the address that the server printed opens the page too. */
  ask(invites: boolean): void {
    this.#invitation.hidden = !invites;
    this.#form.hidden = false;
    this.#input.focus();
  }
}
