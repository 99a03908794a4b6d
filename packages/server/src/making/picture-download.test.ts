import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictureDownload, type DownloadOptions } from './picture-download.js';

const PICTURE = Buffer.from('a picture');
const LIMITS = { maxBytes: 1_000_000, timeoutMs: 5_000 };

let server: Server;
let port: number;
let requests: string[];
let answer: RequestListener;
beforeEach(async () => {
  requests = [];
  answer = (_request, response) => response.end(PICTURE);
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
/** Downloads from this machine, as only tests may. */
const fromHere = (options: Partial<DownloadOptions> = {}) =>
  pictureDownload({ ...LIMITS, alsoAllowed: { addresses: ['127.0.0.1'], ports: [port] }, ...options });
/** Downloads as a server does, but from any port, so that the address alone is what can be refused. */
const fromOutside = (lookup?: LookupFunction) =>
  pictureDownload({ ...LIMITS, alsoAllowed: { addresses: [], ports: [port] }, ...(lookup && { lookup }) });
/** Resolves every name to these addresses, the next ones each time. */
const resolving = (...answers: readonly (readonly string[])[]): LookupFunction => {
  let asked = 0;
  return (_name, options, found) => {
    const all = answers[Math.min(asked++, answers.length - 1)]!.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    if (options.all) found(null, all);
    else found(null, all[0]!.address, all[0]!.family);
  };
};

describe('Scenario S11: the address of a picture', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '127.0.0.1.',
    '１２７.０.０.１',
    '0',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '2852039166',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:0:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[100::1]',
    '[2001:0:7f00:1::]',
    '[2001:db8::1]',
    '[2002:7f00:1::]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ])('is refused where it is not public: %s', async (host) => {
    await expect(fromOutside()(`http://${host}:${port}/`, never)).rejects.toMatchObject({
      code: 'avatar.picture_address',
      message: 'The address of the picture cannot be used: it does not lead to a public address',
    });
    expect(requests).toEqual([]);
  });

  it.each([
    ['localhost', ['127.0.0.1']],
    ['localhost.', ['127.0.0.1']],
    ['inside.example', ['10.0.0.7']],
    ['both.example', ['8.8.8.8', '127.0.0.1']],
    ['both.example', ['127.0.0.1', '8.8.8.8']],
    ['six.example', ['64:ff9b:1::7f00:1']],
    ['six.example', ['2606:4700::1', '::ffff:127.0.0.1']],
    ['metadata.google.internal', ['169.254.169.254']],
  ])('is refused where its name leads inside: %s (%j)', async (name, addresses) => {
    await expect(fromOutside(resolving(addresses))(`http://${name}:${port}/`, never)).rejects.toMatchObject({
      code: 'avatar.picture_address',
    });
    expect(requests).toEqual([]);
  });

  it('is checked as the socket connects, so that a second answer of its name gains nothing', async () => {
    const lookup = resolving(['127.0.0.1'], ['127.0.0.2']);
    await fromHere({ lookup })(`http://twice.example:${port}/`, never);
    await expect(fromHere({ lookup })(`http://twice.example:${port}/`, never)).rejects.toMatchObject({
      code: 'avatar.picture_address',
    });
    expect(requests).toEqual(['/']);
  });

  it.each([
    ['', 'not a complete address'],
    ['me.jpg', 'not a complete address'],
    ['//127.0.0.1/x', 'not a complete address'],
    ['file:///etc/passwd', 'must begin with https'],
    ['ftp://files.example/me.jpg', 'must begin with https'],
    ['data:image/png;base64,AAAA', 'must begin with https'],
    ['javascript:alert(1)', 'must begin with https'],
    ['https://user:secret@pictures.example/me.jpg', 'user name or password'],
    ['https://pictures.example@127.0.0.1/me.jpg', 'user name or password'],
    ['https://pictures.example:22/me.jpg', 'unusual port'],
    ['http://pictures.example:443/me.jpg', 'unusual port'],
    ['https://pictures.example:0/me.jpg', 'unusual port'],
    ['http://256.1.1.1/', 'not a complete address'],
  ])('is refused with a reason: %s', async (address, why) => {
    const download = pictureDownload({ ...LIMITS, lookup: resolving(['127.0.0.1']) });
    await expect(download(address, never)).rejects.toMatchObject({
      code: 'avatar.picture_address',
      message: expect.stringContaining(why) as string,
    });
  });
});

describe('Scenario S11: the download of a picture', () => {
  const download = (options?: Partial<DownloadOptions>, signal = never) =>
    fromHere(options)(`http://127.0.0.1:${port}/me.jpg`, signal);

  it('returns the bytes, and asks for nothing compressed', async () => {
    answer = (request, response) => response.end(Buffer.from(request.headers['accept-encoding'] ?? ''));
    expect(String(await download())).toBe('identity');
    expect(requests).toEqual(['/me.jpg']);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: `http://127.0.0.1:${port}/inside` }).end();
    await expect(download()).rejects.toMatchObject({ code: 'avatar.picture_address' });
    expect(requests).toEqual(['/me.jpg']);
  });

  it.each([204, 206, 401, 404, 500])('takes no answer with the status %i', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(download()).rejects.toMatchObject({
      code: 'avatar.picture_download',
      message: expect.stringContaining(String(status)) as string,
    });
  });

  it('ends where the file is larger than it may be, announced or not', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const more = (): void => {
        if (!response.destroyed && sent < 50_000_000) response.write(Buffer.alloc(65_536), more);
        sent += 65_536;
      };
      more();
    };
    await expect(download()).rejects.toMatchObject({ code: 'face.picture_too_big' });
    expect(sent).toBeLessThan(20_000_000);
    answer = (_request, response) => response.writeHead(200, { 'content-length': '2000000' }).write('x');
    await expect(download()).rejects.toMatchObject({ code: 'face.picture_too_big' });
  });

  it('ends where it comes drop by drop, in its head or in its body', async () => {
    for (const begin of [true, false]) {
      let dripping: NodeJS.Timeout | undefined;
      answer = (_request, response) => {
        if (begin) dripping = setInterval(() => response.write('x'), 20);
      };
      await expect(download({ timeoutMs: 200 })).rejects.toMatchObject({
        code: 'avatar.picture_download',
        message: expect.stringContaining('no complete answer within 0.2 s') as string,
      });
      clearInterval(dripping);
    }
  });

  it('says that nothing answers, or that the answer was cut short', async () => {
    answer = (request) => request.socket.destroy();
    await expect(download()).rejects.toMatchObject({ code: 'avatar.picture_download' });
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    };
    await expect(download()).rejects.toMatchObject({ code: 'avatar.picture_download' });
    const lookup: LookupFunction = (_name, _options, found) =>
      found(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    await expect(fromHere({ lookup })(`http://nowhere.example:${port}/`, never)).rejects.toMatchObject({
      code: 'avatar.picture_download',
      message: expect.stringContaining('ENOTFOUND') as string,
    });
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    answer = () => controller.abort(new Error('gone'));
    await expect(download({}, controller.signal)).rejects.toThrow('gone');
  });
});
