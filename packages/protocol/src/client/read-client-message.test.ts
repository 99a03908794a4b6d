import { describe, expect, it } from 'vitest';
import { CLIENT_FIXTURES } from '../testing/index.js';
import type { ClientMessage } from './client-message.js';
import { readClientMessage } from './read-client-message.js';

const read = (wire: unknown) => readClientMessage(JSON.stringify(wire));
const means = (wire: unknown): ClientMessage => {
  const parsed = read(wire);
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.message;
};
const settings = (session: object) => means({ type: 'session.update', session });

describe('messages of clients', () => {
  it.each(CLIENT_FIXTURES)('are understood: $name', ({ wire, means: expected }) => {
    expect(means(wire)).toEqual(expected);
  });

  it.each(CLIENT_FIXTURES)('are understood with the other prefix: $name', ({ wire, means: expected }) => {
    const { type } = wire as { type: string };
    const other = type.startsWith('realtime.') ? type.slice('realtime.'.length) : `realtime.${type}`;
    expect(means({ ...wire, type: other })).toEqual(expected);
  });

  it('may be newer than the server, which names them and refuses nothing', () => {
    expect(means({ type: 'realtime.hologram' })).toEqual({ type: 'unknown', name: 'realtime.hologram' });
    expect(means({ type: 'constructor' })).toEqual({ type: 'unknown', name: 'constructor' });
    const item = { type: 'function_call', name: 'f' };
    expect(means({ type: 'conversation.item.create', item })).toMatchObject({ type: 'unknown' });
  });

  it.each([
    ['response.cancel', { type: 'response.cancel' }],
    ['input_audio_buffer.commit', { type: 'audio.commit' }],
  ])('%s needs no data', (type, expected) => {
    expect(means({ type })).toEqual(expected);
    expect(means({ type, data: null })).toEqual(expected);
    expect(means({ type, data: {} })).toEqual(expected);
  });
});

describe('a member that a client leaves out', () => {
  it.each<[string, object, object]>([
    ['previous_item_id', { type: 'conversation.item.create', item: { content: 'Hi' } }, { previous_item_id: null }],
    ['text beside content', { type: 'input_text', data: { text: 'Hi' } }, { content: null }],
    ['the name of an item', { type: 'conversation.item.create', data: { item: { content: 'Hi' } } }, { item: null }],
    ['what a message without data has', { type: 'response.cancel' }, { data: null }],
    ['settings of one reply', { type: 'response.create' }, { response: null, event_id: null }],
    ['the m-line of a candidate', { type: 'webrtc.signaling.iceCandidate', candidate: 'c' }, { sdpMid: null }],
    ['a picture under its other names', { type: 'input_image', content: '/9j/4AAQ' }, { image: null, reply: null }],
    ['the number of a message', { type: 'input_audio_buffer.append', audio: 'AAA=' }, { seq: null, event_id: null }],
  ])('may be null: %s', (_what, wire, nulls) => {
    expect(means({ ...wire, ...nulls })).toEqual(means(wire));
  });

  it.each(['id', 'role', 'status', 'object'])('may be null in an item: %s', (name) => {
    const item = { type: 'message', content: 'Hi' };
    const plain = means({ type: 'conversation.item.create', item });
    expect(means({ type: 'conversation.item.create', item: { ...item, [name]: null } })).toEqual(plain);
  });

  it.each(['description', 'parameters', 'strict', 'function'])('may be null in a tool: %s', (name) => {
    const tools = [{ type: 'function', name: 'f' }];
    const given = tools.map((tool) => ({ ...tool, [name]: null }));
    expect(settings({ tools: given })).toEqual(settings({ tools }));
  });

  it('may be null in settings, each of them but the two that null switches off', () => {
    const names = ['voice', 'instructions', 'prompt', 'model', 'temperature', 'max_output_tokens', 'tools'];
    const more = ['tool_choice', 'modalities', 'output_modalities', 'audio', 'input_audio_format'];
    const nulls = Object.fromEntries([...names, ...more].map((name) => [name, null]));
    expect(settings(nulls)).toMatchObject({ config: {}, ignored: [] });
    const detection = { type: null, threshold: null, silence_duration_ms: null };
    expect(settings({ turn_detection: detection })).toMatchObject({
      config: { turnDetection: { type: 'server_vad' } },
      ignored: [],
    });
  });

  it('as the output of a tool is no word for the face to say', () => {
    for (const output of [null, undefined])
      expect(means({ type: 'function_call_output', data: { call_id: 'c', output } })).toMatchObject({ output: '' });
  });
});

