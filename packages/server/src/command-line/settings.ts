import { readAvatars, readLicences, readMcpServers, type LicenceEntry, type McpServers } from '@visavis/store';
import type { Avatar } from '../avatars/avatar-directory.js';
import { readConfig, type Config } from '../config/config.js';

/** All that the operator has set: in the environment, and in the files that it names. */
export interface OperatorSettings {
  readonly config: Config;
  readonly licenses: readonly LicenceEntry[];
  readonly avatars: readonly Avatar[];
  readonly mcpServers: McpServers;
}

/** @throws {CodedError} `config.invalid`, one line that names the first bad variable or file. */
export async function readSettings(): Promise<OperatorSettings> {
  const { licensesPath, avatarsPath, mcpServersPath, ...config } = readConfig();
  const licenses = licensesPath === undefined ? [] : await readLicences('VISAVIS_LICENSES', licensesPath);
  const avatars = avatarsPath === undefined ? [] : await readAvatars('VISAVIS_AVATARS', avatarsPath);
  const mcpServers = mcpServersPath === undefined ? {} : await readMcpServers('VISAVIS_MCP_SERVERS', mcpServersPath);
  return { config, licenses, avatars, mcpServers };
}
