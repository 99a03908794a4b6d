import { z } from 'zod';
import {
  avatarDetail,
  avatarSummary,
  choice,
  envelope,
  iceServersAnswer,
  issuedToken,
  tokenRequest,
  v1FunctionCall,
} from '../rest/index.js';

/** One thing to ask over HTTP. */
export interface RestEntry {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** `maybe`: without a key the answer holds less. */
  readonly key: 'needed' | 'maybe' | 'in the body';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Of the answer when all is well; text where there is none. */
  readonly answer?: z.ZodType;
  /** Other statuses, and when they come. */
  readonly failures: Readonly<Record<number, string>>;
}

const REFUSED = { 401: 'The key is not accepted.', 403: 'The key may not be used from this page.' };
const LOADING = { 503: 'The server is still loading.' };

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
    summary: 'One avatar, by its name, whatever the case. The preset names of existing clients are known.',
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
    summary: 'What may answer: one provider.',
    key: 'needed',
    answer: envelope(z.array(choice)),
    failures: REFUSED,
  },
  {
    method: 'get',
    path: '/api/open/v1/model/list',
    summary: 'Its one model.',
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
    summary: 'Makes a token: a key that expires, so that no page need hold the real one.',
    key: 'needed',
    body: tokenRequest,
    answer: envelope(issuedToken),
    failures: {
      400: 'A member is wrong.',
      401: REFUSED[401],
      403: 'A token makes no tokens; or as above.',
      404: 'There is no such avatar.',
      413: 'Too much.',
    },
  },
  {
    method: 'post',
    path: '/api/webrtc/generate-ice-servers',
    summary: 'STUN and TURN servers; without a key those that need no credentials.',
    key: 'maybe',
    answer: iceServersAnswer,
    failures: {},
  },
  {
    method: 'post',
    path: '/api/realtime_function_call',
    summary: 'What the brain says to one sentence, as plain text, for clients of the older dialect.',
    key: 'in the body',
    body: v1FunctionCall,
    failures: { 400: 'Nothing was said.', 401: REFUSED[401], 413: 'Too much.', 502: 'The brain failed.', 503: 'Busy.' },
  },
];
