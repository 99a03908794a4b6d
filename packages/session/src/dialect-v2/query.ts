import type { SocketQuery } from '../socket-query.js';

/** Longer than any key or name; what is longer is cut, and then matches nothing. */
const MAX_VALUE_CHARS = 500;

/**
 * Reads the query of the socket's address. Never throws: some clients do not percent-encode at all, and a problem is
 * reported by an event, not by a failed handshake (conformance Rule 1).
 *
 * @param query Without the question mark.
 */
export function readQuery(query: string): SocketQuery {
  const parameters = new URLSearchParams(query);
  const first = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = parameters.get(name)?.trim();
      if (value) return value.slice(0, MAX_VALUE_CHARS);
    }
    return undefined;
  };
  const avatarId = first('avatarId');
  const resume = first('resume');
  return {
    license: first('license'),
    avatarId,
    name: avatarId === undefined ? first('name', 'characterName', 'character') : undefined,
    model: first('model'),
    audioBack: ['1', 'true'].includes(first('audio_back', 'audioBack') ?? ''),
    inputSampleRateHz: wholeNumber(first('input_sample_rate')),
    argumentsAs: first('arguments') === 'string' ? 'string' : 'object',
    resumable: resume === '1' || resume === 'true',
    resume:
      resume === undefined || ['0', '1', 'true', 'false'].includes(resume)
        ? undefined
        : { token: resume, after: frameNumber(first('after')) },
    queue: ['1', 'true'].includes(first('queue') ?? ''),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** @returns 0, nothing received, for a text that is no number. */
function frameNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
