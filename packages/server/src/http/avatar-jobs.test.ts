import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { CodedError, ERRORS, type ErrorCode } from '@visavis/core';
import { FaceRefused } from '@visavis/face-maker';
import { avatarJobStatus, envelope, failure, tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryAvatars, MemoryLicences, MemoryTokens, type Avatars } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import { createIceServers } from '../ice/ice-servers.js';
import { Keys } from '../keys/keys.js';
import { pictureDownload } from '../making/picture-download.js';
import { fakeMaking } from '../testing/fake-making.js';
import { MAX_PICTURE_BYTES } from './avatar-jobs.js';
import { fakeFacts } from '../testing/fake-facts.js';
import type { EngineFacts } from './engine-choices.js';
import { openApi } from './open-api.js';

const OPERATOR = 'vv_key-of-the-operator';
const ONE = 'vv_key-of-one-customer';
const TWO = 'vv_key-of-another';
const PICTURE = readFileSync(new URL('../../../face-maker/src/testing/iris.webp', import.meta.url));

let keys: Keys;
let making: ReturnType<typeof fakeMaking>;
let avatars: Avatars;
let engines: EngineFacts | undefined;
let api: ReturnType<typeof openApi>;
beforeEach(() => {
  keys = new Keys({
    licences: new MemoryLicences([OPERATOR, ONE, TWO].map((key) => ({ key }))),
    tokens: new MemoryTokens(),
  });
  avatars = new MemoryAvatars([{ id: 'vera', name: 'Vera' }]);
  making = fakeMaking(avatars, licenceId(OPERATOR));
  engines = fakeFacts();
  open();
});
/** @param changes Parts of what makes avatars, in place of the fakes. */
const open = (changes: Partial<Parameters<typeof openApi>[0]['making']> = {}): void => {
  api = openApi({
    keys,
    iceServersFor: createIceServers({ iceServers: undefined, turn: undefined }, { port: 3478, addresses: [] }),
    engines: () => engines,
    avatars: new AvatarDirectory(avatars),
    trustProxy: false,
    making: { ...making, ...changes },
  });
};

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { code: number; message: string; error?: string; advice?: string; data: Record<string, unknown> };
}
const request = async (path: string, init: RequestInit, license: string = ONE): Promise<Answer> => {
  const incoming = { headers: { host: 'face.example:8080' }, socket: {} };
  const headers = { ...(init.headers as object), license };
  const response = await api.request(`/api/open/v1/avatar/${path}`, { ...init, headers }, { incoming });
  const body = (await response.json()) as Answer['body'];
  return { status: response.status, headers: response.headers, body };
};
const get = (path: string, license?: string) => request(path, {}, license);
const post = (path: string, body: object, license?: string) =>
  request(path, { method: 'POST', body: JSON.stringify(body) }, license);
const form = (fields: Record<string, string>, picture: Uint8Array | undefined = PICTURE): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (picture) data.set('picture', new Blob([picture as Uint8Array<ArrayBuffer>]), 'me.webp');
  return data;
};
/** In one piece: where a form is not read to its end, Node 24 throws an error that nothing can catch. */
const posted = async (data: FormData): Promise<RequestInit> => {
  const whole = new Response(data);
  const type = whole.headers.get('content-type') ?? '';
  return { method: 'POST', headers: { 'content-type': type }, body: await whole.arrayBuffer() };
};
const upload = async (fields: Record<string, string> = { name: 'Anna' }, license?: string, picture?: Uint8Array) =>
  request('add', await posted(form(fields, picture)), license);
/** Adds an avatar, to its end. @returns Its id. */
const added = async (name: string, license?: string): Promise<string> => {
  const before = making.works.makings.length;
  const { body } = await upload({ name }, license);
  await expect.poll(() => making.works.makings.length).toBe(before + 1);
  making.works.makings.at(-1)!.done();
  await expect
    .poll(async () => (await get(`job?jobId=${String(body.data['jobId'])}`, license)).body.data['status'])
    .toBe('done');
  return String(body.data['avatarId']);
};

