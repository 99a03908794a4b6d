import { isUploaded, type Background, type Motion, type UploadedBackground } from '@visavis/core';
import type { FaceView, VideoSource } from '@visavis/media';
import { beforeBackground, readShown, type FaceSource } from '../faces/load-face.js';
import { isLoss, Loops } from '../pack/loops.js';
import { Posters } from '../pack/posters.js';
import { prepareFace, preparePoster } from '../pack/prepare.js';
import type { FacePack, Poster, Studio, StudioOptions, StudioStats } from '../ports.js';
import { DrawingThread } from './drawing-thread.js';
import { DrawingThreads } from './drawing-threads.js';
import { FaceVideo } from './face-video.js';
import type { Leases } from './lease.js';

/** Starts a drawing thread at once, so that the first word finds it warm. The caller closes the studio. */
export function createStudio(options: StudioOptions): Studio {
  return new ThreadStudio(options);
}

class ThreadStudio implements Studio {
  readonly ready: Promise<void>;
  readonly #standIn: FaceSource;
  readonly #picturesDir: string;
  readonly #loops: Loops;
  readonly #posters: Posters;
  readonly #threads: DrawingThreads;
  /** Each open video, and the id of the face that it shows. */
  readonly #videos = new Map<FaceVideo, string>();
  readonly #leaving = new Map<string, () => void>();
  readonly #pictures = new Map<UploadedBackground, Uint8Array>();
  #lateFrames = 0;

  constructor({ standard, standIn, cacheDir, picturesDir, logger, workers = 1, encoders }: StudioOptions) {
    const making = { cacheDir, encoders, logger };
    this.#standIn = standIn;
    this.#picturesDir = picturesDir;
    this.#loops = new Loops({ make: (source, bounds) => prepareFace(source, { ...making, ...bounds }), logger });
    this.#posters = new Posters({ make: (source, signal) => preparePoster(source, { ...making, signal }), logger });
    this.#threads = new DrawingThreads(workers, () => new DrawingThread({ encoders }, logger));
    // The first face warms the code up for all others, which are loaded when they are first shown.
    this.#threads.prepare(standard, 1);
    this.ready = this.#open(this.#before(standard, standard.background ?? 'own'));
    this.ready.catch(() => undefined); // A caller that waits for it receives the failure; no caller has to.
  }

  openFace(view: FaceView, source: FaceSource): VideoSource {
    const face = (): FaceSource => this.#shown(this.#before(source, view.background));
    this.#threads.prepare(face(), this.#videos.size + 1);
    const video: FaceVideo = new FaceVideo(view, {
      face,
      loop: (motion) => this.#loopOf(this.#before(source, view.background), motion),
      leases: this.#leasesOf(face),
      onLate: () => this.#lateFrames++,
      onClosed: () => this.#closed(video),
    });
    this.#videos.set(video, source.id);
    return video;
  }

  async check(source: FaceSource, background: Background): Promise<void> {
    await readShown(this.#before(source, background));
  }

  addPicture(name: UploadedBackground, picture: Uint8Array): void {
    // In memory of its own: threads receive a copy of all the memory in which it lies.
    this.#pictures.set(name, Uint8Array.from(picture));
  }

  removePicture(name: UploadedBackground): void {
    this.#pictures.delete(name);
    this.#loops.forgetBackground(name);
    this.#threads.forgetBackground(name);
  }

  poster(face: FaceSource, background: Background): Promise<Poster> {
    const source = this.#before(face, background);
    return this.#posters.of(source).catch((error: unknown) => {
      if (source.id === this.#standIn.id || !isLoss(error)) throw error;
      return this.#posters.of(this.#standIn);
    });
  }

  prepare(source: FaceSource, background: Background): Promise<void> {
    return this.#loops.ready(this.#before(source, background));
  }

  async removeFace(faceId: string): Promise<void> {
    if (this.#isShown(faceId)) await new Promise<void>((resolve) => this.#leaving.set(faceId, resolve));
    this.#loops.forget(faceId);
    this.#posters.forget(faceId);
  }

  stats(): StudioStats {
    return {
      faces: this.#videos.size,
      loops: this.#loops.size,
      liveEncoders: this.#threads.load,
      lateFrames: this.#lateFrames,
      restarts: this.#threads.restarts,
    };
  }

  async close(): Promise<void> {
    for (const video of [...this.#videos.keys()]) video.close();
    await Promise.all([this.#loops.close(), this.#posters.close(), this.#threads.close()]);
  }

  async #open(standard: FaceSource): Promise<void> {
    await this.#loops.keep(standard).catch((error: unknown) => {
      if (standard.id === this.#standIn.id || !isLoss(error)) throw error;
      return this.#loops.keep(this.#standIn);
    });
  }

  #closed(video: FaceVideo): void {
    const faceId = this.#videos.get(video);
    this.#videos.delete(video);
    if (faceId === undefined || this.#isShown(faceId)) return;
    this.#leaving.get(faceId)?.();
    this.#leaving.delete(faceId);
  }

  #isShown(faceId: string): boolean {
    return [...this.#videos.values()].includes(faceId);
  }

  /**
   * Before a picture of one viewer's only silent loops are made: their files are not kept, and each costs some seconds of a
   * core.
   */
  #loopOf(source: FaceSource, motion: Motion): FacePack | undefined {
    if (motion.attention !== 'idle' && isUploaded(source.background ?? 'own')) return undefined;
    const loop = this.#loops.get({ ...source, motion });
    const shown = this.#shown(source);
    return loop ?? (shown === source ? undefined : this.#loops.get({ ...shown, motion }));
  }

  #leasesOf(face: () => FaceSource): Leases {
    const threads = this.#threads;
    return {
      get room() {
        return threads.room;
      },
      open: (options) => threads.open(face(), options),
    };
  }

  #shown(source: FaceSource): FaceSource {
    if (this.#loops.isLost(source)) return this.#standIn;
    return this.#loops.isUndressable(source) ? this.#before(source, 'own') : source;
  }

  #before(source: FaceSource, background: Background): FaceSource {
    if (!isUploaded(background)) return beforeBackground(source, background, this.#picturesDir);
    const picture = this.#pictures.get(background);
    return picture ? { ...source, background, picture } : { ...source, background: 'own' };
  }
}
