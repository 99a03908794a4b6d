/**
 * A program that speaks the Model Context Protocol over its standard input and output, as text for `node -e`: the tools
 * `add`, `fail`, `hang`, `exit` (ends the program) and `grow` (adds the tool `more`).
 */
export const MCP_PROGRAM = `
const object = { type: 'object' };
const tools = ['add', 'fail', 'hang', 'exit', 'grow'].map((name) => ({ name, description: 'It can ' + name, inputSchema: object }));
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
const text = (text) => ({ content: [{ type: 'text', text }] });
const call = { 
  add: ({ a, b }) => text(String(a + b)),
  fail: () => ({ ...text('no such city'), isError: true }),
  exit: () => process.exit(3),
  grow: () => {
    tools.push({ name: 'more', inputSchema: object });
    send({ method: 'notifications/tools/list_changed' });
    return text('grown');
  },
};
const answer = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: process.env.MCP_NAME ?? 'test', version: '1' },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: given }) => call[name]?.(given),
};
require('node:readline').createInterface(process.stdin).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const result = answer[method]?.(params);
  if (id !== undefined && result) send({ id, result });
});
`;