describe('settings', () => {
  it('are read from the newer nested session object too', () => {
    const session = {
      type: 'realtime',
      audio: {
        input: { format: { type: 'audio/pcm', rate: 16_000 }, turn_detection: { type: 'semantic_vad' } },
        output: { voice: 'cedar' },
      },
    };
    expect(settings(session)).toMatchObject({
      config: { voice: 'cedar', inputSampleRateHz: 16_000, turnDetection: { type: 'semantic_vad' } },
      ignored: [],
    });
  });

  it.each([
    [{ turn_detection: null }],
    [{ audio: { input: { turn_detection: null } } }],
    [{ turn_detection: { type: 'none' } }],
  ])('switch turn detection off with %j, and leave it alone when absent', (session) => {
    expect(settings(session)).toMatchObject({ config: { turnDetection: null } });
    expect(settings({})).toMatchObject({ config: {} });
    expect(settings({})).not.toHaveProperty('config.turnDetection');
  });

  it('take the rest when one member is wrong, and name the wrong one', () => {
    const session = {
      voice: 7,
      instructions: 'Hi',
      temperature: 'hot',
      turn_detection: { threshold: 'x' },
      tools: [{}],
    };
    expect(settings(session)).toMatchObject({
      config: { instructions: 'Hi', tools: [], turnDetection: { type: 'server_vad' } },
      ignored: ['tools[0]', 'turnDetection.threshold', 'voice', 'temperature'],
    });
  });

  it('Scenario S11: never choose where the server connects to', () => {
    const data = { instructions: 'x', baseUrl: 'http://192.0.2.1', apiKey: 'k' };
    const message = means({ type: 'realtime.input_config', data });
    expect(JSON.stringify(message)).not.toMatch(/192\.0\.2\.1|apiKey/);
  });

  it('may be an object where text is usual', () => {
    const data = { content: { prompt: 'x' } };
    expect(means({ type: 'realtime.input_config', data })).toMatchObject({ config: { instructions: 'x' } });
  });

  it('without a limit on the reply leave it without one', () => {
    expect(settings({ max_response_output_tokens: 'inf' })).toMatchObject({ config: {}, ignored: [] });
  });

  it.each(['not json', '{}', ''])('have no tools where the tools are %j, and report it', (content) => {
    const message = means({ type: 'realtime.input_function_call', data: { content } });
    expect(message).toMatchObject({ config: { tools: [] }, ignored: ['tools'] });
  });

  it('R-02: leave out a tool of more than 16 kB, and report it', () => {
    const tools = [{ name: 'small' }, { name: 'large', description: 'x'.repeat(17_000) }, { name: 'last' }];
    expect(settings({ tools })).toMatchObject({
      config: { tools: [{ name: 'small' }, { name: 'last' }] },
      ignored: ['tools[1] (over 16 kB)'],
    });
  });

  it('R-02, Scenario S17: take tools of 128 kB together, and report those beyond', () => {
    const tools = Array.from({ length: 12 }, (_, i) => ({ name: `tool${i}`, description: 'x'.repeat(15_000) }));
    const read = settings({ tools }) as { config: { tools: object[] }; ignored: string[] };
    expect(read.config.tools).toHaveLength(8);
    expect(read.ignored).toEqual([8, 9, 10, 11].map((i) => `tools[${i}] (over 128 kB)`));
  });

  it('R-02: take 128 tools of a thousand, and report the others', () => {
    const tools = Array.from({ length: 1_000 }, (_, i) => ({ name: `tool${i}` }));
    const read = settings({ tools }) as { config: { tools: object[] }; ignored: string[] };
    expect([read.config.tools.length, read.ignored]).toEqual([128, ['tools[128…999] (over 128 tools)']]);
  });

  it('take a tool without parameters', () => {
    const data = { content: '[{"type":"function","name":"f"}]' };
    expect(means({ type: 'realtime.input_function_call', data })).toMatchObject({
      config: { tools: [{ name: 'f', description: '', parameters: { type: 'object', properties: {} } }] },
    });
  });
});

