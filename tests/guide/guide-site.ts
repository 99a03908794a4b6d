import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Programs } from './programs.js';

/** What stands in the guide for the reader's own server and key. */
const PLACEHOLDERS = { host: 'localhost:8080', license: 'your key' };

/** Where a program's server is, and the key it takes. */
export interface Destination {
  readonly url: string;
  readonly license: string;
}

/** A reader's web server, with one page that holds the programs of one or more pages of the guide. */
export class GuideSite {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** @param names Pages of the guide whose programs run together. */
  static async open(programs: Programs, names: readonly string[], to: Destination): Promise<GuideSite> {
    const script = await programs.bundle(names);
    const markup = await programs.markup(names);
    const files = new Map([
      [
        '/',
        [
          'text/html',
          `<!doctype html><meta charset="utf-8" />${markup}<script type="module" src="/program.js"></script>`,
        ],
      ],
      ['/program.js', ['text/javascript', withOwn(script, to)]],
      [
        '/microphone-worklet.js',
        ['text/javascript', await readFile('packages/client/dist/microphone-worklet.js', 'utf8')],
      ],
    ]);
    const server = createServer(({ url = '/' }, response) => {
      const [type, text] = files.get(url) ?? [];
      response.writeHead(text === undefined ? 404 : 200, type === undefined ? {} : { 'Content-Type': type }).end(text);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GuideSite(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** @throws {Error} Where a program names no server: it would talk to nothing. */
function withOwn(script: string, { url, license }: Destination): string {
  for (const placeholder of Object.values(PLACEHOLDERS))
    if (!script.includes(placeholder)) throw new Error(`The program does not say “${placeholder}”`);
  return script.replaceAll(PLACEHOLDERS.host, new URL(url).host).replaceAll(PLACEHOLDERS.license, license);
}
