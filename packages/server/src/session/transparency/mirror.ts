import type { ServerEvent } from '@visavis/protocol';
import type { Conversation } from '@visavis/speech';
import type { Configuration } from '../configuration.js';
import type { TalkMessage } from '../talk.js';
import type { PushedSpeech } from './pushed-speech.js';

/** How the address of the socket asks for it (protocol 7.6). */
export const TRANSPARENCY = 'transparency';

export interface MirrorOptions {
  /** Nothing but its voice is used. */
  readonly conversation: Conversation;
  /** Closed by the mirror. */
  readonly configuration: Configuration;
  /** Closed by the mirror. */
  readonly speech: PushedSpeech;
  send(event: ServerEvent): void;
}

/** Transparency mode: no mind of its own. The face says what is pushed as sound, and reads aloud what is sent as text. */
export class Mirror {
  readonly #options: MirrorOptions;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.configuration.start();
  }

  audioReceived(): void {
    this.#options.configuration.audioReceived();
  }

  handle(message: TalkMessage): void {
    const { configuration, conversation, speech } = this.#options;
    switch (message.type) {
      case 'config.update':
        return configuration.update(message);
      case 'text.input':
      case 'say':
        return conversation.say(message.text);
      case 'audio.clear':
      case 'response.cancel':
        conversation.cancelResponse();
        return speech.interrupt();
      case 'audio.commit':
        return speech.flush();
      case 'item.create':
        return configuration.historyReceived();
      case 'response.create':
        // Several clients ask for a greeting as soon as they are told their settings; here nobody would make one.
        return;
      case 'image':
      case 'item.delete':
      case 'item.truncate':
      case 'tool.output':
        return this.#unused(message.type);
    }
  }

  close(): void {
    this.#options.configuration.close();
    this.#options.speech.close();
  }

  #unused(type: string): void {
    const message = `Nothing answers in transparency mode: ${type} has no effect`;
    this.#options.send({ type: 'problem', code: 'transparency.unused', message });
  }
}

/** What the face says is the client's own: it is told when that was heard, and nothing of who said what. */
export function isToldInTransparency({ type }: ServerEvent): boolean {
  return !['transcribed', 'transcribedInterim', 'speechStarted', 'speechStopped', 'replyDelta', 'replyDone'].includes(
    type,
  );
}
