import { ResourceStack, type Clock, type Logger } from '@visavis/core';
import type { OwnTools, Tool } from '@visavis/speech';
import { McpServer } from './mcp-server.js';
import type { McpServerSpec } from './mcp-server-spec.js';

/** The tools of several MCP servers. Connects when it is opened; its owner closes it. */
export class McpTools {
  readonly #servers: readonly McpServer[];
  readonly #resources = new ResourceStack();

  /** @param specs Servers by their names. */
  constructor(specs: Readonly<Record<string, McpServerSpec>>, options: { logger: Logger; clock?: Clock }) {
    this.#servers = Object.entries(specs).map(([name, spec]) =>
      this.#resources.use(new McpServer(name, { spec, ...options })),
    );
  }

  /** Resolves when each server is connected, or was tried once. */
  async open(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.open()));
  }

  /**
   * @param names Servers whose tools count. @defaultValue all
   * @returns Their tools, as they are whenever they are read. Where two have a tool of the same name, the later one's is
   *   called `server_tool`.
   */
  of(names?: readonly string[]): OwnTools {
    const servers = this.#servers.filter(({ name }) => names?.includes(name) ?? true);
    return {
      get tools() {
        return owned(servers).map(({ tool }) => tool);
      },
      call: (name, given, options) => {
        const found = owned(servers).find(({ tool }) => tool.name === name);
        return found
          ? found.server.call(found.name, given, options)
          : Promise.resolve('There is no such tool any more.');
      },
    };
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#resources.release();
  }
}

interface Owned {
  readonly server: McpServer;
  /** The name that the server knows it by. */
  readonly name: string;
  readonly tool: Tool;
}

function owned(servers: readonly McpServer[]): Owned[] {
  const all = new Map<string, Owned>();
  for (const server of servers)
    for (const tool of server.tools) {
      const name = all.has(tool.name) ? `${server.name}_${tool.name}` : tool.name;
      if (!all.has(name)) all.set(name, { server, name: tool.name, tool: { ...tool, name } });
    }
  return [...all.values()];
}
