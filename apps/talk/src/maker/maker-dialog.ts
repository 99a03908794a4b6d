import { byId, make, setText } from '../dom.js';
import type { ChosenAvatar } from '../chosen-avatar.js';
import { CropView } from './crop-view.js';
import { FaceChoice } from './face-choice.js';
import { LookChoice } from './look-choice.js';
import { Making, MakingProblem, type JobStatus } from './making.js';
import { describeMaking } from './making-words.js';
import { PicturePick } from './picture-pick.js';

const STEPS = ['pick', 'frame', 'people', 'progress', 'done'] as const;
type Step = (typeof STEPS)[number];

export interface MakerHandlers {
  /** Returns a key that is good for one request at least. */
  license(): string | Promise<string>;
  /** Begins a conversation, within the click that asks for it. */
  talkTo(avatar: ChosenAvatar): void;
}

/** The way from a picture to a face to talk to, in one dialog: pick, frame and name, wait, talk. */
export class MakerDialog {
  readonly #dialog = byId('maker', HTMLDialogElement);
  readonly #name = byId('maker-name', HTMLInputElement);
  readonly #progress = byId('maker-bar', HTMLProgressElement);
  readonly #problem = byId('maker-problem', HTMLElement);
  readonly #crop = new CropView();
  readonly #look = new LookChoice();
  readonly #people = new FaceChoice((face) => void this.#make(face));
  readonly #making: Making;
  /** What is sent: kept for a second try with another face of it. */
  #picture: Blob | undefined;
  #ending = new AbortController();
  #made: ChosenAvatar | undefined;

  constructor({ license, talkTo }: MakerHandlers) {
    this.#making = new Making(license);
    new PicturePick((file) => void this.#open(file));
    byId('maker-close', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => this.#ending.abort());
    byId('maker-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#crop.cut().then((picture) => {
        this.#picture = picture;
        return this.#make(undefined);
      });
    });
    byId('maker-cancel', HTMLButtonElement).addEventListener('click', () => {
      this.#ending.abort();
      this.#show('frame');
    });
    byId('maker-talk', HTMLButtonElement).addEventListener('click', () => {
      this.#dialog.close();
      if (this.#made) talkTo(this.#made);
    });
    for (const again of this.#dialog.querySelectorAll('[data-again]'))
      again.addEventListener('click', () => this.#show('pick'));
  }

  open(): void {
    this.#show('pick');
    this.#dialog.showModal();
  }

  async #open(file: Blob): Promise<void> {
    this.#ending.abort();
    try {
      await this.#crop.open(file);
      this.#show('frame');
    } catch {
      this.#show('pick');
      this.#explain(new MakingProblem('That is no picture', 'Choose a JPEG, PNG or WebP file.'));
    }
  }

  async #make(face: number | undefined): Promise<void> {
    const ending = (this.#ending = new AbortController());
    const { signal } = ending;
    this.#show('progress');
    this.#follow({ status: 'waiting', stage: 'waiting', ahead: 0, progress: 0 });
    try {
      const { shape, background } = this.#look;
      const options = { name: this.#name.value.trim(), shape, background, face };
      const begun = await this.#making.begin(this.#picture!, options, signal);
      signal.addEventListener('abort', () => void this.#making.cancel(begun.jobId), { once: true });
      const ended = await this.#making.follow(begun.jobId, (job) => this.#follow(job), signal);
      if (ended.status === 'done') this.#celebrate(ended);
      else await this.#refused(ended);
    } catch (error) {
      if (signal.aborted) return;
      this.#show('frame');
      this.#explain(error);
    } finally {
      // A job that has ended is not cancelled when the dialog closes.
      if (this.#ending === ending) this.#ending = new AbortController();
    }
  }

  async #refused({ error }: JobStatus): Promise<void> {
    const several = error?.code === 'face.several' && error.faces.length > 0;
    this.#show(several ? 'people' : 'frame');
    if (several) await this.#people.show(this.#picture!, error.faces);
    else this.#explain(new MakingProblem(error?.message ?? 'The face was not made', error?.advice));
  }

  #follow(job: Pick<JobStatus, 'status' | 'stage' | 'ahead' | 'progress'>): void {
    setText(byId('maker-stage', HTMLElement), describeMaking(job));
    this.#progress.value = job.progress;
  }

  #celebrate({ avatarId, name, report }: JobStatus): void {
    const poster = `/api/avatars/${encodeURIComponent(avatarId)}/poster`;
    this.#made = { id: avatarId, name, poster };
    byId('maker-poster', HTMLImageElement).src = poster;
    byId('maker-poster', HTMLImageElement).alt = name;
    setText(byId('maker-ready', HTMLElement), `${name} is ready.`);
    byId('maker-report', HTMLUListElement).replaceChildren(
      ...report.map(({ howMuch, advice }) => {
        const item = make('li', '', advice);
        item.prepend(make('b', '', `${howMuch.charAt(0).toUpperCase()}${howMuch.slice(1)}. `));
        return item;
      }),
    );
    byId('maker-remarks', HTMLElement).hidden = report.length === 0;
    this.#show('done');
  }

  #explain(error: unknown): void {
    const problem =
      error instanceof MakingProblem
        ? error
        : new MakingProblem('The server cannot be reached', 'Try again in a moment.');
    setText(byId('maker-problem-title', HTMLElement), problem.message);
    setText(byId('maker-problem-hint', HTMLElement), problem.advice);
    this.#problem.hidden = false;
  }

  #show(shown: Step): void {
    this.#problem.hidden = true;
    for (const step of STEPS) byId(`maker-${step}`, HTMLElement).hidden = step !== shown;
    byId(`maker-${shown}`, HTMLElement).querySelector<HTMLElement>('[data-first]')?.focus();
  }
}
