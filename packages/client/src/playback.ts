import { problem, type Problem } from './problem.js';

/** The part of an `HTMLVideoElement` that the SDK uses. */
export interface VideoLike {
  srcObject: MediaProvider | null;
  muted: boolean;
  play(): Promise<void>;
  requestVideoFrameCallback?(callback: () => void): number;
}

export interface PlaybackHandlers {
  /** The browser requires a touch of the page first; meanwhile the picture plays without sound. */
  blocked(problem: Problem): void;
  /** The first picture is on the screen. */
  painted(): void;
}

/** Shows a session in a `<video>` element and keeps its sound allowed, ducked or full. Does not own the element. */
export class Playback {
  readonly #handlers: PlaybackHandlers;
  #video: VideoLike | undefined;
  #stream: MediaStream | undefined;
  /** Whether we muted the element, because the browser would play no sound. */
  #muted = false;
  #closed = false;

  constructor(handlers: PlaybackHandlers) {
    this.#handlers = handlers;
  }

  /** Uses this element from now on, and releases the last one. */
  attach(video: VideoLike): void {
    if (this.#closed || video === this.#video) return;
    this.#letGo();
    this.#video = video;
    this.#start();
  }

  /** The same stream again is harmless: `ontrack` comes once per track. */
  show(stream: MediaStream): void {
    if (this.#closed || this.#stream === stream) return;
    this.#stream = stream;
    this.#start();
  }

  /** Turns the sound on. Call it from a click or a key: only then does the browser allow sound. */
  async unlock(): Promise<void> {
    this.#unmute();
    if (this.#video) await this.#play(this.#video);
  }

  /**
   * Silences the sound that is already on its way, at an interruption; {@link unduck} at the next reply.
   * The tracks are switched off rather than the element's volume, which phones do not let a page set.
   */
  duck(): void {
    this.#setAudible(false);
  }

  unduck(): void {
    this.#setAudible(true);
  }

  close(): void {
    this.#closed = true;
    this.#letGo();
    this.#stream = undefined;
  }

  #start(): void {
    const [video, stream] = [this.#video, this.#stream];
    if (!video || !stream) return;
    video.srcObject = stream;
    video.requestVideoFrameCallback?.(() => this.#handlers.painted());
    void this.#play(video);
  }

  #letGo(): void {
    this.#unmute(); // the element may show another session, started by a touch
    if (this.#video) this.#video.srcObject = null;
    this.#video = undefined;
  }

  #unmute(): void {
    if (this.#video && this.#muted) this.#video.muted = false;
    this.#muted = false;
  }

  #setAudible(audible: boolean): void {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = audible;
  }

  async #play(video: VideoLike): Promise<void> {
    try {
      await video.play();
    } catch (error) {
      if (this.#video !== video || !(error instanceof Error || error instanceof DOMException)) return;
      // AbortError: a newer stream took the element; its own play() reports.
      if (error.name !== 'NotAllowedError' || video.muted) return;
      video.muted = this.#muted = true;
      this.#handlers.blocked(problem('autoplay', 'The browser plays no sound before you touch the page'));
      await video.play().catch(() => undefined);
    }
  }
}
