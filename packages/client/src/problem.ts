/** Kind of a problem, for code that branches. */
export type ProblemKind =
  /** The licence key was not accepted. */
  | 'auth'
  /** There is no such avatar. */
  | 'avatar'
  /** The server has no room for another session. */
  | 'capacity'
  /** The key has reached its limit: sessions at a time, or balance. */
  | 'limit'
  /** Something behind the server failed. */
  | 'backend'
  /** The server ended the session. */
  | 'closed'
  /** The server cannot be reached, or no path for media was found. */
  | 'network'
  | 'microphone'
  | 'camera'
  /** The browser cannot turn speech into text. */
  | 'ears'
  /** The browser plays no sound before the page was touched. */
  | 'autoplay'
  /** The browser and the server could not agree on how to carry picture and sound. */
  | 'media';

/** A problem, in words for users. Branch on `kind`; `message` says what went wrong, `hint` what to do about it. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly hint: string;
  /** Time after which another attempt may succeed, ms; absent where the server did not say. */
  readonly retryAfterMs?: number;
  /** The server's own code, where it sent one: more exact than the kind, as in `auth.token_expired`. */
  readonly code?: string;
}

const HINTS: Record<ProblemKind, string> = {
  auth: 'Check the key: it is what VISAVIS_LICENSE was set to, or stands in the file “license” of the data folder.',
  avatar: 'Leave the avatar out to get the default one, or check its name.',
  capacity: 'Wait until somebody leaves, then try again.',
  limit: 'Close another session that uses this key, then try again.',
  backend: 'Try again; if it stays like this, the server’s log says more.',
  closed: 'Start again whenever you like.',
  network: 'Check that the server is running and reachable from here, then start again.',
  microphone: 'Check the microphone, or type instead.',
  camera: 'Check the camera; talking works without it.',
  ears: 'What you say is understood by the server meanwhile, as far as it can; you can also type.',
  autoplay: 'Tap to hear.',
  media: 'Start again; if it stays like this, try another browser.',
};

/** Creates a problem, with the usual hint of its kind unless `more` has a better one. */
export function problem(
  kind: ProblemKind,
  message: string,
  more: Partial<Pick<Problem, 'hint' | 'retryAfterMs' | 'code'>> = {},
): Problem {
  return { kind, message: message || 'Something went wrong', ...more, hint: more.hint ?? HINTS[kind] };
}

/**
 * Turns the end of a socket into a problem.
 * @param opened Whether the socket had been open: a refusal to connect and a cut look alike otherwise (both 1006).
 * @see RFC 6455 §7.4.1
 */
export function problemFromClose(code: number, reason: string, opened: boolean): Problem {
  if (code === 1000) return problem('closed', reason || 'The server ended the session');
  if (code === 1001)
    return problem('closed', reason || 'The server is shutting down', { hint: 'Start again in a moment.' });
  if (code === 1008) return problemFromReason(reason);
  if (code === 1009) return problem('closed', reason || 'A message was too large for the server');
  if (code === 1011) return problem('backend', reason || 'The server had an internal error');
  if (code === 1013) return problem('capacity', reason || 'The server is full');
  return opened
    ? problem('network', 'The connection to the server was lost')
    : problem('network', 'The server cannot be reached');
}

/** Turns the text of a refusal into a problem: the wire has one event for a bad key and for an unknown avatar. */
export function problemFromReason(text: string, httpCode?: number): Problem {
  if (httpCode === 404 || /avatar/i.test(text)) return problem('avatar', text);
  if (httpCode === 401 || httpCode === 403 || /licen[cs]e|key|auth/i.test(text))
    return problem('auth', 'The key was not accepted');
  if (/points|balance|limit|concurrent/i.test(text)) return problem('limit', text);
  return problem('backend', text || 'The server refused the session');
}

/** A device that needs the user's permission. */
export type DeviceKind = 'microphone' | 'camera';

const MEANWHILE: Record<DeviceKind, string> = {
  microphone: 'You can also type.',
  camera: 'Talking works without it.',
};

/** Thrown where a device cannot be opened for a reason that no error of `getUserMedia` names. */
export class DeviceError extends Error {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
  }
}

/**
 * Turns the reason why a device could not be opened into a problem.
 * @param error A {@link DeviceError}, or what `getUserMedia` threw (W3C Media Capture and Streams §10.3).
 */
export function problemFromDevice(kind: DeviceKind, error: unknown): Problem {
  if (error instanceof DeviceError) return error.problem;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return problem(kind, `The ${kind} is blocked for this page`, {
        hint: `Allow it in the browser’s address bar, then start again. ${MEANWHILE[kind]}`,
      });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return problem(kind, `No ${kind} was found`, { hint: `Plug one in and pick it here. ${MEANWHILE[kind]}` });
    case 'NotReadableError':
    case 'AbortError':
      return problem(kind, `The ${kind} could not be opened`, {
        hint: `Another program may be using it. Close that program and start again. ${MEANWHILE[kind]}`,
      });
    default:
      return problem(kind, `The ${kind} could not be used`);
  }
}

const HOW_TO_ALLOW = {
  frame: (kind: DeviceKind) => `The page that embeds this one must allow it: allow="${kind}" on its frame.`,
  'frame?': (kind: DeviceKind) =>
    `Allow it in the browser’s address bar; the page that embeds this one must allow it too: allow="${kind}" on its frame.`,
  header: (kind: DeviceKind) => `The server of this page must allow it: ${kind} in its header Permissions-Policy.`,
};

/** The problem where a device is withheld from a page by another than its user. @param by Who it is. */
export const withheldProblem = (kind: DeviceKind, by: keyof typeof HOW_TO_ALLOW): Problem =>
  problem(kind, `The ${kind} is blocked for this page`, { hint: `${HOW_TO_ALLOW[by](kind)} ${MEANWHILE[kind]}` });

/**
 * The error on a page that is not served over https (or from this machine): no browser lets it use a microphone or a
 * camera.
 */
export const insecureOriginError = (kind: DeviceKind): DeviceError =>
  new DeviceError(
    problem(kind, `Browsers give a ${kind} only to pages served over https`, {
      hint: `Open this page over https, or on the server’s own machine at http://localhost. ${MEANWHILE[kind]}`,
    }),
  );
