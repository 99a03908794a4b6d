import { AnswerDue } from './answer-due.js';
import type { History } from './history.js';
import type { Interruptions } from './interruptions.js';
import { ShownPictures } from './shown-pictures.js';
import type { ReplyRequest, ShownPicture } from './ports.js';
import type { ReplySpeaker, Saying } from './replying/reply-speaker.js';
import type { Manner } from './replying/reply.js';
import type { AnsweredTurn } from './replying/stage-times.js';
import { withOverrides } from './reply-request.js';
import { turnDetectionOf, type ConversationSettings, type ReplyOverrides } from './conversation-settings.js';

export interface AnsweringOptions {
  /** @returns The answer to the conversation as it stands when the answer is begun. */
  answer(settings: ConversationSettings & ReplyOverrides, shown: Shown): Saying;
  readonly history: History;
  readonly speaker: ReplySpeaker;
  readonly interruptions: Interruptions;
}

/** The pictures that an answer may be about. */
export type Shown = Pick<ReplyRequest, 'pictures' | 'asksAboutPicture'>;

/** Has the conversation answered when an answer is due: at the end of a turn, or when the client requests one. */
export class Answering {
  readonly #options: AnsweringOptions;
  readonly #due = new AnswerDue();
  readonly #pictures = new ShownPictures();
  /** Overrides for the reply that is due. */
  #overrides: ReplyOverrides = {};
  /** The turn that has no answer yet. */
  #turn: AnsweredTurn | undefined;
  /** The settings in force from the next answer on. */
  settings: ConversationSettings = {};

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** The user begins to speak: the reply being said falls silent, unless the settings keep it going. */
  utteranceStarted(): void {
    this.#due.utteranceStarted();
    const { interruptions } = this.#options;
    if (!turnDetectionOf(this.settings)?.interruptResponse || interruptions.utteranceStarted()) return;
    const interrupted = this.#options.speaker.interrupt();
    // Should it turn out to be a cough, the question whose answer it cut off is still to be answered.
    if (interrupted?.speech.answers && !interrupted.effective) {
      this.#turn = interrupted.speech.turn;
      this.#due.turnUnanswered();
    }
  }

  utteranceEnded(): void {
    this.#options.interruptions.utteranceEnded();
    this.#due.utteranceEnded();
  }

  /**
   * @param turn The turn, now in the history; `undefined` when nothing was said.
   * @param detected By the detector, not by hand.
   */
  transcribed(turn: AnsweredTurn | undefined, detected: boolean): void {
    if (turn) this.#turn = turn;
    // A turn ends for good what it has silenced.
    if (turn && this.#options.interruptions.overReply) this.#options.speaker.interrupt();
    const answered = detected && turnDetectionOf(this.settings)?.createResponse !== false;
    this.#due.transcribed(turn !== undefined && answered);
    this.ifDue();
    if (this.#due.quiet) this.#options.speaker.resume();
  }

  /** A typed message takes the turn's place; the latency of its answer does not count from the user's last sound. */
  typed(): void {
    this.#turn = undefined;
  }

  shown(picture: ShownPicture): void {
    this.#pictures.add(picture, this.#options.history.added);
  }

  requested(overrides: ReplyOverrides): void {
    this.#overrides = overrides;
    const asksAboutTool = this.#options.history.latest?.role === 'toolOutput';
    if (asksAboutTool && !this.#pictures.areNewest(this.#options.history.added)) return this.toolAnswered();
    this.#due.requested();
    this.ifDue();
  }

  /** The output of a tool is to be answered once the face has finished. */
  toolAnswered(): void {
    this.#due.toolAnswered();
    this.ifDue();
  }

  /** Stops the reply being thought or said, and drops the one that is due. */
  cancelled(): void {
    this.#due.cancelled();
    this.#overrides = {};
    this.#turn = undefined;
    this.#options.speaker.interrupt();
  }

  /** Answers, if it is time to. */
  ifDue(): void {
    const idle = !this.#options.speaker.busy;
    const mayInterrupt = idle || turnDetectionOf(this.settings)?.interruptResponse !== false;
    if (this.#due.take({ idle, mayInterrupt })) this.#answer();
  }

  #answer(): void {
    const { answer, speaker } = this.#options;
    const settings = withOverrides(this.settings, this.#overrides);
    const shown = this.#showing();
    const turn = this.#turn;
    this.#overrides = {};
    this.#turn = undefined;
    speaker.say({
      ...answer(settings, shown),
      ...mannerOf(settings),
      expression: settings.expression,
      turn,
      answers: true,
    });
  }

  #showing(): Shown {
    const pictures = this.#pictures.newest;
    if (pictures.length === 0) return {};
    return { pictures, asksAboutPicture: this.#pictures.areNewest(this.#options.history.added) };
  }
}

/** How replies are presented to the user. */
export function mannerOf({ language, voice, modalities }: ConversationSettings): Manner {
  return { language, voice, written: modalities === 'text' };
}
