import { byId } from '../dom.js';

const COLOUR = 'colour';

/** How the face is to be shown: its shape, and what is behind the person. */
export class LookChoice {
  readonly #shape = byId('maker-shape', HTMLSelectElement);
  readonly #behind = byId('maker-behind', HTMLSelectElement);
  readonly #colour = byId('maker-colour', HTMLInputElement);

  constructor() {
    const update = (): void => void (this.#colour.hidden = this.#behind.value !== COLOUR);
    this.#behind.addEventListener('change', update);
    update(); // browsers keep what was chosen over a reload
  }

  /** `square` or `portrait`. */
  get shape(): string {
    return this.#shape.value;
  }

  /** As the server reads it. */
  get background(): string {
    return this.#behind.value === COLOUR ? this.#colour.value : this.#behind.value;
  }
}
