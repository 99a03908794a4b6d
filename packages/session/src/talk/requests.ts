import { ERRORS, type Clock, type WarningCode } from '@visavis/core';
import type { ServerEvent } from '@visavis/protocol';
import type { Dialogue, Position, ReplyOverrides, ShownPicture } from '@visavis/speech';
import { ReplayFilter, type HistoryText } from './replay-filter.js';
import type { SteeringMessage } from '../behaviour.js';
import type { ReceivedItem } from '../frames/received-message.js';
import type { SessionSettings } from '../settings/session-settings.js';
import { replyOverrides } from '../settings/conversation-settings.js';
import { GreetingRule } from './greeting-rule.js';
import { PictureLimit } from './picture-limit.js';
import { hasShowableSize } from './picture-size.js';

export interface RequestsOptions {
  readonly conversation: Dialogue;
  /** Notified of what the client does. */
  readonly settings: SessionSettings;
  /** The face says it at the beginning of a conversation. */
  readonly firstMessage?: string | undefined;
  readonly clock: Clock;
  send(event: ServerEvent): void;
}

/** Messages that do not end a burst of history: more of it, settings, and the request for a reply. */
const BESIDE_HISTORY: readonly SteeringMessage['type'][] = ['item.create', 'config.update', 'response.create'];

/** One session's history and requests: from the client's messages to the conversation. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #greeting = new GreetingRule();
  readonly #pictures = new PictureLimit();
  readonly #filter: ReplayFilter;

  constructor(options: RequestsOptions) {
    this.#options = options;
    const { clock, conversation } = options;
    this.#filter = new ReplayFilter({ clock, append: (entry) => void this.#append(entry) });
    conversation.events.on('turnTaken', ({ text }) => this.#userSaid(text));
  }

  /** The client has received its settings: an avatar with a first message says it now. */
  greet(): void {
    if (this.#greets) this.#respond({});
  }

  /** The client's microphone is open. */
  audioReceived(): void {
    this.#options.settings.audioReceived();
    this.#filter.audioReceived();
  }

  handle(message: SteeringMessage): void {
    const { settings, conversation } = this.#options;
    // A message behind history is about it; only a request for a reply can still turn it into typed input.
    if (!BESIDE_HISTORY.includes(message.type)) this.#filter.flush();
    switch (message.type) {
      case 'config.update':
        if (message.source === 'session.update') this.#filter.updateReceived();
        return settings.update(message);
      case 'item.create':
        return this.#itemReceived(message.item);
      case 'item.delete':
        return this.#changed(conversation.deleteItem(message.itemId), 'itemDeleted', message.itemId);
      case 'item.truncate':
        return this.#changed(
          conversation.truncateItem(message.itemId, message.heardMs),
          'itemTruncated',
          message.itemId,
        );
      case 'text.input':
        this.#typed(message.text);
        return this.#respond({});
      case 'say':
        return conversation.say(message.text);
      case 'response.create':
        settings.reportUnhonoured(message);
        this.#filter.responseRequested();
        return this.#respond(replyOverrides(message.config));
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
      case 'transcript':
        // The words of speech, where any are taken, are no request.
        return;
    }
  }

  close(): void {
    this.#filter.close();
  }

  get #greets(): boolean {
    const { conversation, firstMessage } = this.#options;
    return firstMessage !== undefined && conversation.history.length === 0;
  }

  #itemReceived({ role, texts, pictures, ...position }: ReceivedItem): void {
    this.#options.settings.historyReceived();
    // Pictures first, so that the words beside them are about them.
    for (const picture of pictures) this.#show(picture);
    // A client that names an item knows what the conversation holds, and sends nothing twice.
    if (position.id !== undefined || position.afterId !== undefined)
      this.#insert({ role, text: texts.join('\n') }, position);
    else for (const text of texts) this.#filter.textReceived({ role, text });
  }

  #insert(entry: HistoryText, position: Position): void {
    this.#filter.flush();
    const itemId = this.#append(entry, position);
    if (itemId === undefined) return this.#refuse('item.not_placed');
    this.#filter.remember(entry);
    this.#options.send({ type: 'itemCreated', itemId });
  }

  #changed(done: boolean, type: 'itemDeleted' | 'itemTruncated', itemId: string): void {
    if (done) return this.#options.send({ type, itemId });
    this.#refuse('item.unknown', `There is no item ${itemId.slice(0, 64)} for that`);
  }

  #shown({ picture, respond }: Extract<SteeringMessage, { type: 'image' }>): void {
    const shown = this.#show(picture);
    if (shown && respond) this.#options.conversation.createResponse();
  }

  /** @returns Whether a picture can be talked about: this one, or one of a moment ago. */
  #show(picture: ShownPicture): boolean {
    const { clock, conversation } = this.#options;
    const taken = this.#pictures.take(clock.nowMs());
    if (taken === 'warn') this.#refuse('image.rate');
    if (taken !== 'taken') return true;
    const showable = hasShowableSize(picture.bytes);
    if (showable) conversation.addPicture(picture);
    else this.#refuse('image.size');
    return showable;
  }

  #toolAnswered({ callId, output, respond }: Extract<SteeringMessage, { type: 'tool.output' }>): void {
    const { conversation } = this.#options;
    if (!conversation.addToolOutput(callId, output)) return this.#refuse('tool.unknown_call');
    if (respond) conversation.createResponse();
  }

  /** @returns The item's id; `undefined` when it cannot stand there. */
  #append(entry: HistoryText, position?: Position): string | undefined {
    if (entry.role === 'user') this.#greeting.userTurnTaken();
    return this.#options.conversation.addItem(entry, position);
  }

  #typed(text: string): void {
    this.#filter.remember({ role: 'user', text });
    this.#append({ role: 'user', text });
  }

  #userSaid(text: string): void {
    this.#filter.remember({ role: 'user', text });
    this.#greeting.userTurnTaken();
  }

  #respond(overrides: ReplyOverrides): void {
    const { clock, conversation, firstMessage } = this.#options;
    if (!this.#greeting.mayRespond(clock.nowMs())) return;
    if (this.#greets) conversation.say(firstMessage as string);
    else conversation.createResponse(overrides);
  }

  #refuse(code: WarningCode, message: string = ERRORS[code].sentence): void {
    this.#options.send({ type: 'problem', code, message });
  }
}
