import type { Background } from '@visavis/core';
import type { Face } from '../faces/face.js';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import { FaceRenderer } from './face-renderer.js';

/**
 * Bytes of the renderers that stay in memory for the next viewer: eleven square faces, or three upright ones. Those that
 * draw for a viewer stay in any case.
 */
const MAX_BYTES = 48_000_000;

interface Entry {
  readonly background: Background | undefined;
  readonly renderer: Promise<FaceRenderer>;
  /** 0 while the face is loaded. */
  bytes: number;
}

/** The renderers of a thread, one per face for all its viewers. A face is loaded when it is first asked for. */
export class Renderers {
  readonly #load: (source: FaceSource) => Promise<Face>;
  readonly #maxBytes: number;
  /** The one used last stands last. */
  readonly #kept = new Map<string, Entry>();

  constructor(load: (source: FaceSource) => Promise<Face>, maxBytes = MAX_BYTES) {
    this.#load = load;
    this.#maxBytes = maxBytes;
  }

  /** @returns Rejects with the error of loading the face; the next call tries again. */
  of(source: FaceSource): Promise<FaceRenderer> {
    const key = lookOf(source);
    const entry = this.#kept.get(key) ?? this.#open(source);
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    return entry.renderer;
  }

  /** Keeps no face before this background for a next viewer. */
  forget(background: Background): void {
    for (const [key, entry] of this.#kept) if (entry.background === background) this.#kept.delete(key);
  }

  #open(source: FaceSource): Entry {
    const renderer = this.#load(source).then((face) => {
      const opened = new FaceRenderer(face);
      entry.bytes = opened.bytes;
      this.#letGo();
      return opened;
    });
    const entry: Entry = { background: source.background, renderer, bytes: 0 };
    renderer.catch(() => {
      if (this.#kept.get(lookOf(source)) === entry) this.#kept.delete(lookOf(source));
    });
    return entry;
  }

  /** Lets go of those that were not used for longest; the last one stays, however large it is. */
  #letGo(): void {
    let bytes = 0;
    for (const [key, entry] of [...this.#kept].reverse()) {
      bytes += entry.bytes;
      if (bytes > this.#maxBytes && bytes > entry.bytes) this.#kept.delete(key);
    }
  }
}