describe('adding an avatar', () => {
  it('S-14: begins a job from an uploaded picture, with everything that the avatar is to have', async () => {
    const chosen = { providerId: 'openai', model: 'scripted answers', voice: 'rms' };
    const { status, body } = await upload({
      name: ' Anna ',
      ...chosen,
      firstMessage: 'Hi!',
      prompt: 'Be kind.',
      expression: 'warm',
      pronunciations: '{"Nguyen":"win"}',
      face: '2',
      shape: 'portrait',
      background: '#1A2B3C',
    });
    expect([status, envelope(avatarJobStatus).safeParse(body).error]).toEqual([200, undefined]);
    expect(body.data).toMatchObject({ name: 'Anna', status: 'waiting', ahead: 0, report: [], error: null });
    await expect.poll(() => making.works.makings.length).toBe(1);
    expect(making.works.makings[0]).toMatchObject({ face: 2, shape: 'portrait', background: '#1a2b3c' });
    expect(Buffer.compare(making.works.makings[0]!.picture, PICTURE)).toBe(0);
    making.works.makings[0]!.done();
    const id = String(body.data['avatarId']);
    await expect.poll(async () => (await get(`detail?avatarId=${id}`)).status).toBe(200);
    expect((await get('getByName?name=ANNA')).body.data).toMatchObject({
      ...{ id, name: 'Anna', voice: 'rms', firstMessage: 'Hi!', prompt: 'Be kind.', status: 'Success' },
      background: '#1a2b3c',
      expression: 'warm',
      pronunciations: { Nguyen: 'win' },
      url: `http://face.example:8080/api/avatars/${id}/poster`,
    });
    expect((await get(id)).body.data).toMatchObject({ id });
  });

  it('begins one from the address of a picture', async () => {
    open({ download: () => Promise.resolve(PICTURE) });
    const url = 'https://pictures.example/me.jpg';
    const made = await post('add', { name: 'Anna', url, prompt: null, firstMessage: '', face: null });
    expect([made.status, made.body.data['status']]).toEqual([200, 'waiting']);
  });

  it.each<[string, Record<string, string>, Uint8Array | undefined, number, string]>([
    ['no name', {}, PICTURE, 400, 'name'],
    ['an empty name', { name: ' ' }, PICTURE, 400, 'name'],
    ['a long name', { name: 'x'.repeat(101) }, PICTURE, 400, 'name'],
    ['no picture', { name: 'Anna' }, undefined, 400, 'picture: is missing'],
    ['a face that is no number', { name: 'Anna', face: 'left' }, PICTURE, 400, 'face'],
    ['an unknown provider', { name: 'Anna', providerId: 'nowhere' }, PICTURE, 400, 'there is openai'],
    ['an unknown model', { name: 'Anna', model: 'gpt-9' }, PICTURE, 400, 'there is scripted answers'],
    ['an unknown voice', { name: 'Anna', voice: 'cedar' }, PICTURE, 400, 'there is slt, rms'],
    ['an unknown expression', { name: 'Anna', expression: 'happy' }, PICTURE, 400, 'expression'],
    ['a dictionary that is no JSON', { name: 'Anna', pronunciations: '{' }, PICTURE, 400, 'pronunciations'],
    ['an empty spelling', { name: 'Anna', pronunciations: '{"a":" "}' }, PICTURE, 400, 'pronunciations'],
    ['a name that is taken', { name: 'vera' }, PICTURE, 409, 'already'],
    ['SVG', { name: 'Anna' }, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'an SVG drawing'],
    ['nothing', { name: 'Anna' }, Buffer.alloc(0), 415, 'empty'],
    ['a picture that is cut short', { name: 'Anna' }, PICTURE.subarray(0, 5_000), 422, 'damaged'],
    ['30 MB', { name: 'Anna' }, Buffer.alloc(30_000_000), 413, 'more than'],
  ])('is refused at once with %s', async (_why, fields, picture, status, message) => {
    const data = form(fields, picture);
    if (!picture) data.delete('picture');
    const answer = await request('add', await posted(data));
    expect([answer.status, answer.body.code, answer.body.data]).toEqual([status, status, null]);
    expect(answer.body.message).toContain(message);
    expect(failure.safeParse(answer.body).error).toBeUndefined();
    expect(await making.jobs.unfinished()).toEqual([]);
  });

  it.each<[string, string, string, number]>([
    ['no JSON', 'application/json', '{', 400],
    ['a list', 'application/json', '[]', 400],
    ['a form without a boundary', 'multipart/form-data', 'x', 400],
    [
      'a form that is cut short',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\nabc',
      400,
    ],
    ['JSON with a picture in it', 'application/json', `{"name":"${'x'.repeat(3_000_000)}"}`, 413],
    ['more than a picture', 'multipart/form-data; boundary=x', 'x'.repeat(MAX_PICTURE_BYTES + 3_000_000), 413],
  ])('is refused with %s', async (_why, type, body, status) => {
    const headers = { 'content-type': type, 'content-length': String(body.length) };
    expect((await request('add', { method: 'POST', body, headers })).status).toBe(status);
  });

  /** A form that declares no length and ends never. */
  const endless = () => {
    let sent = 0;
    const head = '--x\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\n';
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(sent === 0 ? Buffer.from(head) : new Uint8Array(65_536));
        sent += 65_536;
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' };
    return { init: { method: 'POST', body, headers, duplex: 'half' } as RequestInit, sent: () => sent };
  };

  it('R-27: reads nothing of a body whose sender may make no avatar, or has to wait', async () => {
    const licence = licenceId(ONE);
    const { token } = await keys.issue(licence, tokenRequest.parse({}));
    const body = endless();
    for (const path of ['add', 'update', 'delete', 'job/cancel'])
      expect((await request(path, endless().init, token)).status).toBe(403);
    expect((await request('add', body.init, token)).status).toBe(403);
    open({ download: () => new Promise(() => undefined) });
    for (const name of ['a', 'b']) void post('add', { name, url: 'https://slow.example/' });
    await setImmediate();
    const third = endless();
    expect((await request('add', third.init)).status).toBe(429);
    for (const { sent } of [body, third]) expect(sent()).toBeLessThan(1_000_000);
  });

  it('R-27: reads no more of a form without a length than it may have, piece by piece', async () => {
    const body = endless();
    expect(await request('add', body.init)).toMatchObject({ status: 413, body: { error: 'face.picture_too_big' } });
    expect(body.sent()).toBeLessThan(MAX_PICTURE_BYTES + 1_000_000);
    const fields = endless();
    const many = Array.from(
      { length: 60 },
      (_, i) => `--x\r\nContent-Disposition: form-data; name="${i}"\r\n\r\n${'x'.repeat(900_000)}\r\n`,
    );
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const next = many.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(Buffer.from(next));
      },
    });
    expect((await request('add', { ...fields.init, body: stream })).status).toBe(413);
    expect(many.length).toBeGreaterThan(25);
  });

  it('passes on why an address cannot be used, with what helps', async () => {
    open({ download: pictureDownload({ maxBytes: 1_000, timeoutMs: 1_000 }) });
    const answer = await post('add', { name: 'Anna', url: 'http://169.254.169.254/latest' });
    expect([answer.status, answer.body.error]).toEqual([400, 'avatar.picture_address']);
    expect(answer.body.advice).toBe(ERRORS['avatar.picture_address'].advice);
  });

  it('asks for patience while too much comes in, waits, or loads', async () => {
    const coming: ((picture: Uint8Array) => void)[] = [];
    open({ download: () => new Promise((resolve) => coming.push(resolve)) });
    const slow = ['a', 'b'].map((name) => post('add', { name, url: 'https://slow.example/' }));
    await expect.poll(() => coming.length).toBe(2);
    const third = await upload();
    expect([third.status, third.body.error, third.headers.get('retry-after')]).toEqual([
      429,
      'avatar.too_many_jobs',
      '10',
    ]);
    expect((await upload({ name: 'Bea' }, TWO)).status).toBe(200);
    for (const come of coming) come(PICTURE);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200]);
    engines = undefined;
    expect((await upload({ name: 'Cora' })).status).toBe(503);
  });

  it('is refused where the package that makes faces is missing', async () => {
    open({ maker: () => Promise.reject(new CodedError('face.unavailable', 'Missing')) });
    expect(await upload()).toMatchObject({ status: 501, body: { error: 'face.unavailable' } });
  });
});

