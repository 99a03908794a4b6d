import { CodedError } from '@visavis/core';
import type { PlayoutView, VideoSource } from '@visavis/media';
import type { FaceSource } from '../faces/load-face.js';
import type { PreparedFace, Studio, StudioOptions, StudioStats } from '../ports.js';
import { DrawingThread } from './drawing-thread.js';
import { DrawingThreads } from './drawing-threads.js';
import { FaceVideo } from './face-video.js';
import type { Leases } from './lease.js';

/** Starts a drawing thread at once, so that the first word finds it warm. The caller closes the studio. */
export function createStudio(options: StudioOptions): Studio {
  return new ThreadStudio(options);
}

class ThreadStudio implements Studio {
  readonly #faces: Map<string, PreparedFace>;
  readonly #threads: DrawingThreads;
  /** Each open video, and the face that it shows. */
  readonly #videos = new Map<FaceVideo, PreparedFace>();
  readonly #leaving = new Map<PreparedFace, () => void>();
  #lateFrames = 0;

  constructor({ faces, logger, workers = 1, encoders }: StudioOptions) {
    this.#faces = new Map(faces.map((face) => [face.source.id, face]));
    this.#threads = new DrawingThreads(workers, () => new DrawingThread({ encoders }, logger));
    // The first face warms the code up for all others, which are loaded when they are first shown.
    if (faces[0]) this.#threads.prepare(faces[0].source);
  }

  openFace(view: PlayoutView, faceId: string): VideoSource {
    const face = this.#faces.get(faceId);
    if (!face) throw new CodedError('avatar.unknown_face', `The studio has no face "${faceId}"`);
    this.#threads.prepare(face.source);
    const video: FaceVideo = new FaceVideo(view, {
      pack: face.pack,
      leases: this.#leasesOf(face.source),
      onLate: () => this.#lateFrames++,
      onClosed: () => this.#closed(video),
    });
    this.#videos.set(video, face);
    return video;
  }

  addFace(face: PreparedFace): void {
    this.#faces.set(face.source.id, face);
  }

  async removeFace(faceId: string): Promise<void> {
    const face = this.#faces.get(faceId);
    if (!face) return;
    this.#faces.delete(faceId);
    if (this.#isShown(face)) await new Promise<void>((resolve) => this.#leaving.set(face, resolve));
  }

  stats(): StudioStats {
    return {
      faces: this.#videos.size,
      liveEncoders: this.#threads.load,
      lateFrames: this.#lateFrames,
      restarts: this.#threads.restarts,
    };
  }

  async close(): Promise<void> {
    for (const video of [...this.#videos.keys()]) video.close();
    await this.#threads.close();
  }

  #closed(video: FaceVideo): void {
    const face = this.#videos.get(video);
    this.#videos.delete(video);
    if (!face || this.#isShown(face)) return;
    this.#leaving.get(face)?.();
    this.#leaving.delete(face);
  }

  #isShown(face: PreparedFace): boolean {
    return [...this.#videos.values()].includes(face);
  }

  #leasesOf(source: FaceSource): Leases {
    return { open: (codec, bitrateBps) => this.#threads.open(source, codec, bitrateBps) };
  }
}
