import { asyncApi } from './asyncapi.js';
import { CLIENT_REFERENCE, clientSchema } from './client-reference.js';
import { errorsPage } from './errors-page.js';
import { anyOf, type JsonSchema } from './json-schema.js';
import { openApi } from './openapi.js';
import { protocolPage } from './protocol-page.js';
import { SERVER_SCHEMAS } from './server-reference.js';
import { V1_SCHEMAS, V1_SIGNAL_SCHEMAS } from './v1-reference.js';

/** The whole reference: the text of each generated file, by its path under `docs/`. */
export function referenceFiles(version: string): ReadonlyMap<string, string> {
  const schemas = (entries: readonly (readonly [string, Parameters<typeof anyOf>[1][number]])[]) =>
    entries.map(([, schema]) => schema);
  return new Map([
    ['protocol.md', protocolPage()],
    ['errors.md', errorsPage()],
    ['reference/asyncapi.json', json(asyncApi(version))],
    ['reference/openapi.json', json(openApi(version))],
    [
      'reference/schemas/client-messages.json',
      json(anyOf('Messages of clients', Object.values(CLIENT_REFERENCE).map(clientSchema))),
    ],
    ['reference/schemas/server-events.json', json(anyOf('Events of the server', schemas(SERVER_SCHEMAS)))],
    ['reference/schemas/v1-server-events.json', json(anyOf('Events for older clients', schemas(V1_SCHEMAS)))],
    ['reference/schemas/v1-signals.json', json(anyOf('Signalling for older clients', schemas(V1_SIGNAL_SCHEMAS)))],
  ]);
}

const json = (value: JsonSchema): string => `${JSON.stringify(value, null, 1)}\n`;
