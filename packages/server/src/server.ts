import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { ResourceStack, systemClock, type Clock, type Logger } from '@visavis/core';
import type { LicenceEntry } from '@visavis/store';
import type { WebSocket } from 'ws';
import type { Config } from './config/config.js';
import { iceConfig } from './config/ice.js';
import { loadEngines, type Engines, type LoadEngines } from './engines.js';
import { createIceServers } from './ice/ice-servers.js';
import { openOwnStun } from './ice/own-stun.js';
import type { Health } from './health.js';
import { createApp, type PageBoot } from './http/app.js';
import { posterPath } from './http/posters.js';
import { Keys } from './keys/keys.js';
import { Refusals } from './keys/refusals.js';
import { displayUrl, listen } from './listen.js';
import { answerWith } from './http/answer-with.js';
import { openHttp } from './http/open-http.js';
import { AvatarDirectory, type Avatar } from './avatars/avatar-directory.js';
import { Sessions } from './sessions/sessions.js';
import { takeUpgrades, type Arrival } from './sessions/upgrade.js';
import { openStore } from './store.js';
import { talkPageDir } from './talk-page.js';

export interface ServerDeps {
  /** The server's own key, which its page on this machine receives. */
  license: string;
  /** Further keys. */
  licenses?: readonly LicenceEntry[];
  /** Avatars beside Iris. */
  avatars?: readonly Avatar[];
  logger: Logger;
  clock?: Clock;
  /** Loads faces, voices and ears. */
  load?: LoadEngines;
  /** Folder of the built page. */
  pageDir?: string;
}

/** A running server with its inner state, as this package sees it. Its owner closes it. */
export interface OpenServer {
  /** Address of the page. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the first session could be served. Rejects when a model or the face cannot be loaded. */
  readonly ready: Promise<void>;
  health(): Health;
  /** Label of the brain; known once ready. */
  boot(): Promise<PageBoot>;
  /** Ends every session with an event and 1001, then everything else. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts listening, and loads face and models meanwhile: clients that connect earlier wait for them.
 *
 * @throws {CodedError} `config.invalid` when the address cannot be listened on, the store cannot be opened, or the page
 * is not installed.
 */
export async function openServer(config: Config, deps: ServerDeps): Promise<OpenServer> {
  const { logger, license, licenses = [], clock = systemClock, load = loadEngines } = deps;
  const resources = new ResourceStack();
  let engines: Engines | undefined;
  const store = await openStore(config, { licences: [{ key: license }, ...licenses], avatars: deps.avatars ?? [] });
  const refusals = new Refusals({ clock, logger });
  const keys = new Keys({ licences: store.licences, tokens: store.tokens, origins: config.origins, refusals });
  const avatars = new AvatarDirectory(store.avatars);
  const iceServersFor = createIceServers(iceConfig(config), await openOwnStun(config, { resources, logger }));

  const boot = async (): Promise<PageBoot> => {
    const standard = await avatars.standard();
    return {
      ready: engines !== undefined,
      brain: engines?.minds.brain.label ?? '',
      vocabulary: engines?.ears.recognizer.vocabulary ?? 'closed',
      avatar: { name: standard.name, poster: posterPath(standard) },
      suggestions: engines?.suggestions() ?? [],
    };
  };
  const health = (): Health => ({
    ready: engines !== undefined,
    counts: { ...sessions.counts(), ...engines?.counts(), timers: activeTimers() },
    engines: engines && healthOf(engines),
    pacing: engines?.pacing(),
  });

  const app = createApp({
    pageDir: deps.pageDir ?? talkPageDir(),
    license,
    open: {
      keys,
      avatars,
      iceServersFor,
      model: () => engines && { label: engines.minds.brain.label, voices: engines.voices.synthesizer.voices },
      trustProxy: config.trustProxy,
    },
    answer: () => engines && answerWith(engines.minds.brain),
    health,
    boot,
    poster: (avatar) => engines?.poster(avatar),
    logger,
  });
  const http = openHttp(app.fetch, config);
  const faceIds = await avatars.faceIds();
  const port = await listen(http, config).catch(async (error: unknown) => {
    await resources.release();
    throw error;
  });
  resources.defer(() => closeHttp(http));

  const loading = load(config, { udpPort: config.udpPort ?? port, faceIds, logger });
  // Half-loaded engines close themselves later: an end must not wait for a beginning.
  resources.defer(() => engines?.close() ?? void loading.then((loaded) => loaded.close()).catch(() => undefined));
  const ready = loading.then((loaded) => void (engines = loaded));
  // A caller that waits for `ready` receives the failure; no caller has to.
  ready.catch(() => undefined);

  resources.defer(() => store.records.settled());
  const sessions = new Sessions({
    config: { idleTimeoutMs: config.idleTimeoutS * 1000, maxSessionsPerLicense: config.maxSessionsPerLicense },
    iceServersFor,
    keys,
    avatars,
    engines: loading,
    store,
    nodeId: randomUUID(),
    clock,
    logger,
  });
  resources.defer(() => sessions.close());
  const accept = (socket: WebSocket, arrival: Arrival) => sessions.accept(socket, arrival);
  resources.defer(takeUpgrades(http, { accept, trustProxy: config.trustProxy }));

  return { url: displayUrl(config.host, port), port, ready, health, boot, close: () => resources.release() };
}

function healthOf({ ears, minds, voices }: Engines): Health['engines'] {
  return {
    vad: ears.vad.health.state,
    recognizer: ears.recognizer.health.state,
    brain: minds.brain.health.state,
    synthesizer: voices.synthesizer.health.state,
  };
}

/** Number of timers that keep the process alive: back to its first value when all clients have gone. */
function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
