import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { ResourceStack, systemClock, type Clock, type Logger } from '@visavis/core';
import { tokenRequest } from '@visavis/protocol/rest';
import { factsOf, type ConversationEngines } from '@visavis/session';
import { licenceId, type LicenceEntry, type McpServers, type Records } from '@visavis/store';
import type { WebSocket } from 'ws';
import type { Config } from './config/config.js';
import { turnTakingIn } from './config/turns.js';
import { iceConfig } from './config/ice.js';
import { loadEngines, openKnowledge, type Engines, type LoadEngines } from './engines.js';
import { createIceServers } from './ice/ice-servers.js';
import { openOwnStun } from './ice/own-stun.js';
import type { Health } from './health.js';
import { createApp, type PageBoot } from './http/app.js';
import { PAGE_TOKEN_LIFE_S } from './http/page-entry.js';
import { MAX_PICTURE_BYTES } from './http/avatar-jobs.js';
import type { EngineFacts } from './http/engine-choices.js';
import { posterPath } from './http/posters.js';
import { Keys, type KeysOptions } from './keys/keys.js';
import { Refusals } from './keys/refusals.js';
import { displayUrl, faultOfUdpPort, listen } from './listen.js';
import { answerWith } from './http/answer-with.js';
import { openHttp } from './http/open-http.js';
import { AvatarDirectory, faceOf, type Avatar } from './avatars/avatar-directory.js';
import { AvatarKeeper } from './avatars/avatar-keeper.js';
import { AvatarWorkshop } from './making/avatar-workshop.js';
import { canMakeFaces, faceMaker } from './making/face-maker-package.js';
import { FaceWorks } from './making/face-works.js';
import { LaterStage } from './making/later-stage.js';
import { pictureDownload } from './making/picture-download.js';
import { forgetOldRecords } from './sessions/retention.js';
import { Sessions } from './sessions/sessions.js';
import { takeUpgrades, type Arrival } from './sessions/upgrade.js';
import { mediaAddress } from './media-address.js';
import { isLoopback } from './public-address.js';
import { openFaceFiles, openJobs, openStore, packsDir } from './store.js';
import { PagePasses } from './page/page-passes.js';
import { talkPageDir } from './page/talk-page.js';

/** For the download of a picture; its client waits meanwhile. */
const DOWNLOAD_LIMIT_MS = 10_000;

