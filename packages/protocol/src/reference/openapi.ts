import { failure } from '../rest/index.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { REST_REFERENCE, type RestEntry } from './rest-reference.js';

/** Every HTTP request of clients, as OpenAPI 3.1. @see https://spec.openapis.org/oas/v3.1.0 */
export function openApi(version: string): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const entry of REST_REFERENCE) paths[entry.path] = { ...paths[entry.path], [entry.method]: operation(entry) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Visavis',
      version,
      description: 'HTTP requests of clients, beside the socket.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8080' }],
    paths,
    components: {
      schemas: { Failure: jsonSchema(failure, 'output') },
      securitySchemes: {
        licenseHeader: { type: 'apiKey', in: 'header', name: 'license' },
        licenseQuery: { type: 'apiKey', in: 'query', name: 'license' },
        apikeyQuery: { type: 'apiKey', in: 'query', name: 'apikey' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const ANY_KEY = [{ licenseHeader: [] }, { licenseQuery: [] }, { apikeyQuery: [] }, { bearer: [] }];

function operation(entry: RestEntry): JsonSchema {
  const { summary, key, query, path, body, file, events, answer } = entry;
  const security = {
    needed: ANY_KEY,
    maybe: [{}, ...ANY_KEY],
    'in the body': [{}, { licenseHeader: [] }],
    none: [],
  }[key];
  return {
    summary,
    security,
    ...parametersOf(path, query),
    ...(body ? { requestBody: { required: key !== 'needed', content: bodyOf(jsonSchema(body), file) } } : {}),
    responses: {
      200: { description: 'OK', content: answer ? contentOf(jsonSchema(answer, 'output'), events) : TEXT },
      ...Object.fromEntries(
        Object.entries(entry.failures).map(([status, description]) => [
          status,
          { description, content: answer ? json({ $ref: '#/components/schemas/Failure' }) : TEXT },
        ]),
      ),
    },
  };
}

const TEXT = { 'text/plain': { schema: { type: 'string' } } };
const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

/** A form has the same members as the JSON, and the file. */
function bodyOf(schema: JsonSchema, file: string | undefined): JsonSchema {
  if (file === undefined) return json(schema);
  const { properties } = schema as { properties: JsonSchema };
  const form = { ...schema, properties: { ...properties, [file]: { type: 'string', format: 'binary' } } };
  return { ...json(schema), 'multipart/form-data': { schema: form } };
}

/** OpenAPI has no form for a stream: the schema is that of the data of one event. */
const contentOf = (schema: JsonSchema, events: string | undefined): JsonSchema =>
  events === undefined ? json(schema) : { 'text/event-stream': { schema } };

function parametersOf(path: string, query: RestEntry['query']): { parameters?: JsonSchema[] } {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }));
  const parameters = [...named, ...(query ? inQuery(query) : [])];
  return parameters.length > 0 ? { parameters } : {};
}

function inQuery(query: NonNullable<RestEntry['query']>): JsonSchema[] {
  const { properties = {}, required = [] } = jsonSchema(query) as { properties?: JsonSchema; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}
