import { byId, make } from './dom.js';

/** Questions worth trying, each one tap away. */
export class Suggestions {
  readonly #box = byId('suggestions', HTMLElement);
  readonly #list = byId('suggestion-list', HTMLUListElement);
  readonly #onAsk: (question: string) => void;

  constructor(onAsk: (question: string) => void) {
    this.#onAsk = onAsk;
  }

  show(questions: readonly string[]): void {
    this.#box.hidden = questions.length === 0;
    this.#list.replaceChildren(
      ...questions.map((question) => {
        const button = make('button', '', question);
        button.type = 'button';
        button.addEventListener('click', () => this.#onAsk(question));
        const item = make('li', '');
        item.append(button);
        return item;
      }),
    );
  }
}
