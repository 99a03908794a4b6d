import { availableParallelism } from 'node:os';
import { createStudio, type FaceSource, type Poster, type Studio } from '@visavis/avatar';
import { mediaCodecs, videoEncoders } from '@visavis/codecs';
import { ResourceStack, type Logger } from '@visavis/core';
import { createMediaEngine, UdpFront, type MediaEngine } from '@visavis/media';
import { DEFAULT_KNOWLEDGE_PATH, KnowledgeFile, McpTools, SileroVad, SoundSwallowerAligner } from '@visavis/providers';
import { FrameThread, type SessionEngines } from '@visavis/session';
import type { EngineKind, Knowledge } from '@visavis/speech';
import type { FaceFiles, McpServers } from '@visavis/store';
import { faceOf, SHIPPED_FACE, type Avatar } from './avatars/avatar-directory.js';
import { faceSource } from './avatars/face-source.js';
import type { Config } from './config/config.js';
import { iceConfig } from './config/ice.js';
import { mediaListening } from './config/network.js';
import { ChosenEngines, type EngineNames } from './choosing/chosen-engines.js';
import { engineLists } from './choosing/engine-lists.js';
import type { EngineReport } from './choosing/opened-engine.js';
import { unusedKeys } from './choosing/unused-keys.js';
import { CountedDetector, CountedRecognizer, OpenStreams } from './counted-ears.js';
import type { Pacing } from './health.js';
import { relaysOverTcp } from './ice/ice-servers.js';
import type { FaceStage } from './making/face-works.js';
import { PictureLine } from './making/picture-line.js';
import { mediaAddress } from './media-address.js';
import { backgroundsDir, packsDir } from './store.js';

