import { removePacks, type FaceSource } from '@visavis/avatar';
import type { Background, Logger } from '@visavis/core';
import type { AvatarJob, FaceFiles } from '@visavis/store';
import { faceSource } from '../avatars/face-source.js';
import { faceMaker, type FaceMaker } from './face-maker-package.js';

/** What shows faces. */
export interface FaceStage {
  /**
   * Prepares a face, so that it can be shown before a background from now on.
   *
   * @throws {CodedError} `avatar.one_layer` or `avatar.unknown_background` when it cannot.
   */
  show(source: FaceSource, background: Background): Promise<void>;
  /** No new session is shown this face. Resolves when none is any more. */
  hide(faceId: string): Promise<void>;
}

export interface FaceWorksOptions {
  readonly files: FaceFiles;
  /** Folder of the packs. */
  readonly packsDir: string;
  readonly stage: FaceStage;
  readonly logger: Logger;
  /** @defaultValue the package that is installed */
  readonly maker?: () => Promise<Pick<FaceMaker, 'makeFace'>>;
}

/** How far the making of a face is: the step's name, and the share of all of it that is done. */
export interface JobProgress {
  readonly stage: string;
  readonly fraction: number;
}

export interface MakeOptions {
  readonly faceId: string;
  /** Which face of the picture, counted from 1, from left to right. */
  readonly face: number | undefined;
  /** @defaultValue square */
  readonly shape?: AvatarJob['shape'];
  /** What is to be seen behind it. @defaultValue as in its picture */
  readonly background?: Background | undefined;
  readonly signal: AbortSignal;
  onProgress(progress: JobProgress): void;
}

/** Where the preparing begins, as a share of all of it. */
const PREPARE_BEGINS = 0.9;

/** Makes faces of pictures, and deletes them. */
export class FaceWorks {
  readonly #options: FaceWorksOptions;

  constructor(options: FaceWorksOptions) {
    this.#options = options;
  }

  /**
   * Makes a face, keeps it under its id and has it shown: all of it, or nothing.
   *
   * @returns Remarks on the picture.
   * @throws {CodedError} When no face can be made of the picture, or it cannot be seen before the background. @throws The reason of `signal` when it is aborted.
   */
  async make(
    picture: Uint8Array,
    { faceId, face, shape, background, signal, onProgress }: MakeOptions,
  ): Promise<AvatarJob['report']> {
    const { files, logger, maker = faceMaker } = this.#options;
    const { makeFace } = await maker();
    const { file, report } = await makeFace(picture, {
      signal,
      logger,
      onProgress: ({ stage, fraction }) => onProgress({ stage, fraction: PREPARE_BEGINS * fraction }),
      ...(face !== undefined && { face }),
      ...(shape && { shape }),
    });
    await files.keep(faceId, file);
    onProgress({ stage: 'prepare', fraction: PREPARE_BEGINS });
    const shown = this.show(faceId, background);
    try {
      await unlessAborted(shown, signal);
    } catch (error) {
      // Preparing cannot be stopped: what it makes is deleted when it has ended.
      void shown.catch(() => undefined).then(() => this.remove(faceId));
      throw error;
    }
    return report;
  }

  /** Prepares a face, made here or shipped, before a background. @throws {CodedError} See {@link FaceStage.show}. */
  show(faceId: string, background: Background = 'own'): Promise<void> {
    const { files, stage } = this.#options;
    return stage.show(faceSource(faceId, files), background);
  }

  /**
   * Deletes a face that no avatar wears, with its packs. A session that is shown it keeps it until it ends; if the process
   * ends before, the next one deletes it. Never rejects.
   */
  async remove(faceId: string): Promise<void> {
    const { files, packsDir, stage, logger } = this.#options;
    const failed = (error: unknown): void => logger.error('face not deleted', { face: faceId, error });
    // Without this note, as on a full disk, a process that ends early leaves the file behind, and nothing worse.
    await files.retire(faceId).catch(failed);
    stage
      .hide(faceId)
      .then(() => Promise.all([files.remove(faceId), removePacks(faceId, packsDir)]))
      .catch(failed);
  }

  /** Deletes what an earlier process could not. @param worn Ids of the faces that avatars wear. */
  async clean(worn: readonly string[]): Promise<void> {
    const { files, packsDir } = this.#options;
    for (const faceId of await files.retired()) {
      if (worn.includes(faceId)) continue;
      await files.remove(faceId);
      await removePacks(faceId, packsDir);
    }
  }
}

function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
