import type { TranscriptLine, VisavisClient } from '@visavis/client';
import { byId, make } from './dom.js';

/** A line of the transcript and the element that shows it. */
interface ShownLine {
  line: TranscriptLine;
  readonly item: HTMLLIElement;
}

/** Both sides' captions, live. Screen readers announce each line once, when it is final. */
export class TranscriptView {
  readonly #scroller = byId('transcript', HTMLElement);
  readonly #list = byId('lines', HTMLOListElement);
  readonly #announcer = byId('announcer', HTMLElement);
  readonly #shown = new Map<string, ShownLine>();
  #lines: readonly TranscriptLine[] = [];
  /** Name of the face in the speakers' names, which only screen readers see. */
  faceName = '';

  constructor(client: VisavisClient) {
    client.subscribe(() => {
      const { lines } = client.snapshot();
      if (lines !== this.#lines) this.#show(lines);
    });
  }

  #show(lines: readonly TranscriptLine[]): void {
    this.#lines = lines;
    const kept = new Set(lines.map(({ id }) => id));
    for (const [id, { item }] of this.#shown) {
      if (kept.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    for (const line of lines) this.#write(line);
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #write(line: TranscriptLine): void {
    const before = this.#shown.get(line.id);
    if (before?.line === line) return;
    const item = before?.item ?? this.#list.appendChild(make('li', `line line-${line.from}`));
    this.#shown.set(line.id, { line, item });
    item.toggleAttribute('data-interim', !line.final);
    item.replaceChildren(make('span', 'visually-hidden', `${this.#speaker(line)}: `), ...contentOf(line));
    if (line.final && !before?.line.final && line.text)
      this.#announcer.textContent = `${this.#speaker(line)}: ${line.text}`;
  }

  #speaker({ from }: TranscriptLine): string {
    return from === 'user' ? 'You' : this.faceName;
  }
}

function contentOf(line: TranscriptLine): HTMLElement[] {
  if (line.image !== undefined) return [sentPicture(line.image)];
  const mark = line.interrupted ? 'interrupted' : line.resumed ? 'goes on below' : undefined;
  return mark === undefined ? [words(line)] : [words(line), make('span', 'line-cut', mark)];
}

/**
 * Creates the text of a line: dots until the first word is known; the part of a reply that is still to be heard is
 * paler.
 */
function words({ text, final, heard = 0 }: TranscriptLine): HTMLElement {
  const body = make('span', 'line-text');
  body.classList.toggle('line-dots', text === '' && !final);
  body.append(...(heard > 0 ? [make('span', 'line-heard', text.slice(0, heard))] : []), text.slice(heard));
  return body;
}

function sentPicture(dataUrl: string): HTMLElement {
  const image = make('img', 'line-picture');
  image.alt = 'The picture you showed';
  image.src = dataUrl;
  return image;
}
