import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readClientMessage } from '../client/read-client-message.js';
import { CLIENT_FIXTURES } from '../testing/index.js';
import { asyncApi } from './asyncapi.js';
import { CLIENT_REFERENCE, clientSchema } from './client-reference.js';
import { referenceFiles } from './files.js';
import { openApi } from './openapi.js';
import { SERVER_SCHEMAS, serverExample } from './server-reference.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const files = referenceFiles(version);
/** None of the schemas is asynchronous. */
type SyncValidate = ((data: unknown) => boolean) & { errors?: unknown };

describe('the reference', () => {
  it.each([...files.keys()])('docs/%s is what the schemas say; if not, run `npm run reference`', (name) => {
    expect(readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')).toBe(files.get(name));
  });

  it('is AsyncAPI 3', () => {
    const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as AnySchema;
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      unicodeRegExp: false,
      meta: false,
      validateSchema: false,
    });
    const validate = ajv.compile(specification) as SyncValidate;
    validate(asyncApi(version));
    expect(validate.errors).toBeNull();
  });

  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(openApi(version));
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it.each(Object.values(CLIENT_REFERENCE))('has an example of $type that the server understands', (entry) => {
    expect(clientSchema(entry).safeParse(entry.example).error).toBeUndefined();
    const read = readClientMessage(JSON.stringify(entry.example));
    expect(read).toMatchObject({ ok: true });
    if (read.ok) expect(read.message.type).not.toBe('unknown');
  });

  it.each(SERVER_SCHEMAS)('has an example of %s as the server writes it', (type, schema) => {
    expect(schema.safeParse(serverExample(type)).error).toBeUndefined();
  });

  it('has schemas that accept what clients and server really send', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validator = (name: string) =>
      ajv.compile(JSON.parse(files.get(`reference/schemas/${name}.json`)!) as AnySchema) as SyncValidate;
    const server = validator('server-events');
    for (const [type] of SERVER_SCHEMAS) expect([type, server(serverExample(type))]).toEqual([type, true]);
    expect(server({ type: 'realtime.session.created', data: [] })).toBe(false);
    const client = validator('client-messages');
    const canonical = CLIENT_FIXTURES.filter(({ wire }) => client(wire));
    expect(canonical.length).toBeGreaterThan(CLIENT_FIXTURES.length / 2);
  });
});
