import { path } from './kinds.js';
import { setting } from './setting.js';

export const content = {
  knowledgePath: setting(path.optional(), {
    variable: 'VISAVIS_KNOWLEDGE',
    description: 'Markdown file of what the face knows, or a folder of Markdown, text and PDF files',
    otherwise: 'the knowledge that ships',
    common: true,
  }),
  avatarsPath: setting(path.optional(), {
    variable: 'VISAVIS_AVATARS',
    option: 'avatars',
    description:
      'JSON file of avatars: id, name, prompt, voice, pronunciations, providerName, model, temperature, firstMessage, mcpServers, turns, face, owner',
    otherwise: 'Iris alone',
  }),
  mcpServersPath: setting(path.optional(), {
    variable: 'VISAVIS_MCP_SERVERS',
    option: 'mcpServers',
    description: 'JSON file of MCP servers whose tools the mind may call',
    otherwise: 'the tools of the client alone',
  }),
};
