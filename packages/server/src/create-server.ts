import type { Logger } from '@visavis/core';
import type { IceServer, TalkingEngines } from '@visavis/protocol';
import { checkAvatars, checkLicences, checkMcpServers, type LicenceEntry, type McpServers } from '@visavis/store';
import type { Avatar } from './avatars/avatar-directory.js';
import { checkConfig } from './config/config.js';
import type { ProviderOptions } from './config/engines.js';
import { openOwnKey } from './keys/own-key.js';
import { serverLog } from './log.js';
import { openServer } from './server.js';

/** Options of a server: the settings of `docs/settings.md`, with the same defaults. All may be left out. */
export interface ServerOptions extends ProviderOptions {
  /** TCP port of the page, REST and WebSocket; 0 takes any free one. @defaultValue 8080 */
  readonly port?: number;
  /** The address HTTP and WebSocket listen on; `0.0.0.0` for other machines. @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** The one UDP port of all media. @defaultValue the number of the TCP port */
  readonly udpPort?: number;
  /** The address media listens on. @defaultValue `host`; all addresses where that is loopback */
  readonly udpHost?: string;
  /** UDP port at which this host answers STUN requests; any free one where it is taken. @defaultValue 3478 */
  readonly stunPort?: number;
  /** Addresses under which viewers reach the UDP port, beside this machine's own. */
  readonly publicIps?: readonly string[];
  /** Whether a reverse proxy of yours sets `X-Forwarded-*`. @defaultValue false */
  readonly trustProxy?: boolean;
  /** Folder of what outlives the process: licence key, database, prepared faces. @defaultValue `./data` */
  readonly dataDir?: string;
  /** Address of a PostgreSQL database for licences, avatars, used tokens and records. @defaultValue SQLite in `dataDir` */
  readonly databaseUrl?: string;
  /** Days for which it is kept what was said in a session; with 0 only until the server ends. @defaultValue 30 */
  readonly recordDays?: number;
  /** The key that clients connect with. @defaultValue the one kept in `dataDir`, created at the first start */
  readonly license?: string;
  /** Further keys, each with limits of its own. */
  readonly licenses?: readonly LicenceEntry[];
  /** Origins of the pages that may use a key without a list of its own. @defaultValue any */
  readonly origins?: readonly string[];
  /** Markdown file of what the face knows, or a folder of Markdown, text and PDF files; it is watched. @defaultValue the knowledge that ships */
  readonly knowledgePath?: string;
  /** MCP servers by their names; the mind may call their tools. */
  readonly mcpServers?: McpServers;
  /** Avatars beside Iris; one with her id replaces her. */
  readonly avatars?: readonly Avatar[];
  /**
   * What understands speech: names of engines, of which the next stands in for one that fails. @defaultValue local where
   * models were added, then embedded
   */
  readonly ears?: readonly string[];
  /** What speaks, as such a list. @defaultValue local where models were added, then embedded */
  readonly voice?: readonly string[];
  /** What answers, as such a list. @defaultValue openai where its address or key is set, else scripted */
  readonly mind?: readonly string[];
  /** Whether clients may turn speech into text themselves, by the recognition of their browsers. @defaultValue true */
  readonly clientEars?: boolean;
  /** Folder of models for ears and voices on this machine. @defaultValue `models` in `dataDir` */
  readonly modelsDir?: string;
  /** Name of the folder in it with the model that hears. @defaultValue the newest that can be used */
  readonly localEars?: string;
  /** Name of the folder in it with the model that speaks. @defaultValue the newest that can be used */
  readonly localVoice?: string;
  /** Whether a voice is used that takes more than 0.8 s for a second of speech. @defaultValue false */
  readonly allowsSlowVoice?: boolean;
  /** Address that the command line downloads models from; a server downloads none. */
  readonly modelsMirror?: string;
  /** HTTP proxy of those downloads. */
  readonly modelsProxy?: string;
  /** Address of an OpenAI-compatible endpoint that answers instead of the script. */
  readonly openAiBaseUrl?: string;
  /** Key of that endpoint; set alone, it selects the endpoint of OpenAI. */
  readonly openAiApiKey?: string;
  /** The model to ask there. */
  readonly openAiModel?: string;
  /** Further models there that an avatar may be given. */
  readonly openAiModels?: readonly string[];
  /** Whether pictures are sent to the model. @defaultValue until it refuses one */
  readonly openAiVision?: boolean;
  /** How long the model may be silent before its first words, ms; any sign of life counts. @defaultValue 5 s */
  readonly openAiFirstWordLimitMs?: number;
  /** How long the model may be silent within an answer, ms. @defaultValue 15 s */
  readonly openAiSilenceLimitMs?: number;
  /** The silence that ends a turn: adapted to what was said, or always the session's. @defaultValue adaptive */
  readonly endOfTurn?: 'adaptive' | 'fixed';
  /** Words that silence a reply; with 0 every sound of the user's does, with more, questions and "stop" too. @defaultValue 0 */
  readonly interruptWords?: number;
  /** Silence before the face says that its answer takes a moment, ms; with 0 it never does. @defaultValue 2 s */
  readonly fillerAfterMs?: number;
  /** Seconds of silence after which the face asks, once, whether there is anything else; with 0 never. @defaultValue 0 */
  readonly askAfterS?: number;
  /** Whether the mind is asked in the user's pauses, up to four times a turn. @defaultValue false */
  readonly preemptive?: boolean;
  /** How many sessions there may be at once. @defaultValue 100 */
  readonly maxSessions?: number;
  /** How many sessions one key may open at once, where its record has no limit of its own. @defaultValue no limit */
  readonly maxSessionsPerLicense?: number;
  /** How many clients may wait for a place; 0 sends them away. @defaultValue 50 */
  readonly queueLimit?: number;
  /** Seconds after which a client that neither speaks, writes nor watches is let go; 15 until it has. @defaultValue 120 */
  readonly idleTimeoutS?: number;
  /** STUN and TURN servers for clients. @defaultValue this host */
  readonly iceServers?: readonly IceServer[];
  /** Addresses of a TURN relay that shares `turnSecret` with this server. */
  readonly turnUrls?: readonly string[];
  /** The secret from which each session's credentials for the relay are derived. */
  readonly turnSecret?: string;
  /** Seconds for which those credentials can be used to connect. @defaultValue 3600 */
  readonly turnTtlS?: number;
  /** Least level that is logged where there is no `logger`. @defaultValue `info` */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Receives the log instead of standard error, where it is written as JSON lines without any key. */
  readonly logger?: Logger;
  /** Folder of the page served at `/`. @defaultValue the one of `@visavis/talk` */
  readonly pageDir?: string;
}