/** Everything that is loaded once per process: the engines of sessions, and what pages and operators see of them. */
export interface Engines extends SessionEngines {
  /** The face of an avatar before the call, painted when it is first asked for. */
  poster(avatar: Avatar): Promise<Poster>;
  /** Shows faces that are made while the server runs. */
  readonly stage: FaceStage;
  /** The providers, models and voices that avatars may be given. */
  readonly names: EngineNames;
  /** The state of each engine of the lists, for operators. */
  report(): Readonly<Record<EngineKind, readonly EngineReport[]>>;
  /** Questions the page proposes. */
  suggestions(): readonly string[];
  /** Encoders, decoders, connections in use right now. */
  counts(): Record<string, number>;
  pacing(): Pacing;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface LoadOptions {
  /** What the face knows; its owner closes it after the engines. */
  readonly knowledge: KnowledgeFile;
  readonly udpPort: number;
  /** The faces that were made here. */
  readonly faceFiles: FaceFiles;
  /** The avatar of clients that ask for none: its face is ready at the start, others are made ready at first use. */
  readonly standard: Avatar;
  /** The avatars that the operator has listed. */
  readonly listed: readonly Avatar[];
  /** MCP servers by their names, whose tools the mind may call. @defaultValue none */
  readonly mcpServers?: McpServers | undefined;
  readonly logger: Logger;
}

export type LoadEngines = (config: Config, options: LoadOptions) => Promise<Engines>;

/** A thread draws about ten speaking faces; beyond this many threads the others' work is the limit. */
const MAX_DRAWING_THREADS = 4;
/** Suggestions that fit under the face without scrolling. */
const MAX_SUGGESTIONS = 6;

/** Reads and watches what the face knows. @throws {CodedError} `knowledge.invalid` when the file has mistakes. */
export const openKnowledge = ({ knowledgePath }: Config, logger: Logger): Promise<KnowledgeFile> =>
  KnowledgeFile.open(knowledgePath ?? DEFAULT_KNOWLEDGE_PATH, { logger });

/**
 * Loads face, ears, voice and brain side by side.
 *
 * @throws {CodedError} `worker.died`, `provider.failed`, `media.port_unavailable`.
 */
export const loadEngines: LoadEngines = async (config, options) => {
  const { knowledge: file, udpPort, faceFiles, standard, listed, mcpServers = {}, logger } = options;
  // A part that finishes loading after another has failed is released as soon as it is handed to the stack.
  const resources = new ResourceStack();
  try {
    const vad = resources.use(new SileroVad(logger));
    const aligner = resources.use(new SoundSwallowerAligner(logger));
    const listening = new OpenStreams();
    const detector = new CountedDetector(vad, listening);
    const lists = await engineLists(config, { knowledge: file.current, logger });
    for (const line of unusedKeys(config, lists)) logger.info(line);
    const chosen = resources.use(
      await ChosenEngines.open({
        lists,
        aligner,
        logger,
        finishEars: (recognizer) => new CountedRecognizer(recognizer, listening),
      }),
    );
    chosen.check(listed);
    const tools = resources.use(new McpTools(mcpServers, { logger }));
    void tools.open();
    const sourceOf = (avatar: Avatar): FaceSource => faceSource(faceOf(avatar), faceFiles);
    const studio = resources.use(
      openStudio(config, { ...sourceOf(standard), background: standard.background }, logger),
    );
    await Promise.all([studio.ready, vad.prepare(), chosen.prepare()]);
    logger.info('speech engines loaded', { rssMb: Math.round(process.memoryUsage().rss / 2 ** 20) });
    const media = resources.use(await openMedia(config, udpPort, logger));
    file.events.on('changed', ({ knowledge }) => void chosen.learn(knowledge));
    const pictures = new PictureLine(logger);
    const frames = resources.use(new FrameThread(logger));
    return {
      media,
      frames,
      faces: {
        open: (view, avatar) => studio.openFace(view, sourceOf(avatar)),
        check: (avatar, background) => studio.check(sourceOf(avatar), background),
        addPicture: async (name, picture, signal) => studio.addPicture(name, await pictures.clean(picture, signal)),
        removePicture: (name) => studio.removePicture(name),
      },
      enginesFor(avatar) {
        const { recognizer, synthesizer, brain, interlocutor } = chosen.for(avatar);
        const minds = { brain, interlocutor, tools: tools.of(avatar.mcpServers) };
        const ears = { vad: detector, recognizer, takesTranscripts: config.clientEars };
        return { ears, voices: { synthesizer, aligner }, minds };
      },
      get names() {
        return chosen.names;
      },
      report: () => chosen.report(),
      poster: (avatar) => studio.poster(sourceOf(avatar), avatar.background ?? 'own'),
      // The poster is painted; the loop is made when the face is first shown.
      stage: {
        show: async (source, background) => void (await studio.poster(source, background)),
        hide: (faceId) => studio.removeFace(faceId),
      },
      suggestions: () => suggestionsOf(file.current),
      counts: () => ({ ...countsOf(studio, media), recognitions: listening.count }),
      pacing: () => pacingOf(studio, media),
      close: () => resources.release(),
    };
  } catch (error) {
    await resources.release();
    throw error;
  }
};

async function openMedia(config: Config, udpPort: number, logger: Logger): Promise<MediaEngine> {
  const listening = { udpPort, bindAddress: await mediaAddress(config), logger };
  const front = relaysOverTcp(iceConfig(config)) ? await UdpFront.open(listening) : undefined;
  const addresses = { publicIps: config.publicIps, loopbackCandidate: mediaListening(config).offersLoopback };
  return createMediaEngine({ codecs: mediaCodecs, ...listening, ...addresses, front });
}

const openStudio = (config: Config, standard: FaceSource, logger: Logger): Studio =>
  createStudio({
    standard,
    standIn: { id: SHIPPED_FACE },
    cacheDir: packsDir(config.dataDir),
    picturesDir: backgroundsDir(config.dataDir),
    encoders: videoEncoders,
    logger,
    workers: Math.min(MAX_DRAWING_THREADS, availableParallelism()),
  });

function countsOf(studio: Studio, media: MediaEngine): Record<string, number> {
  const { faces, liveEncoders } = studio.stats();
  const { sessions, connected } = media.stats();
  return { faces, liveEncoders, peerConnections: sessions, connectedPeers: connected };
}

function pacingOf(studio: Studio, media: MediaEngine): Pacing {
  const { lateP50Ms, lateP99Ms, skipped } = media.stats().ticks;
  return { lateP50Ms, lateP99Ms, skippedTicks: skipped, lateFrames: studio.stats().lateFrames };
}

function suggestionsOf({ topics }: Knowledge): readonly string[] {
  return topics
    .map(({ question }) => question)
    .filter((question) => question.endsWith('?'))
    .slice(0, MAX_SUGGESTIONS);
}
