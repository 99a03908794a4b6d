// The largest request of every HTTP route that its caps allow.

/** @returns Functions that ask, by what they ask for. */
export function largestRequests({ url, license }) {
  const headers = { license, 'content-type': 'application/json' };
  const ask = async (path, init) => {
    const response = await fetch(`${url}${path}`, { headers, ...init });
    await response.arrayBuffer();
  };
  const get = (path) => () => ask(path);
  const post = (path, body) => () => ask(path, { method: 'POST', body: JSON.stringify(body) });
  const long = 'x'.repeat(8_000);
  return {
    'a function call of 64 kB': post('/api/realtime_function_call', {
      userInput: 'why so '.repeat(1_140).trim(),
      chatId: 'c'.repeat(55_000),
    }),
    'a token, 16 kB': post('/api/open/v1/token', { expires_in_s: 60, ['a'.repeat(16_000)]: 1 }),
    'a token of many members': post('/api/open/v1/token', Object.fromEntries(numbered(1_200))),
    'ICE servers': post('/api/webrtc/generate-ice-servers', {}),
    'an avatar by a long name': get(`/api/open/v1/avatar/getByName?name=${long}`),
    'an avatar by a long id': get(`/api/open/v1/avatar/detail?avatarId=${long}`),
    'the list of avatars': get('/api/open/v1/avatar/list'),
    models: get('/api/open/v1/model/list'),
    voices: get('/api/open/v1/voice/list'),
    providers: get('/api/open/v1/provider/list'),
    'a poster': get('/api/avatars/iris/poster'),
    'the page': get('/'),
    'the data of the page': get(`/api/page?${long}`),
    health: get('/healthz'),
    'a path that does not exist': get(`/${long}`),
    // The server hangs up.
    'a body that is too large': () => post('/api/open/v1/token', { a: 'x'.repeat(1_000_000) })().catch(() => undefined),
  };
}

const numbered = (count) => Array.from({ length: count }, (_, i) => [`a${i}`, i]);