describe('a job', () => {
  const begin = async () => String((await upload()).body.data['jobId']);

  it('is polled, with the faces to choose from where there are several', async () => {
    const id = await begin();
    await expect.poll(() => making.works.makings.length).toBe(1);
    making.works.makings[0]!.onProgress({ stage: 'find', fraction: 0.1 });
    expect((await get(`job?jobId=${id}`)).body.data).toMatchObject({ status: 'making', stage: 'find', progress: 0.1 });
    const faces = [{ x: 1, y: 2, width: 3, height: 4 }];
    making.works.makings[0]!.fail(new FaceRefused('face.several', 'Two', faces));
    await expect
      .poll(async () => (await get(`job?jobId=${id}`)).body.data['error'])
      .toMatchObject({ code: 'face.several', faces });
  });

  it('is followed by its events to its end', async () => {
    const id = await begin();
    await expect.poll(() => making.works.makings.length).toBe(1);
    const [work] = making.works.makings;
    const response = await api.request(
      `/api/open/v1/avatar/job/events?jobId=${id}`,
      { headers: { license: ONE } },
      { incoming: { headers: { host: 'face.example' }, socket: {} } },
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => {
      const { value = '', done } = await reader.read();
      if (done) return 'the end';
      expect(value).toMatch(/^event: job\n/);
      return avatarJobStatus.parse(JSON.parse(/^data: (.*)$/m.exec(value)![1]!));
    };
    expect(await next()).toMatchObject({ status: 'making' });
    work!.onProgress({ stage: 'matte', fraction: 0.4 });
    expect(await next()).toMatchObject({ stage: 'matte', progress: 0.4 });
    work!.done([{ what: 'soft', howMuch: '90 pixels', advice: 'Larger.' }]);
    expect(await next()).toMatchObject({ status: 'done', progress: 1, report: [{ what: 'soft' }] });
    expect(await next()).toBe('the end');
  });

  it('is cancelled, and stays as it ended', async () => {
    const id = await begin();
    await expect.poll(() => making.works.makings.length).toBe(1);
    for (let times = 0; times < 2; times++)
      expect((await post('job/cancel', { jobId: id })).body.data['status']).toBe('cancelled');
    expect((await get('list')).body.data).toHaveLength(2);
  });

  it('Scenario S15: is not known to another licence, nor when there is none', async () => {
    const id = await begin();
    for (const [path, key] of [
      [`job?jobId=${id}`, TWO],
      [`job/events?jobId=${id}`, TWO],
      ['job?jobId=unknown', ONE],
      ['job', ONE],
    ] as const)
      expect(await get(path, key)).toMatchObject({ status: 404, body: { error: 'avatar.job_not_found', data: null } });
    expect((await post('job/cancel', { jobId: id }, TWO)).status).toBe(404);
    expect((await post('job/cancel', {})).status).toBe(400);
  });
});

describe('an avatar of a licence', () => {
  it('Scenario S15: is seen by that licence alone', async () => {
    const id = await added('Anna');
    const listed = async (key: string) =>
      ((await get('list', key)).body.data as unknown as { id: string }[]).map((one) => one.id);
    expect([await listed(ONE), await listed(TWO), await listed(OPERATOR)]).toEqual([
      ['iris', 'vera', id],
      ['iris', 'vera'],
      ['iris', 'vera'],
    ]);
    for (const key of [TWO, OPERATOR])
      for (const path of [`detail?avatarId=${id}`, 'getByName?name=Anna', id])
        expect(await get(path, key)).toMatchObject({ status: 404, body: { data: null, error: 'avatar.not_found' } });
    // Another licence may have one of the same name.
    const others = await added('Anna', TWO);
    expect((await get('getByName?name=Anna', TWO)).body.data['id']).toBe(others);
  });

  it('is changed in what is sent, and an empty text takes a field away', async () => {
    const id = await added('Anna');
    const all = { id, name: 'Anne', providerId: 'openai', model: 'scripted answers', voice: 'rms' };
    const changed = await post('update', { ...all, firstMessage: 'Hi!', prompt: 'Be kind.' });
    expect(changed.body).toMatchObject({ code: 200, data: { message: 'Avatar updated successfully' } });
    expect((await get(`detail?avatarId=${id}`)).body.data).toMatchObject({
      name: 'Anne',
      voice: 'rms',
      firstMessage: 'Hi!',
      prompt: 'Be kind.',
    });
    await post('update', { id, prompt: '', voice: '' });
    expect((await get(`detail?avatarId=${id}`)).body.data).toMatchObject({
      name: 'Anne',
      voice: 'slt',
      firstMessage: 'Hi!',
      prompt: '',
    });
    expect((await avatars.find(id, licenceId(ONE)))?.face).toBe(id);
  });

  it('S-14: talks by a provider and a model of its own, until an empty text takes them away', async () => {
    const id = await added('Anna');
    const chosen = async () => {
      const { data } = (await get(`detail?avatarId=${id}`)).body;
      return [data['providerId'], data['providerName'], data['model'], data['providerLabel']];
    };
    expect(await chosen()).toEqual(['openai', 'openai', 'scripted answers', 'scripted answers']);
    await post('update', { id, providerId: 'elsewhere', model: 'large' });
    expect(await chosen()).toEqual(['elsewhere', 'openai', 'large', 'language model large']);
    expect(await avatars.find(id, licenceId(ONE))).toMatchObject({ providerName: 'elsewhere', model: 'large' });
    await post('update', { id, providerId: 'openai', model: '' });
    expect(await chosen()).toEqual(['openai', 'openai', 'scripted answers', 'scripted answers']);
    expect(await avatars.find(id, licenceId(ONE))).not.toHaveProperty('providerName');
  });

  it('is seen before another background, where its face can be, or again before its own', async () => {
    const id = await added('Anna');
    const background = async () => (await get(`detail?avatarId=${id}`)).body.data['background'];
    expect([await background(), (await post('update', { id, background: 'Blurred' })).status]).toEqual(['own', 200]);
    const refused = await post('update', { id, name: 'Anne', background: 'transparent' });
    expect([refused.status, refused.body.error]).toEqual([400, 'avatar.one_layer']);
    expect([await background(), making.works.shown]).toEqual(['blurred', [`${id} blurred`]]);
    await post('update', { id, background: '' });
    expect([await background(), await avatars.find('Anne', licenceId(ONE))]).toEqual(['own', undefined]);
  });

  it('expresses what it is changed to, and nothing where that is taken away or wrong', async () => {
    const id = await added('Anna');
    const expression = async () => (await get(`detail?avatarId=${id}`)).body.data['expression'];
    expect(await expression()).toBe('neutral');
    await post('update', { id, expression: 'sad' });
    expect(await expression()).toBe('sad');
    await post('update', { id, name: 'Anne', expression: null });
    expect((await post('update', { id, expression: 'happy' })).status).toBe(400);
    expect(await expression()).toBe('sad');
    await post('update', { id, expression: '' });
    expect(await expression()).toBe('neutral');
  });

  it('says words as its dictionary is changed to, of which 500 may be', async () => {
    const id = await added('Anna');
    const dictionary = async () => (await get(`detail?avatarId=${id}`)).body.data['pronunciations'];
    const words = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`word${i}`, 'said']));
    expect(await dictionary()).toEqual({});
    await post('update', { id, pronunciations: words(500) });
    expect((await post('update', { id, pronunciations: words(501) })).body.message).toContain('pronunciations');
    await post('update', { id, name: 'Anne' });
    expect(await dictionary()).toEqual(words(500));
    await post('update', { id, pronunciations: {} });
    expect(await dictionary()).toEqual({});
  });

  it('is deleted with its face, by its path or as clients of the hosted service do', async () => {
    const ids = [await added('Anna'), await added('Bea')];
    const answers = [await post('delete', { id: ids[0] }), await request(ids[1]!, { method: 'DELETE' })];
    for (const { status, body } of answers)
      expect([status, body.data]).toEqual([200, { message: 'Avatar deleted successfully' }]);
    expect(making.works.removed).toEqual(ids);
    expect((await get(`detail?avatarId=${ids[0]}`)).status).toBe(404);
    expect((await post('delete', { id: ids[0] })).status).toBe(404);
  });

  it('keeps its face where another wears it', async () => {
    const id = await added('Anna');
    await avatars.add({ id: 'twin', name: 'Twin', face: id });
    await post('delete', { id });
    expect(making.works.removed).toEqual([]);
  });
});

