import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkMcpServers, readMcpServers } from './mcp-file.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'visavis-mcp-'))));
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string) {
  const path = join(folder, 'mcp.json');
  await writeFile(path, content);
  return readMcpServers('VISAVIS_MCP_SERVERS', path);
}

it('reads programs and services in the form of other hosts, and passes over what it does not know', async () => {
  const files = { command: 'npx', args: ['-y', 'files'], env: { ROOT: '/srv' } };
  const booking = { url: 'https://booking.example/mcp', headers: { authorization: 'Bearer k' } };
  const content = { mcpServers: { files: { ...files, type: 'stdio', disabled: false }, booking }, theme: 'dark' };
  expect(await read(JSON.stringify(content))).toEqual({ files, booking });
});

it.each([
  ['{', 'is not JSON'],
  ['{}', 'mcpServers'],
  ['{"mcpServers":{"a":{}}}', 'mcpServers.a: must have a command, or an http or https url'],
  ['{"mcpServers":{"a":{"url":"file:///etc/passwd"}}}', 'mcpServers.a'],
  ['{"mcpServers":{"a":{"command":"npx","args":"-y"}}}', 'mcpServers.a'],
  ['{"mcpServers":{"a b":{"command":"npx"}}}', 'letters, digits'],
])('refuses %s in one line', async (content, why) => {
  await expect(read(content)).rejects.toMatchObject({
    code: 'config.invalid',
    message: expect.stringContaining(why) as unknown,
  });
});

it('checks those of a program', () => {
  expect(checkMcpServers('mcpServers', {})).toEqual({});
  expect(() => checkMcpServers('mcpServers', { a: { url: 'nowhere' } })).toThrow('mcpServers: a');
});
