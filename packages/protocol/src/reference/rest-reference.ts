import { z } from 'zod';
import {
  avatarAddRequest,
  avatarDeleteRequest,
  avatarDetail,
  avatarJobRequest,
  avatarJobStatus,
  avatarSummary,
  avatarUpdateRequest,
  chatMessage,
  chatMessagesQuery,
  chatPage,
  chatSession,
  chatSessionsQuery,
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
  readonly method: 'get' | 'post' | 'delete';
  /** With parameters as in `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** `maybe`: without a key the response holds less. `none`: the request holds another secret. */
  readonly key: 'needed' | 'maybe' | 'in the body' | 'none';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body may also be a form with this file. */
  readonly file?: string;
  /** The answer is a stream of server-sent events of this type, each with the answer's schema. */
  readonly events?: string;
  /** Schema of a successful response; plain text where absent. */
  readonly answer?: z.ZodType;
  /** Other statuses, and their causes. */
  readonly failures: Readonly<Record<number, string>>;
}

const REFUSED = { 401: 'The key is not accepted.', 403: 'The key may not be used from this page.' };
const LOADING = { 503: 'The server is still loading.' };
const MAY_NOT_CHANGE =
  'The key may not change avatars: it is a token, the avatar is of the server, or the page is another.';
const DELETED = {
  401: REFUSED[401],
  403: MAY_NOT_CHANGE,
  404: 'There is no such avatar.',
  409: 'The avatar stands in the operator’s list.',
};

const NO_RECORDS = {
  401: REFUSED[401],
  403: 'The key is a token, which reads no records, or may not be used from this page.',
};
const NO_SESSION = 'The license has no such session.';

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
    summary: 'All avatars that the key sees: those of the server, and those of its license.',
    key: 'needed',
    answer: envelope(z.array(avatarSummary)),
    failures: REFUSED,
  },
  {
    method: 'get',
    path: '/api/open/v1/avatar/{id}',
    summary: 'One avatar, by its id, as `avatar/detail`.',
    key: 'needed',
    answer: envelope(avatarDetail),
    failures: { ...REFUSED, 404: 'There is no such avatar.', ...LOADING },
  },
  {
    method: 'post',
    path: '/api/open/v1/avatar/add',
    summary:
      'Begins to make an avatar from a picture: the file `picture` of a form, or its address as `url`. The answer is the job; what is no picture, and an address that cannot be used, are refused at once.',
    key: 'needed',
    body: avatarAddRequest,
    file: 'picture',
    answer: envelope(avatarJobStatus),
    failures: {
      400: 'A member is invalid, the picture is missing, or its address cannot be used.',
      401: REFUSED[401],
      403: MAY_NOT_CHANGE,
      409: 'The name is taken, or the license has a hundred avatars.',
      413: 'The picture has more than 25 MB or 40 million pixels.',
      415: 'The file is no picture.',
      422: 'The picture is damaged, or could not be downloaded.',
      429: 'Too many jobs wait: five of the license, or twenty in all.',
      501: 'The package that makes faces is not installed.',
      ...LOADING,
    },
  },
  {
    method: 'get',
    path: '/api/open/v1/avatar/job',
    summary: 'How far a job is, or how it has ended. It is known for a day after its end.',
    key: 'needed',
    query: z.object({ jobId: z.string() }),
    answer: envelope(avatarJobStatus),
    failures: { ...REFUSED, 404: 'The license has no such job.' },
  },
  {
    method: 'get',
    path: '/api/open/v1/avatar/job/events',
    summary:
      'The same as server-sent events `job`: at once, and whenever something has changed. The stream ends with the job.',
    key: 'needed',
    query: z.object({ jobId: z.string() }),
    events: 'job',
    answer: avatarJobStatus,
    failures: { ...REFUSED, 404: 'The license has no such job.' },
  },
  {
    method: 'post',
    path: '/api/open/v1/avatar/job/cancel',
    summary: 'Ends a job; one that has ended stays as it is. The answer is the job.',
    key: 'needed',
    body: avatarJobRequest,
    answer: envelope(avatarJobStatus),
    failures: { 400: 'No id.', 401: REFUSED[401], 403: MAY_NOT_CHANGE, 404: 'The license has no such job.' },
  },
  {
    method: 'post',
    path: '/api/open/v1/avatar/update',
    summary: 'Changes an avatar that was added. Sessions that are open keep it as it was.',
    key: 'needed',
    body: avatarUpdateRequest,
    answer: envelope(z.object({ message: z.string() })),
    failures: {
      400: 'A member is invalid.',
      401: REFUSED[401],
      403: MAY_NOT_CHANGE,
      404: 'There is no such avatar.',
      409: 'The name is taken, or the avatar stands in the operator’s list.',
      413: 'Too much.',
      ...LOADING,
    },
  },
  {
    method: 'post',
    path: '/api/open/v1/avatar/delete',
    summary: 'Deletes an avatar that was added, with its face. Sessions with it go on.',
    key: 'needed',
    body: avatarDeleteRequest,
    answer: envelope(z.object({ message: z.string() })),
    failures: { 400: 'No id.', ...DELETED },
  },
  {
    method: 'delete',
    path: '/api/open/v1/avatar/{id}',
    summary: 'The same, by the path.',
    key: 'needed',
    answer: envelope(z.object({ message: z.string() })),
    failures: DELETED,
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
    method: 'get',
    path: '/api/chat/sessions',
    summary: 'The sessions of the license that are recorded, a page at a time, those opened first in front.',
    key: 'needed',
    query: chatSessionsQuery,
    answer: envelope(chatPage(chatSession)),
    failures: { 400: 'A parameter is invalid.', ...NO_RECORDS },
  },
  {
    method: 'get',
    path: '/api/chat/sessions/{id}',
    summary: 'One session.',
    key: 'needed',
    answer: envelope(chatSession),
    failures: { ...NO_RECORDS, 404: NO_SESSION },
  },
  {
    method: 'delete',
    path: '/api/chat/sessions/{id}',
    summary: 'Deletes the record of a session with all that was said in it, for good.',
    key: 'needed',
    answer: envelope(z.null()),
    failures: { ...NO_RECORDS, 404: NO_SESSION },
  },
  {
    method: 'get',
    path: '/api/chat/messages',
    summary: 'What was said in the sessions of the license, or in one of them, a page at a time, the oldest in front.',
    key: 'needed',
    query: chatMessagesQuery,
    answer: envelope(chatPage(chatMessage)),
    failures: { 400: 'A parameter is invalid.', ...NO_RECORDS },
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
