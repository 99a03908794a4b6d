import { byId } from '../dom.js';

/** Takes a picture: chosen, dropped on the dialog, pasted, or taken with a phone's camera. */
export class PicturePick {
  readonly #dialog = byId('maker', HTMLDialogElement);
  readonly #drop = byId('maker-pick', HTMLElement);

  /** @param picked Called with a file of any kind. */
  constructor(picked: (file: Blob) => void) {
    for (const [button, input] of [
      ['maker-choose', 'maker-file'],
      ['maker-camera', 'maker-camera-file'],
    ] as const) {
      const field = byId(input, HTMLInputElement);
      byId(button, HTMLButtonElement).addEventListener('click', () => field.click());
      field.addEventListener('change', () => {
        const [file] = field.files ?? [];
        if (file) picked(file);
        field.value = ''; // the same file may be chosen again
      });
    }
    // Elsewhere the attribute `capture` has no effect, and the button would be a second one for files.
    byId('maker-camera', HTMLButtonElement).hidden = !matchMedia('(pointer: coarse)').matches;
    this.#dialog.addEventListener('dragover', (event) => {
      event.preventDefault(); // otherwise the browser would refuse the drop
      this.#drop.dataset['over'] = '';
    });
    for (const end of ['dragleave', 'drop'] as const)
      this.#dialog.addEventListener(end, () => delete this.#drop.dataset['over']);
    this.#dialog.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation(); // the page shows dropped pictures to the brain
      const [file] = event.dataTransfer?.files ?? [];
      if (file) picked(file);
    });
    document.addEventListener(
      'paste',
      (event) => {
        const [file] = event.clipboardData?.files ?? [];
        if (!file || !this.#dialog.open) return;
        event.stopImmediatePropagation();
        picked(file);
      },
      { capture: true },
    );
  }
}
