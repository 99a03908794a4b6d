import { z } from 'zod';
import { checkList, readList } from './read-list.js';

const texts = z.record(z.string(), z.string());
const isName = (name: string): boolean => /^[\w.-]{1,64}$/.test(name);
const program = z.object({
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: texts.optional(),
  cwd: z.string().optional(),
});
const service = z.object({ url: z.url({ protocol: /^https?$/ }), headers: texts.optional() });
const server = z.union([program, service], 'must have a command, or an http or https url');
const servers = z
  .record(z.string(), server)
  .refine((all) => Object.keys(all).every(isName), 'names must be letters, digits, dots and dashes, 64 at most');

/** MCP servers by their names: programs that are started, and services. */
export type McpServers = Readonly<z.output<typeof servers>>;

/** Reads MCP servers from a JSON file in the form that other MCP hosts read. @throws {CodedError} `config.invalid`, see `readList`. */
export const readMcpServers = async (setting: string, path: string): Promise<McpServers> =>
  (await readList(setting, path, z.object({ mcpServers: servers }))).mcpServers;

/** Checks MCP servers from a program's options. @throws {CodedError} `config.invalid`, see `checkList`. */
export const checkMcpServers = (source: string, given: McpServers): McpServers => checkList(source, given, servers);