/** A running server. Its owner closes it. */
export interface VisavisServer {
  /** Address of the page, as in `http://127.0.0.1:8080`; clients connect to the same origin. */
  readonly url: string;
  /** The key that clients connect with, or that your own server requests tokens with. */
  readonly license: string;
  /**
   * Creates an address that opens the page once, in a browser on this machine and without a key, such as
   * `http://127.0.0.1:8080/#k=…`. It is as secret as the key until it has been used, or the server has ended.
   *
   * @param used Called when it has been opened.
   * @returns `undefined` where `trustProxy`, `publicIps` or `origins` is set: such a page opens by a key alone.
   */
  invite(used?: () => void): string | undefined;
  /**
   * Resolves when the first session can be served; clients that connect earlier wait for it. Rejects with a `CodedError`
   * when a model, the knowledge or the face cannot be loaded; the server has to be closed then too.
   */
  readonly ready: Promise<Readiness>;
  /**
   * Ends every session, then releases everything. Idempotent. What a server is still loading is released when it has
   * been loaded, without being waited for.
   */
  close(): Promise<void>;
}

/** Facts that are known once a server is ready. */
export interface Readiness {
  /** Label of the brain, in plain words. */
  readonly brain: string;
  /** Which languages ears, voice and mind know, and where their data goes. */
  readonly engines: TalkingEngines;
}

/**
 * Starts a server in this process. It listens when the promise resolves, and loads face and models meanwhile.
 * It reads no environment variable, and leaves the process's signals alone.
 *
 * @throws {CodedError} `config.invalid`, one line that names the option, when an option is wrong or the address or the
 * data folder cannot be used.
 */
export async function createServer(options: ServerOptions = {}): Promise<VisavisServer> {
  const { licenses, avatars, mcpServers = {}, logger, pageDir, ...settings } = options;
  const config = checkConfig(settings);
  const further = checkLicences('licenses', licenses ?? []);
  const known = checkAvatars('avatars', avatars ?? []);
  const { key } = await openOwnKey({ dataDir: config.dataDir, configured: config.license });
  const server = await openServer(config, {
    license: key,
    licenses: further,
    avatars: known,
    mcpServers: checkMcpServers('mcpServers', mcpServers),
    logger: logger ?? serverLog(config, [key, ...further.map((license) => license.key)]),
    pageDir,
  });
  const ready = server.ready.then(async () => {
    const { brain, engines } = await server.boot();
    return { brain, engines };
  });
  // Only a caller that waits for `ready` receives its failure; there may be none.
  ready.catch(() => undefined);
  const { url, invite } = server;
  return { url, license: key, invite, ready, close: () => server.close() };
}
