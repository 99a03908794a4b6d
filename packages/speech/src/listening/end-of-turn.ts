import { languageOf } from '../languages/index.js';
import { Endpointer, LISTEN_FRAME_MS, type EndpointEvent, type EndpointSettings } from './endpointer.js';
import { silenceToEndMs, type SaidSoFar } from './patience.js';

/** A user who is silent for so long may have finished, if a recogniser hears it so: longer than a stop consonant. */
const SETTLED_FRAMES = Math.ceil(96 / LISTEN_FRAME_MS);
/** An interim transcript that is still the same after so much more speech is late: it does not shorten the silence. */
const LATE_FRAMES = Math.ceil(640 / LISTEN_FRAME_MS);

/** How the silence is found that ends a turn: by what was said, or always the configured one. */
export type EndOfTurnRule = 'adaptive' | 'fixed';

/** The utterance under way, as far as it decides about its end. */
export interface OpenUtterance extends SaidSoFar {
  /** Whether its beginning was reported. */
  readonly announced: boolean;
  /** Whether the recogniser hears that the user has finished. */
  readonly turnEnded: boolean;
}

/** Finds where utterances begin and end: by silence, of which what was said decides how much, and by what the recogniser hears. */
export class EndOfTurn {
  readonly #endpointer = new Endpointer();
  readonly #rule: EndOfTurnRule;
  /** Whether the user has spoken since the recogniser heard the end of the turn. */
  #wentOn = false;
  #interim: string | undefined;
  /** Frames of speech since the interim transcript changed. */
  #spokenFrames = 0;

  constructor(rule: EndOfTurnRule) {
    this.#rule = rule;
  }

  /** Frames since the last one of speech; 0 outside of an utterance. */
  get silentFrames(): number {
    return this.#endpointer.silentFrames;
  }

  /** @param language BCP 47, where it is known. */
  push(
    probability: number,
    settings: EndpointSettings,
    utterance: OpenUtterance | undefined,
    language: string | undefined,
  ): EndpointEvent | undefined {
    const event = this.#endpointer.push(probability, {
      ...settings,
      silenceDurationMs: this.#silenceMs(settings.silenceDurationMs, utterance, language),
    });
    if (event || !utterance) return event;
    this.#follow(utterance);
    return this.#endsEarly(utterance) ? { type: 'ended', framesAgo: this.#endpointer.silentFrames } : undefined;
  }

  reset(): void {
    this.#endpointer.reset();
    this.#wentOn = false;
    this.#interim = undefined;
    this.#spokenFrames = 0;
  }

  #silenceMs(configuredMs: number, utterance: OpenUtterance | undefined, language: string | undefined): number {
    if (this.#rule === 'fixed' || !utterance) return configuredMs;
    const silenceMs = silenceToEndMs(configuredMs, utterance, languageOf(language));
    const late = this.#spokenFrames > LATE_FRAMES && utterance.interim === this.#interim;
    return late ? Math.max(configuredMs, silenceMs) : silenceMs;
  }

  #follow({ interim, turnEnded }: OpenUtterance): void {
    const speaks = this.#endpointer.silentFrames === 0;
    if (interim !== this.#interim) this.#spokenFrames = 0;
    else if (speaks) this.#spokenFrames++;
    this.#interim = interim;
    this.#wentOn = turnEnded && (this.#wentOn || speaks);
  }

  /**
   * A recogniser that hears the end of a turn spares the user the rest of the silence. It hears late: an end during speech
   * is that of what was said before.
   */
  #endsEarly({ announced, turnEnded }: OpenUtterance): boolean {
    return turnEnded && announced && !this.#wentOn && this.#endpointer.silentFrames >= SETTLED_FRAMES;
  }
}