describe('a change is refused', () => {
  const change = async (id: string, key: string): Promise<(readonly [number, ErrorCode | undefined])[]> => {
    const all = [
      await post('update', { id, name: 'New' }, key),
      await post('delete', { id }, key),
      await request(id, { method: 'DELETE' }, key),
    ];
    return all.map(({ status, body }) => [status, body.error as ErrorCode | undefined] as const);
  };
  const thrice = (status: number, error: ErrorCode) => [1, 2, 3].map(() => [status, error]);

  it('of an avatar that is of another licence, or that there is not', async () => {
    const id = await added('Anna');
    for (const [key, named] of [
      [TWO, id],
      [OPERATOR, id],
      [ONE, 'unknown'],
    ] as const)
      expect(await change(named, key)).toEqual(thrice(404, 'avatar.not_found'));
  });

  it('of one that is of the server, but with its own key', async () => {
    await avatars.add({ id: 'cora', name: 'Cora', face: 'cora' });
    expect(await change('cora', ONE)).toEqual(thrice(403, 'avatar.not_yours'));
    expect((await post('update', { id: 'cora', voice: 'rms' }, OPERATOR)).status).toBe(200);
    expect((await post('delete', { id: 'cora' }, OPERATOR)).status).toBe(200);
  });

  it('of one in the operator’s list, and of the standard one', async () => {
    for (const id of ['vera', 'iris']) expect(await change(id, OPERATOR)).toEqual(thrice(409, 'avatar.listed'));
  });

  it('with a token, but for that of the operator’s page', async () => {
    const id = await added('Anna');
    const visitor = (await keys.issue(licenceId(ONE), tokenRequest.parse({}))).token;
    expect(await change(id, visitor)).toEqual(thrice(403, 'avatar.not_yours'));
    expect((await upload({ name: 'Bea' }, visitor)).body.error).toBe('avatar.not_yours');
    expect((await post('job/cancel', { jobId: 'x' }, visitor)).body.error).toBe('avatar.not_yours');
    const page = (await keys.issue(licenceId(ONE), tokenRequest.parse({}), true)).token;
    expect((await upload({ name: 'Bea' }, page)).status).toBe(200);
    expect((await post('delete', { id }, page)).status).toBe(200);
  });

  it.each([
    ['no id', { name: 'New' }, 400],
    ['a name that is taken', { name: 'Vera' }, 409],
    ['an empty name', { name: '' }, 400],
    ['an unknown voice', { voice: 'cedar' }, 400],
    ['a number for a text', { prompt: 7 }, 400],
    ['another shape', { shape: 'portrait' }, 400],
    ['no background', { background: 'beach' }, 400],
  ])('with %s', async (what, fields, status) => {
    const id = await added('Anna');
    expect((await post('update', what === 'no id' ? fields : { id, ...fields })).status).toBe(status);
    expect((await get(`detail?avatarId=${id}`)).body.data).toMatchObject({ name: 'Anna', voice: 'slt' });
  });
});
