// Serves the pages of the examples, and does what your own web server would do for yours: turns the licence key, which
// stays here, into a token for the page, and forwards the socket to the server.
// Usage: npm run example react
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { licenseOfServer } from './license.mjs';

const [name = 'script-tag'] = process.argv.slice(2);
const server = process.env.VISAVIS_URL ?? 'http://127.0.0.1:8080';

const pages = await createServer({
  root: fileURLToPath(new URL('.', import.meta.url)),
  configFile: false,
  // Each example has a cache of its own: two that run side by side would overwrite each other's packages.
  cacheDir: fileURLToPath(new URL(`../node_modules/.vite/${name}`, import.meta.url)),
  logLevel: 'warn',
  publicDir: fileURLToPath(new URL('../packages/client/dist', import.meta.url)), // visavis.js, for the script tag
  server: {
    host: '127.0.0.1',
    proxy: { '/api/avatars': server, '/wss': { target: server, ws: true } },
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] },
  },
  esbuild: { jsx: 'automatic' },
  plugins: [{ name: 'token', configureServer: ({ middlewares }) => void middlewares.use('/token', sendToken) }],
});
await pages.listen();
console.log(`Open ${pages.resolvedUrls.local[0]}${name}/`);

async function sendToken(_request, response) {
  try {
    response.end(await createToken(await licenseOfServer()));
  } catch (error) {
    response.statusCode = 502;
    response.end(String(error));
  }
}

async function createToken(license) {
  const answer = await fetch(new URL('/api/open/v1/token', server), {
    method: 'POST',
    headers: { license },
    body: JSON.stringify({ expires_in_s: 60, single_use: true }),
  });
  const { code, message, data } = await answer.json();
  if (code !== 200) throw new Error(message);
  return data.token;
}
