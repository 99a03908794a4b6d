// The largest instance of every message of a client that its caps allow, each in the forms that cost most.
import { recordedVoices } from '@visavis/providers/testing';
import { voices } from './voice.mjs';

const FRAME_CHARS = 8 * 1024 * 1024;
const MESSAGE_CHARS = 256 * 1024 - 200;
const TEXT_CHARS = 32_000;
const INSTRUCTIONS_CHARS = 200_000;
const SDP_CHARS = 100_000;

/** A JPEG of 16 × 16 that says so in its first bytes; the rest is never looked at by the server itself. */
const PICTURE_HEAD = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 16, 0, 16, 3, 0, 0, 0]);
const bytes = (length) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13));
const picture = (chars) => Buffer.concat([PICTURE_HEAD, bytes(Math.floor((chars * 3) / 4))]).toString('base64');
const repeated = (text, chars) =>
  text
    .repeat(Math.ceil(chars / text.length))
    .slice(0, chars)
    .trim();

const SENTENCES = repeated('Yes. No. We open at ten, and close at six! ', TEXT_CHARS);
const SHORTEST = repeated('A! b? ', TEXT_CHARS);
const MARKED = repeated('**We** [open](https://a.example/x) at *ten* and `close` at 10–18 €5. ', TEXT_CHARS);
const ONE_WORD = 'a'.repeat(TEXT_CHARS);
const APOSTROPHES = `a${"'".repeat(TEXT_CHARS - 2)}a`;
const HAN = repeated('我们十点开门，六点关门。', TEXT_CHARS);

/** As much as a session may declare: 128 kB, each tool of 16 kB at most. */
const tools = (count = 128) =>
  Array.from({ length: count }, (_, i) => {
    const size = Math.floor(125_000 / count);
    const quotes = repeated(`"open door ${i} {side}" `, Math.floor(size * 0.4));
    const side = { type: 'string', enum: Array.from({ length: Math.floor((size * 0.4) / 9) }, (_, v) => `v${v}x${i}`) };
    return { name: `tool_${i}`, description: `Opens. Examples: ${quotes}`, parameters: { properties: { side } } };
  });
/** As many marks of structure as a message may have. */
const nested = () => Object.fromEntries(Array.from({ length: 9_900 }, (_, i) => [`a${i}`, [i]]));

