import { z } from 'zod';
import {
  avatarDetail,
  avatarSummary,
  choice,
  envelope,
  iceServersAnswer,
  issuedToken,
  sessionEndRequest,
  tokenRequest,
  v1FunctionCall,
} from '../rest/index.js';

/** One HTTP request. */
export interface RestEntry {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** `maybe`: without a key the response holds less. `none`: the request holds another secret. */
  readonly key: 'needed' | 'maybe' | 'in the body' | 'none';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Schema of a successful response; plain text where absent. */
  readonly answer?: z.ZodType;
  /** Other statuses, and their causes. */
  readonly failures: Readonly<Record<number, string>>;
}

const REFUSED = { 401: 'The key is not accepted.', 403: 'The key may not be used from this page.' };
const LOADING = { 503: 'The server is still loading.' };

/** Every HTTP request of clients. */
export const REST_REFERENCE: readonly RestEntry[] = [
  {
    method: 'get',
    path: '/api/open/v1/avatar/detail',
    summary: 'One avatar, by its id.',
    key: 'needed',
    query: z.object({ avatarId: z.string() }),
    answer: envelope(avatarDetail),
    failures: { 400: 'No id.', ...REFUSED, 404: 'There is no such avatar.', ...LOADING },
  },
  {
    method: 'get',
    path: '/api/open/v1/avatar/getByName',
    summary: 'One avatar, by its name, in any case. The preset names of existing clients are known.',
    key: 'needed',
    query: z.object({ name: z.string() }),
    answer: envelope(avatarDetail),
    failures: { 400: 'No name.', ...REFUSED, 404: 'There is no such avatar.', ...LOADING },
  },
  {
    method: 'get',
    path: '/api/open/v1/avatar/list',
    summary: 'All avatars.',
    key: 'needed',
    answer: envelope(z.array(avatarSummary)),
    failures: REFUSED,
  },
  {
    method: 'get',
    path: '/api/open/v1/provider/list',
    summary: 'The providers: always one.',
    key: 'needed',
    answer: envelope(z.array(choice)),
    failures: REFUSED,
  },
  {
    method: 'get',
    path: '/api/open/v1/model/list',
    summary: 'The models: always one.',
    key: 'needed',
    answer: envelope(z.array(choice)),
    failures: { ...REFUSED, ...LOADING },
  },
  {
    method: 'get',
    path: '/api/open/v1/voice/list',
    summary: 'The voices.',
    key: 'needed',
    answer: envelope(z.array(choice)),
    failures: { ...REFUSED, ...LOADING },
  },
  {
    method: 'post',
    path: '/api/open/v1/token',
    summary: 'Issues a token: a key that expires, so that no page has to hold the real one.',
    key: 'needed',
    body: tokenRequest,
    answer: envelope(issuedToken),
    failures: {
      400: 'A member is invalid.',
      401: REFUSED[401],
      403: 'A token cannot issue tokens, or the key may not be used from this page.',
      404: 'There is no such avatar.',
      413: 'Too much.',
    },
  },
  {
    method: 'post',
    path: '/api/webrtc/generate-ice-servers',
    summary: 'STUN and TURN servers; without a key, only those that need no credentials.',
    key: 'maybe',
    answer: iceServersAnswer,
    failures: {},
  },
  {
    method: 'post',
    path: '/api/session/end',
    summary:
      'Ends a session, as closing its socket with 1000 does, for a page that is being left and whose socket may be dropped before that: request it with `keepalive`, as plain text, from the page that opened the session.',
    key: 'none',
    body: sessionEndRequest,
    answer: envelope(z.null()),
    failures: {
      400: 'There is no token.',
      410: 'The token belongs to no session, or to one of another page.',
      413: 'Too much.',
      429: 'Too many requests at a time from one address.',
    },
  },
  {
    method: 'post',
    path: '/api/realtime_function_call',
    summary:
      'The brain’s answer to one sentence, as plain text, for clients of the older dialect. A failure has the body `{"success":false}` and its cause in the header `Visavis-Error`.',
    key: 'in the body',
    body: v1FunctionCall,
    failures: { 400: 'There is no text.', 401: REFUSED[401], 413: 'Too much.', 502: 'The brain failed.', 503: 'Busy.' },
  },
];
