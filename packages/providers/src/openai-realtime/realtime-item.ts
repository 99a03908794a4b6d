import type { HistoryMessage, ShownPicture } from '@visavis/speech';
import type { RealtimeForm } from './realtime-event.js';

/** @returns The message as an item of the service. Speech becomes text: it cannot be cut any more. */
export function realtimeItem(message: HistoryMessage, form: RealtimeForm): object {
  switch (message.role) {
    case 'toolCall':
      return {
        type: 'function_call',
        call_id: message.callId,
        name: message.name,
        arguments: JSON.stringify(message.arguments),
      };
    case 'toolOutput':
      return { type: 'function_call_output', call_id: message.callId, output: message.output };
    case 'assistant': {
      const type = form === 'beta' ? 'text' : 'output_text';
      return { type: 'message', role: 'assistant', content: [{ type, text: message.text }] };
    }
    default:
      return { type: 'message', role: message.role, content: [{ type: 'input_text', text: message.text }] };
  }
}

/** @returns The picture as an item of the user's. */
export function pictureItem({ mime, bytes }: ShownPicture): object {
  const url = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
  return { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: url }] };
}
