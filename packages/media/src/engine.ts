import { silentLogger, type Clock, type Logger } from '@visavis/core';
import { BEHIND, type UdpFront } from './front/udp-front.js';
import { MediaClock } from './clock/media-clock.js';
import type { MediaCodecs, PictureDecoder } from './ports.js';
import { MediaSession, type MediaSessionOptions } from './session/media-session.js';
import { DatachannelTransport } from './transport/datachannel-transport.js';
import { MediaPort } from './transport/media-port.js';

/** Options of {@link createMediaEngine}. */
export interface MediaEngineOptions {
  readonly codecs: MediaCodecs;
  /** The UDP port of all connections. */
  readonly udpPort: number;
  /** Address to listen on; all when absent. */
  readonly bindAddress?: string;
  /** Addresses at which viewers reach this machine when it stands behind a one-to-one address translation. */
  readonly publicIps?: readonly string[];
  /** Also offers 127.0.0.1, for viewers on this machine. */
  readonly loopbackCandidate?: boolean;
  /** Holds the port instead, for viewers behind relays that are reached by TCP. The engine closes it. */
  readonly front?: UdpFront;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** Figures of the engine at one moment. */
export interface MediaEngineStats {
  readonly sessions: number;
  readonly connected: number;
  /** Ticks of the media clock since the start: how many ran, how many were skipped, and how late they ran. */
  readonly ticks: { count: number; skipped: number; lateP50Ms: number; lateP99Ms: number };
}

const ALL_ADDRESSES: readonly string[] = ['', '0.0.0.0', '::'];

/** The media of the process: one port, one clock, any number of sessions. Closing the engine closes its sessions. */
export class MediaEngine {
  readonly #options: MediaEngineOptions;
  readonly #logger: Logger;
  readonly #clock: MediaClock;
  readonly #sessions = new Set<MediaSession>();
  readonly #bindAddress: string | undefined;
  readonly #port: MediaPort;
  readonly #pictures: PictureDecoder;

  /** @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened. */
  constructor(options: MediaEngineOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#pictures = options.codecs.openPictureDecoder(this.#logger);
    this.#clock = new MediaClock({ clock: options.clock, logger: this.#logger });
    this.#bindAddress = ALL_ADDRESSES.includes(options.bindAddress ?? '') ? undefined : options.bindAddress;
    const { front, udpPort } = options;
    this.#port = front ? new MediaPort(front.behindPort, BEHIND) : new MediaPort(udpPort, this.#bindAddress);
  }

  /** Opens the media of one session. The caller closes it; the engine closes it with itself at the latest. */
  openSession(options: MediaSessionOptions): MediaSession {
    const { udpPort, publicIps = [], loopbackCandidate, front, codecs } = this.#options;
    const bindAddress = this.#bindAddress;
    const extraAddresses = [...publicIps, ...(loopbackCandidate ? ['127.0.0.1'] : [])];
    const session: MediaSession = new MediaSession(
      {
        clock: this.#clock,
        createTransport: () =>
          new DatachannelTransport({ udpPort, bindAddress, extraAddresses, front, logger: options.logger }),
        createAudioEncoder: codecs.createAudioEncoder,
        pictures: this.#pictures,
        onClose: () => this.#sessions.delete(session),
      },
      options,
    );
    this.#sessions.add(session);
    return session;
  }

  stats(): MediaEngineStats {
    const { lateness, skipped } = this.#clock;
    return {
      sessions: this.#sessions.size,
      connected: [...this.#sessions].filter(({ state }) => state === 'connected').length,
      ticks: {
        count: lateness.count,
        skipped,
        lateP50Ms: lateness.quantile(0.5),
        lateP99Ms: lateness.quantile(0.99),
      },
    };
  }

  /** Ends every session at once; resolves when the thread of the cameras has ended. Idempotent. */
  async close(): Promise<void> {
    for (const session of [...this.#sessions]) session.close();
    this.#port.close();
    this.#options.front?.close();
    await this.#pictures.close();
  }
}

/**
 * Opens the media of the process.
 *
 * @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened.
 */
export function createMediaEngine(options: MediaEngineOptions): MediaEngine {
  return new MediaEngine(options);
}
