import { byId, make } from '../dom.js';
import type { Area } from './area.js';

/** Shows a picture of several people, and asks whose face is meant. */
export class FaceChoice {
  readonly #picture = byId('maker-crowd', HTMLImageElement);
  readonly #boxes = byId('maker-boxes', HTMLElement);
  readonly #onChosen: (face: number) => void;

  /** @param onChosen Called with the number of a face, counted from 1, from left to right. */
  constructor(onChosen: (face: number) => void) {
    this.#onChosen = onChosen;
  }

  /** @param faces In pixels of the picture. */
  async show(picture: Blob, faces: readonly Area[]): Promise<void> {
    const url = URL.createObjectURL(picture);
    this.#picture.src = url;
    await this.#picture.decode();
    URL.revokeObjectURL(url);
    const { naturalWidth: width, naturalHeight: height } = this.#picture;
    this.#boxes.replaceChildren(
      ...faces.map((face, i) => {
        const button = make('button', 'maker-box', String(i + 1));
        button.type = 'button';
        button.setAttribute('aria-label', `Face ${i + 1}, counted from the left`);
        const percent = (value: number, whole: number): string => `${(100 * value) / whole}%`;
        button.style.left = percent(face.x, width);
        button.style.top = percent(face.y, height);
        button.style.width = percent(face.width, width);
        button.style.height = percent(face.height, height);
        button.addEventListener('click', () => this.#onChosen(i + 1));
        return button;
      }),
    );
    this.#boxes.querySelector('button')?.focus();
  }
}
