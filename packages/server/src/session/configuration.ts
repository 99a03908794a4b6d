import type { Clock } from '@visavis/core';
import type { ClientMessage, ServerEvent, SessionInfo } from '@visavis/protocol';
import type { Conversation } from '@visavis/speech';
import { SessionUpdatedGate } from '../dialect-v2/session-updated-gate.js';
import type { AudioUplink } from './audio-uplink.js';
import { conversationSettings } from './conversation-settings.js';
import { Settings } from './settings.js';

export type ConfigMessage = Extract<ClientMessage, { type: 'config.update' }>;

export interface ConfigurationOptions {
  readonly conversation: Pick<Conversation, 'configure'>;
  readonly uplink: Pick<AudioUplink, 'declareRate'>;
  readonly info: Pick<SessionInfo, 'id' | 'model'>;
  readonly clock: Clock;
  send(event: ServerEvent): void;
  /** The client has been told its settings for the first time. */
  configured(): void;
}

/** What this server does beyond the common dialect; our SDK asks before it relies on it. */
const CAPABILITIES = [
  'resume',
  'queue',
  'response.cancel',
  'input_audio_buffer.clear',
  'input_text',
  'metrics',
  'playback',
  'transparency',
];

/** One session's settings: takes them from the client, has them heeded, and confirms them when the client expects it. */
export class Configuration {
  readonly #options: ConfigurationOptions;
  readonly #settings = new Settings();
  readonly #gate: SessionUpdatedGate;
  #configured = false;

  constructor(options: ConfigurationOptions) {
    this.#options = options;
    this.#gate = new SessionUpdatedGate(options.clock, () => this.#sendUpdated());
  }

  /** Tells the client its session; its settings are confirmed once it has had time to send them. */
  start(): void {
    this.#options.send({ type: 'sessionCreated', session: this.#info() });
    this.#gate.start();
  }

  /** The client's microphone is open. */
  audioReceived(): void {
    this.#gate.audioReceived();
  }

  /** The client is still telling what was before. */
  historyReceived(): void {
    this.#gate.historyReceived();
  }

  update({ source, config, ignored }: ConfigMessage): void {
    const { uplink, send } = this.#options;
    const changed = this.#settings.merge(config);
    if (changed) this.#apply();
    if (config.inputSampleRateHz !== undefined) uplink.declareRate(config.inputSampleRateHz);
    if (ignored.length > 0)
      send({ type: 'problem', code: 'config.ignored', message: `Not understood: ${ignored.slice(0, 10).join(', ')}` });
    if (source === 'session.update') this.#gate.updateReceived(changed);
  }

  /** A `system` message in the midst of a conversation. */
  note(text: string): void {
    this.#settings.note(text);
    this.#apply();
  }

  close(): void {
    this.#gate.close();
  }

  #apply(): void {
    this.#options.conversation.configure(conversationSettings(this.#settings));
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
