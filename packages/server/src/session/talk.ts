import type { Clock } from '@visavis/core';
import type { ClientMessage, ServerEvent } from '@visavis/protocol';
import type { Conversation } from '@visavis/speech';
import { ReplayFilter, type HistoryText } from '../dialect-v2/replay-filter.js';
import type { Configuration } from './configuration.js';
import { GreetingRule } from './greeting-rule.js';

/** The messages that steer the conversation; sound and signalling have their own ways. */
export type TalkMessage = Exclude<ClientMessage, { type: 'unknown' | 'audio.append' | `signaling.${string}` }>;

export interface TalkOptions {
  readonly conversation: Conversation;
  /** Closed by the talk. */
  readonly configuration: Configuration;
  readonly clock: Clock;
  send(event: ServerEvent): void;
}

/** One session's history and requests: from the client's messages to the conversation. */
export class Talk {
  readonly #options: TalkOptions;
  readonly #greeting = new GreetingRule();
  readonly #filter: ReplayFilter;

  constructor(options: TalkOptions) {
    this.#options = options;
    const { clock, conversation } = options;
    this.#filter = new ReplayFilter({ clock, append: (entry) => this.#append(entry), respond: () => this.#respond() });
    conversation.events.on('turnTaken', ({ text }) => this.#userSaid(text));
  }

  start(): void {
    this.#options.configuration.start();
  }

  /** The client's microphone is open. */
  audioReceived(): void {
    this.#options.configuration.audioReceived();
    this.#filter.audioReceived();
  }

  handle(message: TalkMessage): void {
    const { configuration, conversation } = this.#options;
    switch (message.type) {
      case 'config.update':
        if (message.source === 'session.update') this.#filter.updateReceived();
        return configuration.update(message);
      case 'item.create':
        return this.#itemsReceived(message.item.role, message.item.texts);
      case 'text.input':
        this.#typed(message.text);
        return this.#respond();
      case 'response.create':
        return this.#filter.responseRequested();
      case 'response.cancel':
        return conversation.cancelResponse();
      case 'audio.clear':
        // While the face speaks this is how some clients interrupt it.
        conversation.cancelResponse();
        return conversation.clearInput();
      case 'audio.commit':
        return conversation.commit();
      case 'image':
        return this.#shown(message);
      case 'tool.output':
        return this.#toolAnswered(message);
    }
  }

  close(): void {
    this.#options.configuration.close();
    this.#filter.close();
  }

  #itemsReceived(role: HistoryText['role'], texts: readonly string[]): void {
    this.#options.configuration.historyReceived();
    for (const text of texts) this.#filter.textReceived({ role, text });
  }

  #shown({ image, respond }: Extract<TalkMessage, { type: 'image' }>): void {
    const { conversation } = this.#options;
    conversation.addPicture({ mime: image.mediaType, bytes: Buffer.from(image.base64, 'base64') });
    if (respond) conversation.createResponse();
  }

  #toolAnswered({ callId, output, respond }: Extract<TalkMessage, { type: 'tool.output' }>): void {
    const { conversation, send } = this.#options;
    if (conversation.addToolOutput(callId, output)) return respond ? conversation.createResponse() : undefined;
    const message = 'No tool was called under this call_id, or it was answered before';
    send({ type: 'problem', code: 'tool.unknown_call', message });
  }

  #append({ role, text }: HistoryText): void {
    if (role === 'system') return this.#options.configuration.note(text);
    if (role === 'user') this.#greeting.userTurnTaken();
    this.#options.conversation.addItem({ role, text });
  }

  #typed(text: string): void {
    this.#filter.remember({ role: 'user', text });
    this.#append({ role: 'user', text });
  }

  #userSaid(text: string): void {
    this.#filter.remember({ role: 'user', text });
    this.#greeting.userTurnTaken();
  }

  #respond(): void {
    if (this.#greeting.mayRespond(this.#options.clock.nowMs())) this.#options.conversation.createResponse();
  }
}
