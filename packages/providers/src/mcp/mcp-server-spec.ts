/** A program that is started, and speaks the Model Context Protocol over its standard input and output. */
export interface McpProgram {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  /** Added to the few variables that every program receives, such as `PATH`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

/** A service that speaks it over HTTP (Streamable HTTP). */
export interface McpService {
  readonly url: string;
  /** Sent with each request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** How an MCP server is reached: an entry of the usual `mcpServers`. */
export type McpServerSpec = McpProgram | McpService;