const update = (session) => ({ type: 'session.update', session });
const item = (content) => ({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
const texts = (text) => item(Array.from({ length: 100 }, () => ({ type: 'input_text', text })).map(numbered));
const numbered = (part, i) => ({ ...part, text: `${i} ${part.text.slice(10)}` });

/** Sound at 24 kHz, as PCM16. */
const sound = (length) => bytes(length & ~1);

/** @returns Messages by name, of the unified socket and of the first one of older clients. */
export function largestMessages() {
  const large = picture(FRAME_CHARS - 1_000);
  const escaped = JSON.stringify({ type: 'realtime.input_image', data: { content: picture(5_000_000) } });
  return {
    'a picture of 8 MB': { type: 'realtime.input_image', data: { content: `data:image/jpeg;base64,${large}` } },
    'the same with escaped slashes and lines': escaped
      .replaceAll('/', '\\/')
      .replace(/.{60}/g, '$&\\n')
      .slice(0, FRAME_CHARS),
    'a picture of 8 MB in the history': item([{ type: 'input_image', image_url: large }]),
    '100 pictures of 80 kB in the history': item(
      Array.from({ length: 100 }, () => ({ type: 'input_image', image_url: picture(80_000) })),
    ),
    'a picture of 250 kB': { type: 'realtime.input_image', data: { content: picture(250_000) } },
    '100 texts of 32,000 letters in the history': texts(SENTENCES),
    '100 texts of 27,000 Chinese characters in the history': texts(HAN.slice(0, 27_000)),
    'a text of 32,000 letters in the history': item(SENTENCES),
    'sound of 31 s at once': {
      type: 'realtime.input_audio_buffer.append',
      data: { audio: sound(1_499_000).toString('base64') },
    },
    'sound of 8 MB, which is too long': {
      type: 'realtime.input_audio_buffer.append',
      data: { audio: sound(6_200_000).toString('base64') },
    },
    'sound of 5 s': { type: 'realtime.input_audio_buffer.append', data: { audio: sound(190_000).toString('base64') } },
    'instructions of 200,000 characters': update({ instructions: repeated('Be kind. ', INSTRUCTIONS_CHARS) }),
    'instructions of 80,000 Chinese characters': update({ instructions: HAN.repeat(3).slice(0, 80_000) }),
    '128 tools of 1 kB': update({ tools: tools() }),
    '8 tools of 16 kB': { type: 'realtime.input_function_call', data: { content: JSON.stringify(tools(8)) } },
    'tools with as many marks as may be': update({ tools: [{ name: 'a', parameters: { properties: nested() } }] }),
    'settings as text in a text': {
      type: 'realtime.input_config',
      data: { content: JSON.stringify({ prompt: 'Be kind.', tools: tools(100) }) },
    },
    'a reply with tools and instructions of its own': {
      type: 'response.create',
      response: { tools: tools(), instructions: repeated('Be kind. ', 100_000) },
    },
    'an unknown message with as many marks as may be': { type: 'nothing', ...nested() },
    'a typed text of 32,000 letters': { type: 'realtime.input_text', data: { content: SENTENCES } },
    'a typed word of 32,000 letters': { type: 'realtime.input_text', data: { content: ONE_WORD } },
    'a typed text of apostrophes': { type: 'realtime.input_text', data: { content: APOSTROPHES } },
    'a text of 32,000 letters to be said': { type: 'realtime.say', data: { content: SENTENCES } },
    'the shortest sentences to be said': { type: 'realtime.say', data: { content: SHORTEST } },
    'marks to be said': { type: 'realtime.say', data: { content: MARKED } },
    'Chinese to be said': { type: 'realtime.say', data: { content: HAN } },
    'an output of 250,000 characters': {
      type: 'realtime.function_call_output',
      data: { call_id: 'x', output: repeated('Done. ', MESSAGE_CHARS - 2_000) },
    },
    'an answer of 100,000 characters': { type: 'webrtc.signaling.answer', data: { sdp: description('answer') } },
    'an offer of 100,000 characters': { type: 'webrtc.signaling.offer', data: { sdp: description('offer') } },
    'a candidate of 2,000 characters': {
      type: 'webrtc.signaling.iceCandidate',
      data: {
        candidate: { candidate: `candidate:1 1 udp 1 192.0.2.1 5000 typ host ${'x'.repeat(1_900)}`, sdpMid: '0' },
      },
    },
    'an item that does not exist': { type: 'conversation.item.delete', item_id: 'x'.repeat(200) },
    'a cut in one that does not exist': {
      type: 'conversation.item.truncate',
      item_id: 'x'.repeat(200),
      audio_end_ms: 1,
    },
    'the end of a reply': { type: 'response.cancel' },
    'the end of a turn': { type: 'input_audio_buffer.commit' },
    'sound to be forgotten': { type: 'input_audio_buffer.clear' },
  };
}

/** A description with as many lines as fit, in the form that each half of the browsers writes. */
function description(type) {
  const head = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0 1',
    'a=fingerprint:sha-256 ' + Array.from({ length: 32 }, () => 'AB').join(':'),
    `a=setup:${type === 'answer' ? 'active' : 'actpass'}`,
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  ];
  const audio = [
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=rtpmap:111 opus/48000/2',
    'a=rtcp-mux',
  ];
  const video = [
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=mid:1',
    'a=rtpmap:96 VP8/90000',
    'a=rtcp-mux',
  ];
  const candidate = (_, i) => `a=candidate:${i} 1 udp ${i} 192.0.2.${i & 255} ${1024 + i} typ host`;
  const lines = [...head, ...audio, ...video];
  const room = SDP_CHARS - lines.join('\r\n').length - 100;
  return [...lines, ...Array.from({ length: Math.floor(room / 60) }, candidate), ''].join('\r\n');
}

/** A recorded question, 24 kHz PCM16 as base64, in one message; and a second of silence behind it. */
export function spokenQuestion() {
  const { samples } = voices()[0];
  const said = Buffer.from(Int16Array.from([...samples, ...new Int16Array(24_000)]).buffer);
  return { type: 'realtime.input_audio_buffer.append', data: { audio: said.toString('base64') } };
}

/** A knowledge file of nearly 512 kB. */
export function largestKnowledge(name = 'one') {
  const words = recordedVoices().map(({ text }) => text);
  const topic = (_, i) => {
    const asked = (n) => `${words[(i + n) % words.length].slice(0, 60)} in hall ${i} of ${name}${n}`;
    return [
      `## ${asked(0)}`,
      ...[1, 2, 3].map((n) => `- ${asked(n)}`),
      '',
      `Hall ${i}: ${'as it is written. '.repeat(8)}`,
    ].join('\n');
  };
  return [`# The museum`, ...Array.from({ length: 990 }, topic), ''].join('\n\n');
}
