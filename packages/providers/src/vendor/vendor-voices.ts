import type { Clock } from '@visavis/core';
import { inTime } from '@visavis/speech';
import { HttpService, type HttpServiceOptions } from '../http/http-service.js';
import { listOf, parsedJson, recordOf } from '../http/json.js';
import { piecesOf, textOf } from '../http/response-body.js';

/** A voice of a vendor. */
export interface NamedVoice {
  readonly id: string;
  readonly name: string;
}

/** Where the vendor lists its voices. */
export interface VoiceList extends Omit<HttpServiceOptions, 'clock'> {
  readonly path: string;
}

const LIMIT_MS = 5_000;
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** @returns The voices, from `{voices: […]}`, `{data: […]}` or a list; none where the key may not read the list. */
export async function listedVoices(
  { path, ...service }: VoiceList,
  signal: AbortSignal,
  clock: Clock,
): Promise<readonly NamedVoice[]> {
  const hangUp = new AbortController();
  const http = new HttpService({ ...service, clock });
  try {
    const url = http.url(path);
    url.protocol = url.protocol.replace('ws', 'http');
    const asked = http.send(url, {}, AbortSignal.any([signal, hangUp.signal]));
    const text = asked.then((response) => textOf(piecesOf(response, service.what), MAX_LIST_BYTES));
    const body = parsedJson(await inTime(text, { clock, withinMs: LIMIT_MS, what: service.what, signal }));
    const { voices, data } = recordOf(body) ?? {};
    return [body, voices, data].flatMap(listOf).flatMap(voiceOf);
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  } finally {
    hangUp.abort();
  }
}

function voiceOf(value: unknown): NamedVoice[] {
  const { voice_id: voiceId, ShortName: shortName = voiceId, id = shortName, name = id } = recordOf(value) ?? {};
  return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
}
