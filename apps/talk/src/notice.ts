import { byId } from './dom.js';

export interface NoticeAction {
  label: string;
  run(): void;
}

/** The one place that shows what went wrong and what to do about it. The newest problem replaces the last. */
export class Notice {
  readonly #box = byId('notice', HTMLElement);
  readonly #title = byId('notice-title', HTMLElement);
  readonly #hint = byId('notice-hint', HTMLElement);
  readonly #action = byId('notice-action', HTMLButtonElement);

  constructor() {
    byId('notice-close', HTMLButtonElement).addEventListener('click', () => this.clear());
  }

  show(title: string, hint: string, action?: NoticeAction): void {
    this.#title.textContent = title;
    this.#hint.textContent = hint;
    this.#action.hidden = !action;
    this.#action.textContent = action?.label ?? '';
    this.#action.onclick = () => {
      this.clear();
      action?.run();
    };
    this.#box.hidden = false;
  }

  clear(): void {
    this.#box.hidden = true;
  }
}
