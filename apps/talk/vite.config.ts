import { defineConfig } from 'vite';

// `npm run dev -w @visavis/talk` serves the page alone and hands everything else to a running server.
const server = 'http://127.0.0.1:8080';

export default defineConfig({
  build: {
    target: 'es2022',
    // Nothing may end up as a data: address: the server's Content-Security-Policy lets only its own files in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': server, '/wss': { target: server, ws: true } },
  },
});