describe('S-03: an item of the history', () => {
  const item = (content: unknown, role = 'user') =>
    means({ type: 'conversation.item.create', item: { type: 'message', role, content } });

  it.each([
    ['one string', 'Hi', ['Hi']],
    ['parts named text', [{ type: 'text', text: 'Hi' }], ['Hi']],
    ['spoken parts', [{ type: 'input_audio', transcript: 'Hi' }], ['Hi']],
    [
      'several parts',
      [
        { type: 'input_text', text: 'A' },
        { type: 'input_text', text: 'B' },
      ],
      ['A', 'B'],
    ],
  ])('is read from %s', (_name, content, texts) => {
    expect(item(content)).toEqual({ type: 'item.create', item: { role: 'user', texts, images: [] } });
    expect(item(content, 'assistant')).toMatchObject({ item: { role: 'assistant' } });
  });

  it('may hold a picture beside the words', () => {
    const content = [
      { type: 'input_text', text: 'Look' },
      { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0K' },
    ];
    expect(item(content)).toMatchObject({ item: { texts: ['Look'], images: [{ mediaType: 'image/png' }] } });
  });

  it('is refused when it holds nothing', () => {
    expect(read({ type: 'conversation.item.create', item: { type: 'message', content: [] } }).ok).toBe(false);
  });
});

describe('a picture', () => {
  it.each([
    ['a data URL', { content: 'data:image/webp;base64,UklGRg==' }, 'image/webp'],
    ['another member', { image: 'data:image/png;base64,iVBORw0K' }, 'image/png'],
    ['bare base64', { content: 'iVBORw0K' }, 'image/png'],
    ['another format than it says', { content: 'data:image/svg+xml;base64,iVBORw0K' }, 'image/png'],
    ['the chat API’s form', { image_url: { url: 'data:image/jpeg;base64,/9j/4AAQ' } }, 'image/jpeg'],
  ])('is found as %s', (_name, data, mediaType) => {
    expect(means({ type: 'realtime.input_image', data })).toMatchObject({ type: 'image', image: { mediaType } });
  });

  it('asks for a reply only where its `reply` is set', () => {
    const respond = (reply: unknown) =>
      (means({ type: 'realtime.input_image', data: { content: '/9j/4AAQ', reply } }) as { respond: boolean }).respond;
    expect([1, '1', true, 0, '0', undefined, 'yes'].map(respond)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('as an item of the conversation is context', () => {
    const item = { type: 'input_image', image_url: 'data:image/jpeg;base64,/9j/4AAQ' };
    expect(means({ type: 'conversation.item.create', item })).toMatchObject({ type: 'image', respond: false });
  });

  it('R-25: is what its first bytes show, whatever it is called', () => {
    const content = 'data:image/svg+xml;base64,iVBORw0K';
    expect(means({ type: 'input_image', content })).toMatchObject({ image: { mediaType: 'image/png' } });
  });

  it.each([
    ['a drawing', `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg">')}`],
    ['a drawing that says it is a JPEG', `data:image/jpeg;base64,${btoa('<svg onload="x()">')}`],
    ['a page', btoa('<!doctype html>')],
    ['a document', btoa('%PDF-1.7')],
    ['a picture of a format that models do not take', `data:image/bmp;base64,${btoa('BM6000')}`],
    ['what is no base64 further on', `/9j/${'A'.repeat(100)}<script>`],
    ['nothing', 'data:image/png;base64,'],
  ])('R-25: is not %s', (_what, content) => {
    expect(read({ type: 'input_image', content })).toMatchObject({ ok: false, code: 'protocol.malformed' });
  });

  it.each([
    'https://example.org/a.jpg',
    '//example.org/a.jpg',
    'http://169.254.169.254/latest/meta-data',
    'http://2130706433/a.jpg',
    'http://0177.0.0.1/a.jpg',
    'http://[::ffff:127.0.0.1]/a.jpg',
    'http://user:password@127.0.0.1/a.jpg',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'blob:https://example.org/1',
    'data:text/html,https://example.org/a.jpg',
  ])('Scenario S11: is never fetched from an address: %s', (address) => {
    for (const content of [address, { url: address }])
      for (const name of ['content', 'image', 'image_url', 'url'])
        expect(read({ type: 'realtime.input_image', data: { [name]: content } }).ok).toBe(false);
  });

  it('of eight megabytes passes', () => {
    const content = `data:image/jpeg;base64,/9j/${'A'.repeat(8 * 1024 * 1024)}`;
    expect(means({ type: 'realtime.input_image', data: { content, reply: 1 } })).toMatchObject({ respond: true });
  });
});

describe('typed text and tool results', () => {
  it.each([{ content: ' Hi ' }, { text: 'Hi' }])('text is read from %j', (data) => {
    expect(means({ type: 'realtime.input_text', data })).toEqual({ type: 'text.input', text: 'Hi' });
  });

  it.each([
    [{ call_id: 'c', output: 'done' }, 'done'],
    [{ call_id: 'c', content: 'done' }, 'done'],
    [{ call_id: 'c', output: { ok: true } }, '{"ok":true}'],
  ])('a tool result with its wish for a reply is read from %j', (data, output) => {
    expect(means({ type: 'realtime.function_call_output', data })).toEqual({
      type: 'tool.output',
      callId: 'c',
      output,
      respond: true,
    });
  });
});

describe('signalling', () => {
  it('takes a description as plain text and at the top', () => {
    expect(means({ type: 'webrtc.signaling.answer', data: { sdp: 'v=0' } })).toEqual({
      type: 'signaling.answer',
      sdp: 'v=0',
    });
    expect(means({ type: 'webrtc.signaling.offer', sdp: { type: 'offer', sdp: 'v=0' } })).toEqual({
      type: 'signaling.offer',
      sdp: 'v=0',
    });
  });

  it.each([
    [{ candidate: null }],
    [{ candidate: '' }],
    [{ candidate: { candidate: '', sdpMid: '0' } }],
    [{ candidate: {} }],
    [{}],
  ])('takes %j as the end of candidates', (data) => {
    expect(means({ type: 'webrtc.signaling.iceCandidate', data })).toEqual({ type: 'signaling.candidatesEnded' });
  });

  it.each([
    ['as the line alone', { candidate: 'candidate:1' }, null, 0],
    ['beside its m-line', { candidate: 'candidate:1', sdpMid: '1' }, '1', null],
    ['one level deeper', { candidate: { candidate: { candidate: 'candidate:1', sdpMLineIndex: 1 } } }, null, 1],
  ])('takes a candidate %s', (_name, data, sdpMid, sdpMLineIndex) => {
    expect(means({ type: 'webrtc.signaling.iceCandidate', data })).toEqual({
      type: 'signaling.candidate',
      candidate: { candidate: 'candidate:1', sdpMid, sdpMLineIndex },
    });
  });
});

describe('bad input', () => {
  it.each([
    '',
    'null',
    '[]',
    '7',
    '"text"',
    '{',
    '{}',
    '{"type":7}',
    '{"type":""}',
    '{"type":"session.update"}',
    '{"type":"session.update","session":[]}',
    '{"type":"realtime.input_config","data":{"content":"{"}}',
    '{"type":"realtime.input_audio_buffer.append","data":{"audio":42}}',
    '{"type":"realtime.input_image","data":{}}',
    '{"type":"realtime.input_text","data":{"content":"  "}}',
    '{"type":"realtime.function_call_output","data":{"output":"x"}}',
    '{"type":"conversation.item.create"}',
    '{"type":"conversation.item.create","item":{"type":"message","role":"robot","content":"x"}}',
    '{"type":"webrtc.signaling.answer","data":{}}',
    '{"type":"webrtc.signaling.offer","data":{"sdp":{"type":"offer"}}}',
    '{"type":"webrtc.signaling.iceCandidate","data":{"candidate":{"candidate":5}}}',
  ])('is a value: %s', (raw) => {
    const parsed = readClientMessage(raw);
    expect(parsed).toMatchObject({ ok: false, code: 'protocol.malformed' });
    expect(!parsed.ok && parsed.detail).toMatch(/\w/);
  });

  it('names the member that is wrong and never quotes it', () => {
    const parsed = read({ type: 'realtime.input_audio_buffer.append', data: { audio: { secret: 'hush' } } });
    expect(!parsed.ok && parsed.detail).toContain('input_audio_buffer.append.audio');
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });

  it('may be nested without end', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const raw = `{"type":"realtime.function_call_output","data":{"call_id":"c","output":${deep}}}`;
    expect(readClientMessage(raw).ok).toBe(false);
  });

  it.each([
    ['deep', '['.repeat(100_000)],
    ['deep and closed', `{"type":"response.create","response":${'['.repeat(65)}${']'.repeat(65)}}`],
    ['wide', `{"type":"response.create","response":{${Array.from({ length: 20_000 }, (_, i) => `"a${i}":0`).join()}}}`],
    ['one endless number', `{"type":"response.create","response":{"a":${'1'.repeat(300_000)}}}`],
    ['full of quotes without end', '"\\"'.repeat(100_000)],
  ])('R-10, Scenario S3: of a structure that no message has is not parsed: %s', (_name, raw) => {
    expect(readClientMessage(raw)).toMatchObject({ ok: false, detail: 'not a JSON object' });
  });

  it('R-10: may hold a picture of eight megabytes, escaped slashes and all', () => {
    const content = `data:image/png;base64,${'iVBORw\\/\\/'.repeat(800_000)}`;
    expect(readClientMessage(`{"type":"realtime.input_image","data":{"content":"${content}"}}`).ok).toBe(true);
  });

  it('may be longer than anything', () => {
    expect(readClientMessage('x'.repeat(20_000_000)).ok).toBe(false);
  });
});
