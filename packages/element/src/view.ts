import { describeEnginesWith } from '@visavis/client';
import type {
  BrowserEars,
  ClientSnapshot,
  Problem,
  Quality,
  SessionState,
  ShownFace,
  TranscriptLine,
} from '@visavis/client';
import { STYLE } from './style.js';

export interface ViewHandlers {
  started(): void;
  stopped(): void;
  muted(muted: boolean): void;
  interrupted(): void;
  /** The user turns on the sound that the browser has blocked. */
  unlocked(): void;
  typed(text: string): void;
}

const ACTIVITY = { listening: 'Listening', thinking: 'Thinking', speaking: 'Speaking' } as const;

/**
 * The inside of the element: shows a session and reports what the user does. Knows nothing of how the session is
 * created.
 */
export class View {
  readonly video = document.createElement('video');
  /** Shows the face where the page is seen behind it. */
  readonly canvas = document.createElement('canvas');
  readonly #stage = make('div', { class: 'stage', part: 'stage' });
  /** Not announced: the face says it aloud, and a screen reader would talk over it. */
  readonly #captions = make('div', { class: 'captions', 'aria-live': 'off', role: 'log' });
  readonly #status = make('p', { class: 'status', role: 'status' });
  readonly #network = make('p', { class: 'network', role: 'status', hidden: '' });
  /** Where voice and words go, as far as it is known. */
  readonly #data = make('p', { class: 'data', part: 'data', hidden: '' });
  readonly #toggle = make('button', { class: 'start', type: 'button' }, 'Start talking');
  readonly #mute = make('button', { type: 'button', 'aria-pressed': 'false' }, 'Mute');
  readonly #unlock = make('button', { class: 'start', type: 'button' }, 'Turn sound on');
  readonly #form = make('form', { class: 'controls' });
  readonly #input = make('input', { placeholder: 'Type instead of talking', 'aria-label': 'Your message' });
  #shown: ClientSnapshot;
  #browserEars: BrowserEars | undefined;

  constructor(root: ShadowRoot, snapshot: ClientSnapshot, handlers: ViewHandlers) {
    this.#shown = snapshot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    Object.assign(this.video, { autoplay: true, playsInline: true });
    this.video.setAttribute('aria-label', 'The face you talk to');
    this.canvas.setAttribute('aria-hidden', 'true');
    const label = make('p', { class: 'label' }, 'AI-generated');
    this.#stage.append(this.video, this.canvas, this.#captions, this.#network, label);
    this.#form.append(this.#input, make('button', { type: 'submit' }, 'Send'));
    const controls = make('div', { class: 'controls' });
    controls.append(this.#unlock, this.#toggle, this.#mute);
    root.append(this.#stage, this.#status, controls, this.#form, this.#data);

    this.#toggle.addEventListener('click', () => (this.#isOpen ? handlers.stopped() : handlers.started()));
    this.#mute.addEventListener('click', () => handlers.muted(!this.#shown.muted));
    this.video.addEventListener('volumechange', () => this.#offerSound());
    this.#unlock.addEventListener('click', () => handlers.unlocked());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#input.value.trim();
      this.#input.value = '';
      if (text) handlers.typed(text);
    });
    root.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Escape') handlers.interrupted();
    });
    this.show(snapshot);
  }

  show(snapshot: ClientSnapshot): void {
    const before = this.#shown;
    const { state, problem, muted, quality, lines } = snapshot;
    this.#shown = snapshot;
    this.#toggle.textContent = this.#isOpen ? 'Stop' : 'Start talking';
    this.#toggle.classList.toggle('start', !this.#isOpen);
    this.#form.hidden = state.name !== 'live';
    this.#mute.hidden = this.#form.hidden && state.name !== 'reconnecting';
    this.#mute.setAttribute('aria-pressed', String(muted));
    this.#offerSound();
    if (quality !== before.quality) this.#showQuality(quality);
    this.#showData();
    if (lines !== before.lines) this.#showLines(lines);
    // A problem stays on display until the state changes.
    if (problem !== before.problem) this.#showProblem(problem);
    else if (state !== before.state) this.#say(wordsOf(state), 'status');
  }

  /** Takes the shape of the face. */
  fit({ width, height, transparent }: ShownFace): void {
    this.#stage.style.aspectRatio = `${width} / ${height}`;
    this.#stage.classList.toggle('clear', transparent);
  }

  /** @param address Address of a picture to show before the face appears; empty for none. */
  showPoster(address: string): void {
    if (address) this.video.poster = address;
    else this.video.removeAttribute('poster');
  }

  /** Says that the browser is to turn speech into text; `undefined` where it is not. */
  showBrowserEars(ears: BrowserEars | undefined): void {
    this.#browserEars = ears;
    this.#showData();
  }

  #showProblem(problem: Problem | undefined): void {
    if (problem) this.#say(`${problem.message}. ${problem.hint}`, 'alert');
    else this.#say(wordsOf(this.#shown.state), 'status');
  }

  /** Shows the quality while it is worse than fair; a note that the user can do nothing about is left out. */
  #showQuality(quality: Quality | undefined): void {
    this.#network.hidden = !quality || quality.level === 'good' || quality.level === 'fair';
    this.#network.textContent = `Poor connection. ${quality?.reasons[0] ?? ''}`;
  }

  /** In a session that has gone back to the server's ears, those of the browser are not stated. */
  #showData(): void {
    const { state, ears, engines = {} } = this.#shown;
    const usesBrowser = state.name !== 'live' || ears !== 'server';
    const words = describeEnginesWith(usesBrowser ? this.#browserEars : undefined, engines).join(' ');
    this.#data.hidden = words === '';
    if (this.#data.textContent !== words) this.#data.textContent = words;
  }

  /** The latest words of either side. */
  #showLines(lines: readonly TranscriptLine[]): void {
    const latest = lines.filter(({ text }) => text.trim() !== '').slice(-2);
    this.#captions.replaceChildren(...latest.map(caption));
  }

  /** The session mutes the video when the browser plays no sound of its own accord. */
  #offerSound(): void {
    this.#unlock.hidden = !this.#isOpen || !this.video.muted;
  }

  get #isOpen(): boolean {
    return this.#shown.state.name !== 'idle' && this.#shown.state.name !== 'ended';
  }

  #say(words: string, role: 'status' | 'alert'): void {
    this.#status.setAttribute('role', role);
    this.#status.textContent = words;
  }
}

function wordsOf(state: SessionState): string {
  if (state.name === 'live') return ACTIVITY[state.activity];
  if (state.name === 'queued') return placeInWords(state.position, state.estimatedWaitS);
  if (state.name === 'reconnecting') return 'The connection broke. Coming back';
  return state.name === 'connecting' ? 'Connecting' : '';
}

function placeInWords(position: number, waitS: number | undefined): string {
  const minutes = waitS === undefined ? 0 : Math.ceil(waitS / 60);
  const wait = minutes === 0 ? '' : ` About ${minutes} minute${minutes === 1 ? '' : 's'}.`;
  return `You are number ${position} in the queue.${wait}`;
}

/** Creates the caption of a line; the part that is still to be heard is paler. */
function caption({ from, text, heard = text.length }: TranscriptLine): HTMLElement {
  const line = make('p', { class: from }, text.slice(0, heard));
  if (heard < text.length) line.append(make('span', { class: 'ahead' }, text.slice(heard)));
  return line;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}
