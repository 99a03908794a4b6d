import type { PlayoutView, VideoCodec, VideoSource } from '@visavis/media';
import type { Studio, StudioOptions, StudioStats } from '../ports.js';
import { DrawingThread } from './drawing-thread.js';
import { FaceVideo, type FaceVideoOwner } from './face-video.js';
import type { Lease } from './lease.js';

/** Starts the drawing threads at once, so that the first word finds them warm. The caller closes the studio. */
export function createStudio(options: StudioOptions): Studio {
  return new ThreadStudio(options);
}

class ThreadStudio implements Studio, FaceVideoOwner {
  readonly pack;
  readonly leases = { open: (codec: VideoCodec, bitrateBps: number) => this.#open(codec, bitrateBps) };
  readonly #threads: readonly DrawingThread[];
  readonly #faces = new Set<FaceVideo>();
  #lateFrames = 0;

  constructor({ pack, logger, workers = 1, encoders }: StudioOptions) {
    this.pack = pack;
    this.#threads = Array.from({ length: workers }, () => new DrawingThread({ encoders }, logger));
  }

  openFace(view: PlayoutView): VideoSource {
    const face = new FaceVideo(view, this);
    this.#faces.add(face);
    return face;
  }

  stats(): StudioStats {
    return {
      faces: this.#faces.size,
      liveEncoders: this.#threads.reduce((sum, thread) => sum + thread.load, 0),
      lateFrames: this.#lateFrames,
      restarts: this.#threads.reduce((sum, thread) => sum + thread.restarts, 0),
    };
  }

  onLate(): void {
    this.#lateFrames++;
  }

  onClosed(face: FaceVideo): void {
    this.#faces.delete(face);
  }

  async close(): Promise<void> {
    for (const face of [...this.#faces]) face.close();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #open(codec: VideoCodec, bitrateBps: number): Lease {
    const freest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
    return freest.open(codec, bitrateBps);
  }
}