export interface ServerDeps {
  /** The server's own key, in whose name an invited page talks. */
  license: string;
  /** Further keys. */
  licenses?: readonly LicenceEntry[];
  /** Avatars beside Iris. */
  avatars?: readonly Avatar[];
  /** MCP servers by their names. */
  mcpServers?: McpServers;
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
  /**
   * @param used Called when the address has been opened.
   * @returns A new address that opens the page once, without a key; `undefined` where the page needs one.
   */
  invite(used?: () => void): string | undefined;
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
 * is not installed; `knowledge.invalid`, `media.port_unavailable`. Nothing is open then.
 */
export async function openServer(config: Config, deps: ServerDeps): Promise<OpenServer> {
  const resources = new ResourceStack();
  try {
    return await openOn(resources, config, deps);
  } catch (error) {
    await resources.release();
    throw error;
  }
}

async function openOn(resources: ResourceStack, config: Config, deps: ServerDeps): Promise<OpenServer> {
  const { logger, license, licenses = [], clock = systemClock, load = loadEngines } = deps;
  let engines: Engines | undefined;
  const listed = { licences: [{ key: license }, ...licenses], avatars: deps.avatars ?? [] };
  const store = await openStore(config, listed, logger);
  resources.defer(() => store.close());
  const refusals = new Refusals({ clock, logger });
  const faceFiles = openFaceFiles(config.dataDir);
  const keys = new Keys({ licences: store.licences, tokens: store.tokens, ...pagesOf(config), refusals });
  const avatars = new AvatarDirectory(store.avatars);
  const iceServersFor = createIceServers(iceConfig(config), await openOwnStun(config, { resources, logger }));
  const passes = isPrivate(config) ? new PagePasses() : undefined;
  const issueToken = async (origin: string): Promise<string> => {
    const request = tokenRequest.parse({ expires_in_s: PAGE_TOKEN_LIFE_S, origin });
    return (await keys.issue(licenceId(license), request, true)).token;
  };
  const stage = new LaterStage();
  const works = new FaceWorks({ files: faceFiles, packsDir: packsDir(config.dataDir), stage, logger });
  const workshop = new AvatarWorkshop({ jobs: await openJobs(config.dataDir), avatars: store.avatars, works, logger });
  const keeper = new AvatarKeeper({ avatars: store.avatars, works, ownLicenceId: licenceId(license) });
  const download = pictureDownload({ maxBytes: MAX_PICTURE_BYTES, timeoutMs: DOWNLOAD_LIMIT_MS });

  const boot = async (): Promise<PageBoot> => {
    const standard = await avatars.standard();
    const talking = engines?.enginesFor(standard);
    return {
      ready: engines !== undefined,
      invites: passes !== undefined,
      brain: (talking?.minds.interlocutor ?? talking?.minds.brain)?.label ?? '',
      vocabulary: talking?.minds.interlocutor ? 'open' : (talking?.ears.recognizer.vocabulary ?? 'closed'),
      engines: talking ? statedBy(talking) : {},
      takesTranscripts: talking?.ears.takesTranscripts === true && !talking.minds.interlocutor,
      avatar: { name: standard.name, poster: posterPath(standard) },
      suggestions: engines?.suggestions() ?? [],
      makesFaces: canMakeFaces(),
    };
  };
  const health = (): Health => ({
    ready: engines !== undefined,
    counts: { ...sessions.counts(), ...engines?.counts(), timers: activeTimers() },
    engines: engines && healthOf(engines.enginesFor(standard)),
    lists: engines?.report(),
    pacing: engines?.pacing(),
  });

  const app = createApp({
    pageDir: deps.pageDir ?? talkPageDir(),
    ownLicenceId: licenceId(license),
    entry: passes && { passes, issueToken, refusals },
    open: {
      keys,
      avatars,
      iceServersFor,
      engines: () => engines && restFactsOf(engines),
      trustProxy: config.trustProxy,
      making: { workshop, keeper, download, maker: faceMaker },
    },
    records: store.records,
    answer: () => engines && answerWith(engines.enginesFor(standard).minds.brain),
    endSession: (token, from) => sessions.endOf(token, from),
    health,
    boot,
    poster: (avatar) => engines?.poster(avatar),
    logger,
  });
  const http = openHttp(app.fetch, config);
  const standard = await avatars.standard();
  await works.clean((await avatars.all()).map(faceOf));
  const knowledge = resources.use(await openKnowledge(config, logger));
  const mediaFault = await faultOfUdpPort((await mediaAddress(config)) ?? '0.0.0.0', config.udpPort ?? config.port);
  // Nothing is awaited behind this, so that everything is there for the first request.
  const port = await listen(http, config);
  resources.defer(() => closeHttp(http));
  // A server that runs already has both ports, and the other one is what the operator knows.
  if (mediaFault) throw mediaFault;

  const loading = load(config, {
    ...{ knowledge, udpPort: config.udpPort ?? port, faceFiles, standard, logger },
    listed: deps.avatars ?? [],
    mcpServers: deps.mcpServers,
  });
  // Half-loaded engines close themselves later: an end must not wait for a beginning.
  resources.defer(() => engines?.close() ?? void loading.then((loaded) => loaded.close()).catch(() => undefined));
  const ready = loading.then((loaded) => {
    engines = loaded;
    stage.open(loaded.stage);
    workshop.resume().catch((error: unknown) => logger.error('avatar jobs not resumed', { error }));
  });
  resources.defer(() => workshop.close());
  // A caller that waits for `ready` receives the failure; no caller has to.
  ready.catch(() => undefined);

  resources.defer(() => store.records.settled());
  const nodeId = randomUUID();
  resources.defer(keepRecords(config, { records: store.records, nodeId, clock, logger }));
  const sessions = new Sessions({
    config: {
      idleTimeoutMs: config.idleTimeoutS * 1000,
      maxSessionsPerLicense: config.maxSessionsPerLicense,
      turnTaking: turnTakingIn(config),
    },
    iceServersFor,
    keys,
    refusals,
    avatars,
    engines: loading,
    store,
    nodeId,
    clock,
    logger,
  });
  resources.defer(() => sessions.close());
  const accept = (socket: WebSocket, arrival: Arrival) => sessions.accept(socket, arrival);
  resources.defer(takeUpgrades(http, { accept, trustProxy: config.trustProxy }));

  const url = displayUrl(config.host, port);
  const invite = (used: () => void = () => undefined): string | undefined =>
    passes && `${url}/#k=${passes.invite(used)}`;
  return { url, port, invite, ready, health, boot, close: () => resources.release() };
}

/** Closes what an earlier start has left open, and forgets what is old. @returns A function that ends this. */
function keepRecords(
  { databaseUrl, recordDays }: Config,
  { records, nodeId, clock, logger }: { records: Records; nodeId: string; clock: Clock; logger: Logger },
): () => void {
  // A database of one machine has one server, which has its ports by now: whatever another start has left open is over.
  if (databaseUrl === undefined)
    records.closeOthers(nodeId).catch((error: unknown) => logger.warn('sessions not closed', { error }));
  return recordDays > 0 ? forgetOldRecords({ records, days: recordDays, clock, logger }) : () => undefined;
}

/** Whether this machine reaches the page, and nothing says that strangers do: a proxy, an address or pages of others. */
const isPrivate = ({ host, trustProxy, publicIps, origins }: Config): boolean =>
  isLoopback(new URL(displayUrl(host, 0)).hostname) && !trustProxy && publicIps.length === 0 && origins === undefined;

/** Pages that may use a key without a list of its own: those listed, and our own under the names that the config knows. */
const pagesOf = ({ origins, host, publicIps }: Config): Pick<KeysOptions, 'origins' | 'ownHosts'> => ({
  origins,
  ownHosts: [host, ...publicIps].map((address) => (isIPv6(address) ? `[${address}]` : address)),
});

function healthOf({ ears, minds, voices }: ConversationEngines): Health['engines'] {
  return {
    vad: ears.vad.health.state,
    recognizer: ears.recognizer.health.state,
    brain: (minds.interlocutor ?? minds.brain).health.state,
    synthesizer: voices.synthesizer.health.state,
  };
}

function statedBy({ ears, voices, minds }: ConversationEngines): PageBoot['engines'] {
  const { interlocutor: one } = minds;
  if (one) return { ears: factsOf(one), voice: factsOf(one), mind: factsOf(one) };
  return { ears: factsOf(ears.recognizer), voice: factsOf(voices.synthesizer), mind: factsOf(minds.brain) };
}

function restFactsOf(engines: Engines): EngineFacts {
  return {
    names: engines.names,
    of: (avatar) => {
      const { minds, voices } = engines.enginesFor(avatar);
      const { label } = minds.interlocutor ?? minds.brain;
      return { label, voices: (minds.interlocutor ?? voices.synthesizer).voices };
    },
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
