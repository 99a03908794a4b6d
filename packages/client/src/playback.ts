import { problem, type Problem } from './problem.js';

/** The part of a video element that is used. */
export interface VideoLike {
  srcObject: MediaProvider | null;
  muted: boolean;
  play(): Promise<void>;
  requestVideoFrameCallback?(callback: () => void): number;
}

export interface PlaybackHandlers {
  /** The browser wants a touch of the page first; the picture runs meanwhile, without sound. */
  blocked(problem: Problem): void;
  /** The first picture is on the screen. */
  painted(): void;
}

/** Shows a session in a `<video>` element and keeps its sound allowed, ducked or full. Does not own the element. */
export class Playback {
  readonly #video: VideoLike;
  readonly #handlers: PlaybackHandlers;
  #stream: MediaStream | undefined;
  /** By us, because the browser would play no sound. */
  #muted = false;
  #closed = false;

  constructor(video: VideoLike, handlers: PlaybackHandlers) {
    this.#video = video;
    this.#handlers = handlers;
  }

  /** The same stream again is harmless: `ontrack` comes once per track. */
  show(stream: MediaStream): void {
    if (this.#closed || this.#stream === stream) return;
    this.#stream = stream;
    this.#video.srcObject = stream;
    this.#video.requestVideoFrameCallback?.(() => this.#handlers.painted());
    void this.#play();
  }

  /** To be called from a click or a key: only then does the browser allow sound. */
  async unlock(): Promise<void> {
    this.#unmute();
    await this.#play();
  }

  /**
   * Silences what is already on its way, at an interruption; {@link unduck} at the next reply.
   * The tracks are switched off rather than the element's volume, which phones do not let a page set.
   */
  duck(): void {
    this.#setAudible(false);
  }

  unduck(): void {
    this.#setAudible(true);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream = undefined;
    this.#video.srcObject = null;
    this.#unmute(); // the element may show another session, started by a touch
  }

  #unmute(): void {
    if (this.#muted) this.#video.muted = false;
    this.#muted = false;
  }

  #setAudible(audible: boolean): void {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = audible;
  }

  async #play(): Promise<void> {
    try {
      await this.#video.play();
    } catch (error) {
      if (this.#closed || !(error instanceof Error || error instanceof DOMException)) return;
      // AbortError: a newer stream took the element; its own play() reports.
      if (error.name !== 'NotAllowedError' || this.#video.muted) return;
      this.#video.muted = this.#muted = true;
      this.#handlers.blocked(problem('autoplay', 'The browser plays no sound before you touch the page'));
      await this.#video.play().catch(() => undefined);
    }
  }
}
