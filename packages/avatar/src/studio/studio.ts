import { CodedError } from '@visavis/core';
import type { PlayoutView, VideoSource } from '@visavis/media';
import type { PreparedFace, Studio, StudioOptions, StudioStats } from '../ports.js';
import { DrawingThread } from './drawing-thread.js';
import { FaceVideo } from './face-video.js';
import type { Leases } from './lease.js';

/** Starts the drawing threads at once, so that the first word finds them warm. The caller closes the studio. */
export function createStudio(options: StudioOptions): Studio {
  return new ThreadStudio(options);
}

class ThreadStudio implements Studio {
  readonly #faces: ReadonlyMap<string, PreparedFace>;
  readonly #threads: readonly DrawingThread[];
  readonly #videos = new Set<FaceVideo>();
  #lateFrames = 0;

  constructor({ faces, logger, workers = 1, encoders }: StudioOptions) {
    this.#faces = new Map(faces.map((face) => [face.source.id, face]));
    const data = { faces: faces.map(({ source }) => source), encoders };
    this.#threads = Array.from({ length: workers }, () => new DrawingThread(data, logger));
  }

  openFace(view: PlayoutView, faceId: string): VideoSource {
    const face = this.#faces.get(faceId);
    if (!face) throw new CodedError('avatar.unknown_face', `The studio has no face "${faceId}"`);
    const video: FaceVideo = new FaceVideo(view, {
      pack: face.pack,
      leases: this.#leasesOf(faceId),
      onLate: () => this.#lateFrames++,
      onClosed: () => this.#videos.delete(video),
    });
    this.#videos.add(video);
    return video;
  }

  stats(): StudioStats {
    return {
      faces: this.#videos.size,
      liveEncoders: this.#threads.reduce((sum, thread) => sum + thread.load, 0),
      lateFrames: this.#lateFrames,
      restarts: this.#threads.reduce((sum, thread) => sum + thread.restarts, 0),
    };
  }

  async close(): Promise<void> {
    for (const video of [...this.#videos]) video.close();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #leasesOf(faceId: string): Leases {
    return {
      open: (codec, bitrateBps) => {
        const freest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
        return freest.open(faceId, codec, bitrateBps);
      },
    };
  }
}
