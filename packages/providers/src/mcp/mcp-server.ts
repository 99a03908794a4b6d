import type { Client } from '@modelcontextprotocol/client';
import { systemClock, type Clock, type Logger } from '@visavis/core';
import type { JsonObject, OwnTools, Tool } from '@visavis/speech';
import { failedOutput, outputOf } from './mcp-output.js';
import type { McpServerSpec } from './mcp-server-spec.js';

/** Limit of a connection's set-up: a program may have to be downloaded first. */
const CONNECT_WITHIN_MS = 30_000;
/** Limit of one call. The user waits for it. */
const CALL_WITHIN_MS = 10_000;
/** Wait before a server is tried again that could not be reached. */
const RETRY_AFTER_MS = 30_000;
/** What a server is called with: it may adapt what it returns. */
const CLIENT = { name: 'visavis', version: '0.1.0' };

export interface McpServerOptions {
  readonly spec: McpServerSpec;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * One MCP server: its tools, and the connection that is kept for their calls. A server that cannot be reached is tried
 * again every half a minute, and one that has gone with the next call.
 */
export class McpServer implements OwnTools {
  readonly name: string;
  readonly #spec: McpServerSpec;
  readonly #logger: Logger;
  readonly #clock: Clock;
  #tools: readonly Tool[] = [];
  #client: Promise<Client> | undefined;
  #stopWaiting: () => void = () => undefined;
  readonly #closing = new AbortController();

  constructor(name: string, { spec, logger, clock = systemClock }: McpServerOptions) {
    this.name = name;
    this.#spec = spec;
    this.#logger = logger;
    this.#clock = clock;
  }

  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** Connects, and lists the tools. A failure is logged, and it is tried again later. */
  async open(): Promise<void> {
    try {
      await this.#connected();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#logger.warn(`the MCP server "${this.name}" cannot be used: ${reasonOf(error)}`, {
        retryAfterMs: RETRY_AFTER_MS,
      });
      this.#stopWaiting = this.#clock.after(RETRY_AFTER_MS, () => void this.open());
    }
  }

  async call(name: string, given: JsonObject, { signal }: { signal: AbortSignal }): Promise<string> {
    const startedMs = this.#clock.nowMs();
    try {
      const client = await this.#connected();
      signal.throwIfAborted();
      const result = await client.callTool({ name, arguments: { ...given } }, { signal, timeout: CALL_WITHIN_MS });
      return outputOf(result);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      this.#logger.warn(`a tool of the MCP server "${this.name}" has failed`, { tool: name, why: reasonOf(error) });
      return failedOutput(reasonOf(error));
    } finally {
      this.#logger.debug('tool called', { server: this.name, tool: name, ms: this.#clock.nowMs() - startedMs });
    }
  }

  /** Ends the connection, and the program behind it. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the server is being closed'));
    this.#stopWaiting();
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }

  #connected(): Promise<Client> {
    return (this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    }));
  }

  async #connect(): Promise<Client> {
    // Most servers have none of these tools: the library is loaded for those that do.
    const { Client } = await import('@modelcontextprotocol/client');
    const client = new Client(CLIENT, {
      listChanged: { tools: { onChanged: (_error, tools) => void (tools && this.#list(tools)) } },
    });
    client.onclose = () => void (this.#client = undefined);
    const { signal } = this.#closing;
    const limit = { timeout: CONNECT_WITHIN_MS, signal };
    try {
      signal.throwIfAborted();
      await client.connect(await transportTo(this.#spec), limit);
      this.#list((await client.listTools(undefined, limit)).tools);
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
    this.#logger.info('MCP server connected', { server: this.name, tools: this.#tools.length });
    return client;
  }

  #list(tools: readonly { name: string; description?: string | undefined; inputSchema: object }[]): void {
    this.#tools = tools.map(({ name, description, inputSchema }) => ({
      name,
      ...(description !== undefined && { description }),
      parameters: inputSchema as JsonObject,
    }));
  }
}

async function transportTo(spec: McpServerSpec) {
  if ('url' in spec) {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    return new StreamableHTTPClientTransport(new URL(spec.url), { requestInit: { headers: { ...spec.headers } } });
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  const { command, args = [], env, cwd } = spec;
  return new StdioClientTransport({
    command,
    args: [...args],
    stderr: 'ignore',
    ...(env && { env: { ...env } }),
    ...(cwd !== undefined && { cwd }),
  });
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
