import { CodedError, silentLogger, type Background } from '@visavis/core';
import { MemoryAvatars, MemoryJobs, type AvatarJob, type Avatars } from '@visavis/store';
import { AvatarKeeper } from '../avatars/avatar-keeper.js';
import { AvatarWorkshop } from '../making/avatar-workshop.js';
import { faceMaker } from '../making/face-maker-package.js';
import type { FaceWorks, MakeOptions } from '../making/face-works.js';

/** One face that a workshop has asked for; the test decides what becomes of it. */
export interface Making extends MakeOptions {
  readonly picture: Uint8Array;
  done(report?: AvatarJob['report']): void;
  fail(error: unknown): void;
}

/** Makes faces when the test says so, and ends with the reason of a signal as the real one does. */
export class FakeWorks implements Pick<FaceWorks, 'make' | 'remove' | 'show'> {
  readonly makings: Making[] = [];
  readonly removed: string[] = [];
  /** Faces that were prepared, with what is behind them: any but `transparent`. */
  readonly shown: string[] = [];

  make(picture: Uint8Array, options: MakeOptions): Promise<AvatarJob['report']> {
    return new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error), { once: true });
      this.makings.push({ ...options, picture, done: (report = []) => resolve(report), fail: reject });
    });
  }

  show(faceId: string, background?: Background): Promise<void> {
    if (background === 'transparent') return Promise.reject(new CodedError('avatar.one_layer'));
    this.shown.push(`${faceId} ${background}`);
    return Promise.resolve();
  }

  remove(faceId: string): Promise<void> {
    this.removed.push(faceId);
    return Promise.resolve();
  }
}

/** All that REST needs to make avatars, with faces that are made by {@link FakeWorks}. */
export function fakeMaking(avatars: Avatars = new MemoryAvatars(), ownLicenceId = 'operator') {
  const works = new FakeWorks();
  const jobs = new MemoryJobs();
  return {
    works,
    jobs,
    workshop: new AvatarWorkshop({ jobs, avatars, works, logger: silentLogger }),
    keeper: new AvatarKeeper({ avatars, works, ownLicenceId }),
    download: () => Promise.reject(new Error('nothing is downloaded')),
    maker: faceMaker,
  };
}
