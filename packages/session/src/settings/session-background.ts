import { randomUUID } from 'node:crypto';
import {
  CodedError,
  isUploaded,
  isWarningCode,
  type Background,
  type Clock,
  type UploadedBackground,
  type WarningCode,
} from '@visavis/core';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Faces } from '../engines.js';
import { BackgroundChanges } from './background-changes.js';

export interface SessionBackgroundOptions {
  readonly faces: Pick<Faces, 'check' | 'addPicture' | 'removePicture'>;
  readonly avatar: AvatarRecord;
  readonly clock: Clock;
  /** Puts a background into effect that can be shown, as far as is known. */
  show(background: Background): void;
  warn(code: WarningCode, message?: string): void;
}

/** A picture of the client's that has not been decoded yet. */
interface Upload {
  readonly name: UploadedBackground;
  readonly picture: Uint8Array;
}

/**
 * What is seen behind the face of one session: one of the backgrounds that have names, or the newest picture that its
 * client has sent. Such a picture belongs to this session: its name is made up here and leaves the server by no message.
 */
export class SessionBackground {
  readonly #options: SessionBackgroundOptions;
  readonly #changes: BackgroundChanges;
  /** Waits for its turn. */
  #upload: Upload | undefined;
  /** The picture that the engine keeps for this session. */
  #kept: UploadedBackground | undefined;
  /** Aborts when something else is to be shown. */
  #change = new AbortController();

  constructor(options: SessionBackgroundOptions) {
    this.#options = options;
    this.#changes = new BackgroundChanges({
      show: (background) => void this.#show(background),
      onEarly: () => options.warn('config.background_rate'),
      clock: options.clock,
    });
  }

  choose(background: Background): void {
    if (this.#upload?.name !== background) this.#upload = undefined;
    this.#changes.choose(background);
  }

  /** Takes a picture of the client's, in place of an earlier one. @returns What chooses it. */
  take(picture: Uint8Array): UploadedBackground {
    const name = `upload:${randomUUID()}` as const;
    this.#upload = { name, picture };
    return name;
  }

  /** Lets go of the client's pictures. Idempotent. */
  close(): void {
    this.#changes.close();
    this.#change.abort();
    this.#upload = undefined;
    this.#keep(undefined);
  }

  async #show(background: Background): Promise<void> {
    this.#change.abort();
    const { signal } = (this.#change = new AbortController());
    const { faces, avatar, show, warn } = this.#options;
    try {
      if (isUploaded(background)) await this.#decode(signal);
      if (signal.aborted) return;
      show(background);
      this.#keep(isUploaded(background) ? background : undefined);
      await faces.check(avatar, background);
    } catch (error) {
      if (!signal.aborted) warn(codeOf(error), `background: ${(error as Error).message}`);
    }
  }

  async #decode(signal: AbortSignal): Promise<void> {
    const upload = this.#upload;
    this.#upload = undefined;
    if (!upload) return;
    await this.#options.faces.addPicture(upload.name, upload.picture, signal);
    if (signal.aborted) this.#options.faces.removePicture(upload.name);
  }

  /** An earlier picture has left the view. */
  #keep(name: UploadedBackground | undefined): void {
    if (this.#kept !== undefined) this.#options.faces.removePicture(this.#kept);
    this.#kept = name;
  }
}

/** A background that has a name is refused for one reason, a picture for several. */
const codeOf = (error: unknown): WarningCode =>
  error instanceof CodedError && error.code.startsWith('face.') && isWarningCode(error.code)
    ? error.code
    : 'config.background';
