import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whyNoMicrophone } from './silent-microphone.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const never = () => new Promise<never>(() => undefined);
const browser = (query: () => Promise<unknown>, enumerateDevices: () => Promise<unknown>): void => {
  vi.stubGlobal('navigator', { permissions: { query }, mediaDevices: { enumerateDevices } });
};
const allowed = (state: string) => () => Promise.resolve({ state });
const listed =
  (...kinds: string[]) =>
  () =>
    Promise.resolve(kinds.map((kind) => ({ kind })));
const refuses = () => Promise.reject(new TypeError('microphone is no permission'));
const throws = (): never => {
  throw new TypeError('microphone is no permission');
};

async function found(isAllowed = false): Promise<string> {
  const problem = whyNoMicrophone(isAllowed);
  await vi.runAllTimersAsync();
  const { kind, message, hint } = await problem;
  expect([kind, hint]).toEqual(['microphone', expect.stringContaining('You can type meanwhile.')]);
  return message;
}

describe('a microphone that does not come', () => {
  it.each([
    ['while the user has not answered', allowed('prompt'), listed('audioinput')],
    ['whatever the browser lists before that', allowed('prompt'), listed()],
  ])('waits for the user %s', async (_when, permission, devices) => {
    browser(permission, devices);
    expect(await found()).toBe('The browser waits for you to allow the microphone');
  });

  it('is missing where the browser lists none', async () => {
    browser(allowed('granted'), listed('audiooutput', 'videoinput'));
    expect(await found()).toBe('No microphone was found');
  });

  it('does not answer where the user has allowed it, whatever the browser says of permissions', async () => {
    browser(allowed('prompt'), listed());
    expect(await found(true)).toBe('The microphone does not answer');
  });

  it.each([
    ['is allowed and listed', allowed('granted'), listed('audioinput')],
    ['is in a browser that does not know its permission', refuses, listed('audioinput')],
    ['is in a browser that throws', throws, throws],
    ['is in a browser that says nothing at all', never, never],
  ])('does not answer where it %s', async (_where, permission, devices) => {
    browser(permission, devices);
    expect(await found()).toBe('The microphone does not answer');
  });
});
