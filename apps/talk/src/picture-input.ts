import { shrinkPicture, type VisavisClient } from '@visavis/client';
import { byId } from './dom.js';

export interface PictureInputHandlers {
  /** @param dataUrl The picture, as `Session.image` takes it. */
  picked(dataUrl: string): void;
  unreadable(): void;
}

/** Takes pictures for a brain that sees: chosen, pasted, or dropped anywhere on the page. */
export class PictureInput {
  readonly #handlers: PictureInputHandlers;
  readonly #button = byId('picture', HTMLButtonElement);
  readonly #file = byId('picture-file', HTMLInputElement);

  constructor(client: VisavisClient, handlers: PictureInputHandlers) {
    this.#handlers = handlers;
    this.#button.addEventListener('click', () => this.#file.click());
    this.#file.addEventListener('change', () => {
      this.#take(this.#file.files);
      this.#file.value = ''; // the same file may be chosen again
    });
    document.addEventListener('paste', (event) => this.#take(event.clipboardData?.files));
    document.addEventListener('dragover', (event) => {
      if (!this.#button.hidden) event.preventDefault(); // otherwise the browser would refuse the drop
    });
    document.addEventListener('drop', (event) => {
      if (this.#button.hidden || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.#take(event.dataTransfer.files);
    });
    client.subscribe(() => {
      const live = client.snapshot().state.name === 'live';
      this.#button.hidden = !live || !client.session?.capabilities.includes('vision');
    });
  }

  #take(files: FileList | null | undefined): void {
    const [picture] = files ?? [];
    if (!picture || this.#button.hidden) return;
    shrinkPicture(picture).then(
      (dataUrl) => this.#handlers.picked(dataUrl),
      () => this.#handlers.unreadable(),
    );
  }
}
