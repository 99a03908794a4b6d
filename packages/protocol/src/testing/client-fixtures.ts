import type { ClientMessage } from '../client/client-message.js';

/** A frame that some client really sends, and the message it is read as. */
export interface ClientFixture {
  readonly name: string;
  readonly wire: object;
  readonly means: ClientMessage;
}

const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n';
const endTool = {
  name: 'end_conversation',
  description: 'Ends the call',
  parameters: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
};

/** Messages of clients, in one or more forms for each kind of client (conformance S-03). */
export const CLIENT_FIXTURES: readonly ClientFixture[] = [
  {
    name: 'settings with a tool, as JSON text',
    wire: {
      type: 'realtime.input_config',
      data: {
        content: JSON.stringify({
          voice: 'marin',
          prompt: 'You are a receptionist.',
          tools: [{ type: 'function', ...endTool }],
        }),
      },
    },
    means: {
      type: 'config.update',
      source: 'input_config',
      config: { voice: 'marin', instructions: 'You are a receptionist.', tools: [endTool] },
      ignored: [],
    },
  },
  {
    name: 'settings where empty strings mean unset',
    wire: { type: 'realtime.input_config', data: { content: '{"voice":"","prompt":"","tools":[]}' } },
    means: { type: 'config.update', source: 'input_config', config: { tools: [] }, ignored: [] },
  },
  {
    name: 'tools alone, with a list where an object belongs',
    wire: {
      type: 'realtime.input_function_call',
      data: {
        content:
          '[{"type":"function","name":"close_talk","description":"Closes","parameters":{"type":"object","properties":[],"required":[]}}]',
      },
    },
    means: {
      type: 'config.update',
      source: 'input_function_call',
      config: {
        tools: [
          { name: 'close_talk', description: 'Closes', parameters: { type: 'object', properties: {}, required: [] } },
        ],
      },
      ignored: [],
    },
  },
  {
    name: 'session.update as tutors send it',
    wire: {
      type: 'session.update',
      session: {
        instructions: 'You are a tutor.',
        voice: 'cedar',
        turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 600 },
        temperature: 0.9,
        max_response_output_tokens: 4096,
        modalities: ['text', 'audio'],
        input_audio_format: 'pcm16',
        output_audio_format: 'pcm16',
        input_audio_transcription: { model: 'whisper-1' },
        tools: [],
      },
    },
    means: {
      type: 'config.update',
      source: 'session.update',
      config: {
        instructions: 'You are a tutor.',
        voice: 'cedar',
        turnDetection: { type: 'server_vad', threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 600 },
        temperature: 0.9,
        maxOutputTokens: 4096,
        modalities: 'audio',
        transcription: true,
        tools: [],
      },
      ignored: [],
    },
  },
  {
    name: 'history',
    wire: {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
    },
    means: { type: 'item.create', item: { role: 'user', texts: ['Hello'], images: [] } },
  },
  {
    name: 'history printed as a list by another language',
    wire: {
      type: 'conversation.item.create',
      item: {
        type: 'message',
        role: 'user',
        content: '[{type=input_text, text=Hello}, {type=input_text, text=How are you}]',
      },
    },
    means: { type: 'item.create', item: { role: 'user', texts: ['Hello', 'How are you'], images: [] } },
  },
  {
    name: 'a tool result',
    wire: {
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_1', output: '{"status":"scheduled"}' },
    },
    means: { type: 'tool.output', callId: 'call_1', output: '{"status":"scheduled"}', respond: false },
  },
  {
    name: 'a request for a reply',
    wire: { type: 'response.create' },
    means: { type: 'response.create', config: {}, ignored: [] },
  },
  {
    name: 'a request for one reply with settings of its own',
    wire: {
      type: 'response.create',
      response: { instructions: 'Be brief.', max_output_tokens: 20, output_modalities: ['text'], tool_choice: 'none' },
    },
    means: {
      type: 'response.create',
      config: { instructions: 'Be brief.', maxOutputTokens: 20, modalities: 'text', toolChoice: 'none' },
      ignored: [],
    },
  },
  {
    name: 'words to be spoken as they are',
    wire: { type: 'realtime.say', data: { content: ' Mind the step. ' } },
    means: { type: 'say', text: 'Mind the step.' },
  },
  {
    name: 'words that a client has recognised itself',
    wire: { type: 'realtime.input_transcript', data: { text: 'what time', final: false } },
    means: { type: 'transcript', text: 'what time', final: false },
  },
  {
    name: 'an expression',
    wire: { type: 'realtime.motion', data: { expression: 'sad' } },
    means: { type: 'motion', expression: 'sad' },
  },
  {
    name: 'an attention, at the top',
    wire: { type: 'motion', attention: 'listening', expression: null },
    means: { type: 'motion', attention: 'listening' },
  },
  {
    name: 'an item with an id and a position',
    wire: {
      type: 'conversation.item.create',
      previous_item_id: 'root',
      item: { id: 'mine', type: 'message', role: 'system', content: [{ type: 'input_text', text: 'It rains.' }] },
    },
    means: {
      type: 'item.create',
      item: { role: 'system', texts: ['It rains.'], images: [], id: 'mine', afterId: 'root' },
    },
  },
  {
    name: 'an item to be deleted',
    wire: { type: 'conversation.item.delete', item_id: 'mine' },
    means: { type: 'item.delete', itemId: 'mine' },
  },
  {
    name: 'a reply to be cut to what was heard',
    wire: { type: 'conversation.item.truncate', item_id: 'item_2', content_index: 0, audio_end_ms: 900 },
    means: { type: 'item.truncate', itemId: 'item_2', heardMs: 900 },
  },
  {
    name: 'sound',
    wire: { type: 'realtime.input_audio_buffer.append', data: { audio: 'AAAA' } },
    means: { type: 'audio.append', audioBase64: 'AAAA' },
  },
  {
    name: 'numbered sound',
    wire: { type: 'realtime.input_audio_buffer.append', data: { audio: 'AAAA', sequenceNumber: 17 } },
    means: { type: 'audio.append', audioBase64: 'AAAA' },
  },
  {
    name: 'sound under the bare name',
    wire: { type: 'input_audio_buffer.append', audio: 'AAAA' },
    means: { type: 'audio.append', audioBase64: 'AAAA' },
  },
  { name: 'a clear', wire: { type: 'input_audio_buffer.clear' }, means: { type: 'audio.clear' } },
  {
    name: 'a camera picture',
    wire: { type: 'realtime.input_image', data: { content: 'data:image/jpeg;base64,/9j/4AAQ', reply: 0 } },
    means: { type: 'image', image: { mediaType: 'image/jpeg', base64: '/9j/4AAQ' }, respond: false },
  },
  {
    name: 'a picture for behind the face',
    wire: { type: 'realtime.input_background', data: { content: 'data:image/jpeg;base64,/9j/4AAQ' } },
    means: { type: 'background', base64: '/9j/4AAQ' },
  },
  {
    name: 'an answer',
    wire: { type: 'webrtc.signaling.answer', data: { sdp: { type: 'answer', sdp } } },
    means: { type: 'signaling.answer', sdp },
  },
  {
    name: 'a candidate of a browser',
    wire: {
      type: 'webrtc.signaling.iceCandidate',
      data: {
        candidate: {
          candidate: 'candidate:1 1 udp 2113937151 0a1b.local 50000 typ host',
          sdpMid: '0',
          sdpMLineIndex: 0,
          usernameFragment: 'abcd',
        },
      },
    },
    means: {
      type: 'signaling.candidate',
      candidate: {
        candidate: 'candidate:1 1 udp 2113937151 0a1b.local 50000 typ host',
        sdpMid: '0',
        sdpMLineIndex: 0,
        usernameFragment: 'abcd',
      },
    },
  },
  {
    name: 'a candidate of a phone that has no mid',
    wire: {
      type: 'webrtc.signaling.iceCandidate',
      data: { candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMid: '', sdpMLineIndex: 1 } },
    },
    means: {
      type: 'signaling.candidate',
      candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMid: null, sdpMLineIndex: 1 },
    },
  },
  {
    name: 'settings in data itself',
    wire: {
      type: 'realtime.input_config',
      data: { instructions: 'Be brief.', tools: [], model: 'm', voice: 'v' },
    },
    means: {
      type: 'config.update',
      source: 'input_config',
      config: { instructions: 'Be brief.', tools: [], model: 'm', voice: 'v' },
      ignored: [],
    },
  },
  {
    name: 'an item under data',
    wire: {
      type: 'conversation.item.create',
      data: { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] } },
    },
    means: { type: 'item.create', item: { role: 'user', texts: ['Hi'], images: [] } },
  },
];
