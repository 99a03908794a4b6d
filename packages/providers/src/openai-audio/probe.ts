import { CodedError } from '@visavis/core';
import { inTime, type Limits } from '@visavis/speech';
import { ServiceRefusal, type HttpService } from '../http/http-service.js';
import { listOf, parsedJson, recordOf } from '../http/json.js';
import { piecesOf, textOf } from '../http/response-body.js';

/** Limit of a list, bytes. */
const MAX_LIST_BYTES = 1024 * 1024;
/** Names that fit into one sentence. */
const MAX_NAMES = 8;
/** Statuses that say that the list is missing, and nothing about the service. */
const NO_LIST = new Set([400, 404, 405, 500, 501]);

/** Limits of a question, and what ends it. */
export type Probing = Limits & { readonly signal: AbortSignal };

/**
 * @returns The models that the service lists; empty where it has no list.
 * @throws {CodedError} `provider.*` when the service cannot be reached or refuses the key.
 */
export const modelNames = (service: HttpService, probing: Probing): Promise<readonly string[]> =>
  names(service, '/models', probing);

/** @returns The voices that the service lists; empty where it has no list, or the list cannot be read. */
export async function voiceNames(service: HttpService, probing: Probing): Promise<readonly string[]> {
  try {
    return await names(service, '/audio/voices', probing);
  } catch (error) {
    if (probing.signal.aborted) throw error;
    return [];
  }
}

async function names(service: HttpService, path: string, probing: Probing): Promise<readonly string[]> {
  const hangUp = new AbortController();
  try {
    const signal = AbortSignal.any([probing.signal, hangUp.signal]);
    return await inTime(listed(service, path, signal), probing);
  } catch (error) {
    if (error instanceof ServiceRefusal && NO_LIST.has(error.status)) return [];
    throw error;
  } finally {
    hangUp.abort();
  }
}

/** Lists are `{data: […]}`, `{models: […]}`, `{voices: […]}` or plain; items are names, or objects with one. */
async function listed(service: HttpService, path: string, signal: AbortSignal): Promise<readonly string[]> {
  const response = await service.send(service.url(path), {}, signal);
  const body = parsedJson(await textOf(piecesOf(response, 'the service'), MAX_LIST_BYTES));
  const { data, models, voices } = recordOf(body) ?? {};
  return [body, data, models, voices].flatMap(listOf).flatMap((item) => {
    const { id, name } = recordOf(item) ?? {};
    return [item, id, name].find((value) => typeof value === 'string') ?? [];
  });
}

/**
 * @param wanted What the names of fitting models have in common.
 * @returns The model for an operator who names none: the first that fits, or else the first.
 */
export function usualModel(models: readonly string[], wanted: RegExp): string | undefined {
  return models.find((model) => wanted.test(model)) ?? models[0];
}

/** The model that was asked for, and those that the service lists. */
export interface ModelChoice {
  readonly what: string;
  readonly model: string;
  readonly models: readonly string[];
}

/** @returns A refusal of a model that the service does not list, with those it does; any other error unchanged. */
export function withModels(error: unknown, { what, model, models }: ModelChoice): unknown {
  const isRefused = error instanceof ServiceRefusal && [400, 404, 422].includes(error.status);
  if (!isRefused || models.length === 0 || models.includes(model)) return error;
  const others = models.length > MAX_NAMES ? ', …' : '';
  const has = models.slice(0, MAX_NAMES).join(', ') + others;
  return new CodedError('provider.failed', `${what} does not have the model ${model}; it has ${has}`, { cause: error });
}
