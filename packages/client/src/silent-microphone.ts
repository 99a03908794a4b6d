import { problem, type Problem } from './problem.js';

/** A browser may be as slow to describe its devices as to open them. */
const LOOK_LIMIT_MS = 1_000;

/**
 * Finds out why a microphone that was requested seconds ago is not there, as far as a page can see. Never rejects.
 * @param allowed Whether the user has allowed it: then the browser has a microphone, and no sound comes from it.
 */
export async function whyNoMicrophone(allowed: boolean): Promise<Problem> {
  if (allowed) return noSound();
  const [permission, found] = await Promise.all([permissionState(), hasMicrophone()]);
  if (permission === 'prompt')
    return unavailable(
      'The browser waits for you to allow the microphone',
      'Answer its question, or click the sign beside the page’s address.',
    );
  if (found === false) return unavailable('No microphone was found', 'Plug one in and check that the system lists it.');
  return noSound();
}

const noSound = (): Problem =>
  unavailable(
    'The microphone does not answer',
    'Check the sound settings of the system: some browsers need a loudspeaker, too. Then ask again.',
  );

const unavailable = (message: string, remedy: string): Problem =>
  problem('microphone', message, { hint: `${remedy} You can type meanwhile.` });

/** @returns `undefined` where the browser does not say: not all of them know this permission (W3C Permissions §6.2). */
const permissionState = async (): Promise<PermissionState | undefined> =>
  (await soon(() => navigator.permissions.query({ name: 'microphone' })))?.state;

/** @returns `undefined` where the browser does not say. */
const hasMicrophone = async (): Promise<boolean | undefined> =>
  (await soon(() => navigator.mediaDevices.enumerateDevices()))?.some(({ kind }) => kind === 'audioinput');

/** @returns `undefined` where the browser fails or takes too long. */
function soon<T>(ask: () => Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, LOOK_LIMIT_MS));
  const answer = Promise.resolve().then(ask);
  return Promise.race([answer.catch(() => undefined), late]);
}
