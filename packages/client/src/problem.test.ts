import { describe, expect, it } from 'vitest';
import { insecureOriginError, problemFromClose, problemFromDevice, problemFromReason } from './problem.js';

describe('what went wrong, in plain words', () => {
  it.each([
    ['NotAllowedError', 'blocked'],
    ['NotFoundError', 'No microphone'],
    ['NotReadableError', 'could not be opened'],
    ['SomethingNewError', 'could not be used'],
  ])('explains a microphone that fails with %s', (name, words) => {
    const problem = problemFromDevice('microphone', new DOMException('', name));
    expect(problem.kind).toBe('microphone');
    expect(problem.message).toContain(words);
    expect(problem.hint).not.toBe('');
  });

  it('keeps the words of an error that brings its own', () => {
    const error = insecureOriginError('camera');
    expect(error).toBeInstanceOf(Error);
    expect(problemFromDevice('camera', error)).toBe(error.problem);
    expect(error.problem).toMatchObject({ kind: 'camera', message: expect.stringContaining('https') as string });
  });

  it.each([
    ['Insufficient points', 'limit'],
    ['Avatar not found', 'avatar'],
    ['Invalid license', 'auth'],
    ['Provider not configured', 'backend'],
  ])('reads the refusal "%s" as %s', (reason, kind) => {
    expect(problemFromReason(reason).kind).toBe(kind);
  });

  it.each([1000, 1001, 1006, 1008, 1009, 1011, 1013, 4321])('has words and a hint for close code %i', (code) => {
    const { message, hint } = problemFromClose(code, '', true);
    expect(message).not.toBe('');
    expect(hint).not.toBe('');
  });
});
