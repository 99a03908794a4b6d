import type { Emitter } from './emitter.js';
import { PeerLink, type MediaState, type PeerHandlers } from './peer-link.js';
import type { Platform } from './platform.js';
import { Playback, type VideoLike } from './playback.js';
import { QualityWatch } from './quality-watch.js';
import type { Quality } from './quality.js';
import type { SessionEvents } from './session-events.js';
import type { Ducking } from './session-tracker.js';
import { summarise, type ConnectionStats } from './stats.js';

/** Nothing has come for two seconds when the quality is `lost`; a path may heal for so long, ms, before it is given up. */
const SILENT_GRACE_MS = 3_000;

export interface FaceMediaHandlers extends Pick<PeerHandlers, 'send' | 'reachable'> {
  /** Picture and sound, which were there, have failed or are interrupted. */
  broken(): void;
  /** The first picture is on the screen. */
  painted(): void;
}

/**
 * Picture and sound of the face: the connection that carries them, the element that shows them, and how well they
 * arrive. Emits their changes as events of the session.
 */
export class FaceMedia implements Ducking {
  /** The connection's signalling, which comes over the socket of the session. */
  readonly peer: PeerLink;
  readonly #platform: Platform;
  readonly #events: Pick<Emitter<SessionEvents>, 'emit'>;
  readonly #handlers: FaceMediaHandlers;
  readonly #playback: Playback;
  readonly #quality: QualityWatch;
  #stream: MediaStream | undefined;
  #state: MediaState = 'none';
  #cancelSilence: () => void = () => undefined;
  #closed = false;

  constructor(platform: Platform, events: Pick<Emitter<SessionEvents>, 'emit'>, handlers: FaceMediaHandlers) {
    this.#platform = platform;
    this.#events = events;
    this.#handlers = handlers;
    this.#playback = new Playback({
      blocked: (failure) => events.emit('problemOccurred', failure),
      painted: () => handlers.painted(),
    });
    this.peer = new PeerLink(platform, {
      send: (messages) => handlers.send(messages),
      reachable: () => handlers.reachable(),
      streamAdded: (stream) => this.#show(stream),
      stateChanged: (state) => this.#become(state),
      failed: (failure) => events.emit('problemOccurred', failure),
    });
    this.#quality = new QualityWatch(
      platform,
      () => this.stats(),
      (quality) => this.#judged(quality),
    );
  }

  /** Shows the face in `video` and plays its sound. One element at a time. */
  attach(video: VideoLike): void {
    this.#playback.attach(video);
  }

  /** Turns the sound on. Call it from a click or a key. */
  unlockSound(): Promise<void> {
    return this.#playback.unlock();
  }

  duck(): void {
    this.#playback.duck();
  }

  unduck(): void {
    this.#playback.unduck();
  }

  async stats(): Promise<ConnectionStats> {
    const report = await this.peer.connection?.getStats();
    return summarise(report ?? new Map<string, unknown>());
  }

  close(): void {
    this.#closed = true;
    this.#quality.stop();
    this.#cancelSilence();
    this.peer.close();
    this.#playback.close();
  }

  #become(state: MediaState): void {
    if (this.#state === 'connected') this.#handlers.broken();
    this.#state = state;
    if (state === 'connected' && !this.#closed) this.#quality.start();
    this.#events.emit('mediaChanged', { state });
  }

  #judged(quality: Quality): void {
    this.#cancelSilence();
    if (quality.level === 'lost')
      this.#cancelSilence = this.#platform.after(SILENT_GRACE_MS, () => this.peer.renewPath());
    this.#events.emit('qualityChanged', quality);
  }

  #show(stream: MediaStream): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#events.emit('streamAdded', { stream });
    this.#playback.show(stream);
  }
}
