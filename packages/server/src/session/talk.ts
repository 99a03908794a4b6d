import type { Clock } from '@visavis/core';
import type { ClientMessage, ServerEvent, SessionInfo } from '@visavis/protocol';
import type { Conversation } from '@visavis/speech';
import { ReplayFilter, type HistoryText } from '../dialect-v2/replay-filter.js';
import { SessionUpdatedGate } from '../dialect-v2/session-updated-gate.js';
import type { AudioUplink } from './audio-uplink.js';
import { conversationSettings } from './conversation-settings.js';
import { GreetingRule } from './greeting-rule.js';
import { Settings } from './settings.js';

/** The messages that steer the conversation; sound and signalling have their own ways. */
export type TalkMessage = Exclude<ClientMessage, { type: 'unknown' | 'audio.append' | `signaling.${string}` }>;

export interface TalkOptions {
  readonly conversation: Conversation;
  readonly uplink: AudioUplink;
  readonly info: Pick<SessionInfo, 'id' | 'model'>;
  readonly clock: Clock;
  send(event: ServerEvent): void;
  /** The client has been told its settings for the first time. */
  configured(): void;
}

/** What this server does beyond the common dialect; our SDK asks before it relies on it. */
const CAPABILITIES = ['response.cancel', 'input_audio_buffer.clear', 'input_text', 'metrics', 'playback'];
const NO_VISION = 'I am sorry, I cannot see pictures here. But you can tell me about it.';

/** One session's settings, history and requests: from the client's messages to the conversation. */
export class Talk {
  readonly #options: TalkOptions;
  readonly #settings = new Settings();
  readonly #greeting = new GreetingRule();
  readonly #gate: SessionUpdatedGate;
  readonly #filter: ReplayFilter;
  #configured = false;

  constructor(options: TalkOptions) {
    this.#options = options;
    const { clock, conversation } = options;
    this.#gate = new SessionUpdatedGate(clock, () => this.#sendUpdated());
    this.#filter = new ReplayFilter({ clock, append: (entry) => this.#append(entry), respond: () => this.#respond() });
    conversation.events.on('transcribed', ({ text }) => this.#userSaid(text));
  }

  /** Tells the client its session; its settings are confirmed once it has had time to send them. */
  start(): void {
    this.#options.send({ type: 'sessionCreated', session: this.#info() });
    this.#gate.start();
  }

  /** The client's microphone is open. */
  audioReceived(): void {
    this.#gate.audioReceived();
    this.#filter.audioReceived();
  }

  handle(message: TalkMessage): void {
    const { conversation, send } = this.#options;
    switch (message.type) {
      case 'config.update':
        return this.#configure(message);
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
        return message.respond ? conversation.say(NO_VISION) : undefined;
      case 'tool.output':
        return send({ type: 'problem', code: 'tool.unknown_call', message: 'No tool was called under this call_id' });
    }
  }

  close(): void {
    this.#gate.close();
    this.#filter.close();
  }

  #configure({ source, config, ignored }: Extract<TalkMessage, { type: 'config.update' }>): void {
    const { conversation, uplink, send } = this.#options;
    const changed = this.#settings.merge(config);
    if (changed) conversation.configure(conversationSettings(this.#settings));
    if (config.inputSampleRateHz !== undefined) uplink.declareRate(config.inputSampleRateHz);
    if (ignored.length > 0)
      send({ type: 'problem', code: 'config.ignored', message: `Not understood: ${ignored.slice(0, 10).join(', ')}` });
    if (source !== 'session.update') return;
    this.#filter.updateReceived();
    this.#gate.updateReceived(changed);
  }

  #itemsReceived(role: HistoryText['role'], texts: readonly string[]): void {
    this.#gate.historyReceived();
    for (const text of texts) this.#filter.textReceived({ role, text });
  }

  #append({ role, text }: HistoryText): void {
    if (role === 'system') {
      this.#settings.note(text);
      return this.#options.conversation.configure(conversationSettings(this.#settings));
    }
    if (role === 'user') this.#greeting.userTurnTaken();
    this.#options.conversation.addItem(role, text);
  }

  #typed(text: string): void {
    this.#filter.remember({ role: 'user', text });
    this.#append({ role: 'user', text });
  }

  #userSaid(text: string): void {
    if (text === '') return;
    this.#filter.remember({ role: 'user', text });
    this.#greeting.userTurnTaken();
  }

  #respond(): void {
    if (this.#greeting.mayRespond(this.#options.clock.nowMs())) this.#options.conversation.createResponse();
  }

  #sendUpdated(): void {
    this.#options.send({ type: 'sessionUpdated', session: this.#info() });
    if (!this.#configured) this.#options.configured();
    this.#configured = true;
  }

  #info(): SessionInfo {
    const { voice } = this.#settings.config;
    return { ...this.#options.info, capabilities: CAPABILITIES, ...(voice === undefined ? {} : { voice }) };
  }
}
