import type { Json } from './json.js';
import type { HandledTool } from './tools.js';

/** What a face can express. */
export type Expression = 'neutral' | 'warm' | 'serious' | 'surprised' | 'sad' | 'thinking';
/** What a silent face attends to. */
export type Attention = 'idle' | 'listening' | 'thinking';

/** Settings of a session; those left out are the avatar's. */
export interface SessionConfig {
  voice?: string;
  /** What the face expresses where no tag in its words asks for anything else. */
  expression?: Expression;
  /** Instructions for the brain. */
  prompt?: string;
  /**
   * What is seen behind the face: `own`, as in its picture; `blurred`; a colour as `#1a2b3c`; `picture:<name>`, one that the
   * server has; a picture of the page's own as a data URL, which `shrinkPicture` makes of any file, kept for this session
   * alone; or `transparent`, the page, which takes `showFace` beside the video.
   */
  background?: string;
  /** Functions of the page that the brain may call; `Session.tools` adds more at any time. */
  tools?: readonly HandledTool[];
}

/** Longest data URL of a picture that servers take. */
export const MAX_PICTURE_CHARS = 8 * 1024 * 1024;

/** One writer per client message of the wire. Each returns the objects to send, in order; sound is a single one. */
export const outgoing = {
  config({ voice, expression, prompt, background, tools }: SessionConfig): Json[] {
    const picture = background?.startsWith('data:') ? background : undefined;
    const content = {
      ...(voice ? { voice } : {}),
      ...(expression ? { expression } : {}),
      ...(prompt ? { prompt } : {}),
      ...(background && !picture ? { background } : {}),
      ...(tools
        ? {
            tools: tools.map(({ name, description, parameters }) => ({
              type: 'function',
              name,
              description,
              parameters,
            })),
          }
        : {}),
    };
    return [
      ...(Object.keys(content).length === 0
        ? []
        : [{ type: 'realtime.input_config', data: { content: JSON.stringify(content) } }]),
      ...(picture ? [{ type: 'realtime.input_background', data: { content: picture } }] : []),
    ];
  },
  audio: (base64: string): Json => ({ type: 'realtime.input_audio_buffer.append', data: { audio: base64 } }),
  ears: (whose: 'server' | 'client'): Json[] => [
    { type: 'realtime.input_config', data: { content: JSON.stringify({ ears: whose }) } },
  ],
  transcript: (text: string, final: boolean): Json[] => [{ type: 'realtime.input_transcript', data: { text, final } }],
  typedText: (text: string): Json[] => [
    {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    },
    { type: 'response.create' },
  ],
  verbatim: (text: string): Json[] => [{ type: 'realtime.say', data: { content: text } }],
  motion: (motion: { expression?: Expression; attention?: Attention }): Json[] => [
    { type: 'realtime.motion', data: motion },
  ],
  context: (text: string): Json[] => [
    {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'system', content: [{ type: 'input_text', text }] },
    },
  ],
  image: (dataUrl: string, ask: boolean): Json[] => [
    { type: 'realtime.input_image', data: { content: dataUrl, reply: ask ? 1 : 0 } },
  ],
  greetingRequest: (): Json[] => [{ type: 'response.create' }],
  interrupt: (): Json[] => [{ type: 'response.cancel' }, { type: 'input_audio_buffer.clear' }],
  toolResult: (callId: string, output: string): Json[] => [
    { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } },
    { type: 'response.create' },
  ],
  description: (type: 'offer' | 'answer', sdp: string): Json[] => [
    { type: `webrtc.signaling.${type}`, data: { sdp: { type, sdp } } },
  ],
  candidate: (candidate: RTCIceCandidateInit): Json[] => [
    { type: 'webrtc.signaling.iceCandidate', data: { candidate } },
  ],
};
