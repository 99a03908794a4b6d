import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger, type Logger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { MCP_PROGRAM } from '../testing/mcp-program.js';
import type { McpServerSpec } from './mcp-server-spec.js';
import { McpTools } from './mcp-tools.js';

const program: McpServerSpec = { command: process.execPath, args: ['-e', MCP_PROGRAM] };
const { signal } = new AbortController();
const opened: McpTools[] = [];
const servers: Server[] = [];

async function open(specs: Record<string, McpServerSpec>, given: { clock?: FakeClock; logger?: Logger } = {}) {
  const tools = new McpTools(specs, { logger: silentLogger, ...given });
  opened.push(tools);
  await tools.open();
  return tools;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((tools) => tools.close()));
  for (const server of servers.splice(0)) server.close();
});

describe('an MCP server that is a program', () => {
  it('lists its tools, and runs them', async () => {
    const { tools, call } = (await open({ calculator: program })).of();
    expect(tools.map(({ name }) => name)).toEqual(['add', 'fail', 'hang', 'exit', 'grow']);
    expect(tools[0]).toEqual({ name: 'add', description: 'It can add', parameters: { type: 'object' } });
    expect(await call('add', { a: 2, b: 3 }, { signal })).toBe('5');
  });

  it('reports failures of its tools as outputs', async () => {
    const { call } = (await open({ calculator: program })).of();
    expect(await call('fail', {}, { signal })).toBe('The tool has failed: no such city');
    expect(await call('unknown', {}, { signal })).toBe('There is no such tool any more.');
  });

  it('is left at once where the reply is interrupted', async () => {
    const { call } = (await open({ calculator: program })).of();
    const turn = new AbortController();
    const called = call('hang', {}, { signal: turn.signal });
    turn.abort(new Error('stopped'));
    await expect(called).rejects.toThrow('stopped');
    expect(await call('add', { a: 1, b: 1 }, { signal })).toBe('2');
  });

  it('is started again after it has ended', async () => {
    const { call } = (await open({ calculator: program })).of();
    expect(await call('exit', {}, { signal })).toMatch(/^The tool has failed: /);
    expect(await call('add', { a: 1, b: 1 }, { signal })).toBe('2');
  });

  it('may have other tools later', async () => {
    const all = (await open({ calculator: program })).of();
    expect(await all.call('grow', {}, { signal })).toBe('grown');
    await expect.poll(() => all.tools.at(-1)?.name).toBe('more');
  });

  it('is tried again later where it cannot be started, and hinders no other', async () => {
    const clock = new FakeClock();
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const tools = await open({ none: { command: '/no/such/program' }, calculator: program }, { clock, logger });
    expect(warnings).toEqual([expect.stringMatching(/^the MCP server "none" cannot be used: .*ENOENT/)]);
    expect(tools.of().tools).toHaveLength(5);
    clock.advance(30_000);
    await expect.poll(() => warnings.length).toBe(2);
    await tools.close();
    expect(clock.pending).toBe(0);
  });
});

describe('an MCP server that is a service', () => {
  it('is reached over HTTP, with the headers that it needs', async () => {
    const asked: unknown[] = [];
    const url = await serve(({ method }, headers) => {
      asked.push(headers['authorization']);
      if (method === 'tools/list') return { tools: [{ name: 'time', inputSchema: { type: 'object' } }] };
      if (method === 'tools/call') return { content: [], structuredContent: { hour: 12 } };
      return {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'clock', version: '1' },
      };
    });
    const { tools, call } = (await open({ clock: { url, headers: { authorization: 'Bearer k' } } })).of();
    expect(tools.map(({ name }) => name)).toEqual(['time']);
    expect(await call('time', {}, { signal })).toBe('{"hour":12}');
    expect(new Set(asked)).toEqual(new Set(['Bearer k']));
  });
});

describe('several MCP servers', () => {
  it('are distinguished by their names where their tools have the same, and may be chosen', async () => {
    const tools = await open({ one: program, two: program });
    expect(
      tools
        .of()
        .tools.slice(4, 7)
        .map(({ name }) => name),
    ).toEqual(['grow', 'two_add', 'two_fail']);
    expect(await tools.of().call('two_add', { a: 1, b: 1 }, { signal })).toBe('2');
    expect(tools.of(['two']).tools.map(({ name }) => name)).toEqual(['add', 'fail', 'hang', 'exit', 'grow']);
    expect(tools.of([]).tools).toEqual([]);
  });
});

type Message = { readonly id?: number; readonly method: string };

/** Answers requests of the protocol over HTTP. @returns Its address. */
async function serve(
  answer: (message: Message, headers: Readonly<Record<string, unknown>>) => object,
): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.method !== 'POST') return response.writeHead(405).end();
      const message = JSON.parse(Buffer.concat(pieces).toString()) as Message;
      if (message.id === undefined) return response.writeHead(202).end();
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: answer(message, request.headers) }));
    });
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}
