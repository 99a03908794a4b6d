import type { Clock } from '@visavis/core';
import type { ClientMessage, ReadConfig, ServerEvent, SessionConfig, SessionInfo } from '@visavis/protocol';
import { SessionUpdatedGate } from './session-updated-gate.js';
import { ChosenSettings } from './chosen-settings.js';
import { unhonoured, type Choices } from './unhonoured.js';

export type ConfigMessage = Extract<ClientMessage, { type: 'config.update' }>;

export interface SessionSettingsOptions {
  readonly sessionId: string;
  /** What the client can choose from. */
  choices(): Choices;
  /** Has the settings heeded. */
  apply(config: Readonly<SessionConfig>): void;
  /** The client says at which rate it sends sound. */
  declareRate(rateHz: number): void;
  /** What counts until the client sets something else. */
  readonly defaults: SessionConfig;
  /** Whether a client that sets nothing is told its settings too. */
  readonly confirmsUnasked: boolean;
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
  'playback.progress',
  'say',
  'conversation.item.delete',
  'conversation.item.truncate',
  'input_audio.binary',
  'transparency',
];

/** One session's settings: takes them from the client, has them heeded, and confirms them when the client expects it. */
export class SessionSettings {
  readonly #options: SessionSettingsOptions;
  readonly #chosen = new ChosenSettings();
  readonly #gate: SessionUpdatedGate;
  #configured = false;

  constructor(options: SessionSettingsOptions) {
    this.#options = options;
    const unasked = options.confirmsUnasked;
    this.#gate = new SessionUpdatedGate(options.clock, () => this.#sendUpdated(), { unasked });
  }

  /** Tells the client its session; its settings are confirmed once it has had time to send them. */
  start(): void {
    const { defaults, send } = this.#options;
    if (this.#chosen.merge(defaults)) this.#apply();
    send({ type: 'sessionCreated', session: this.#info() });
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
    const changed = this.#chosen.merge(config);
    if (changed) this.#apply();
    if (config.inputSampleRateHz !== undefined) this.#options.declareRate(config.inputSampleRateHz);
    // Some clients repeat their settings in storms; what was told once is known.
    if (changed || ignored.length > 0) this.reportUnhonoured({ config, ignored });
    if (source === 'session.update') this.#gate.updateReceived(changed);
  }

  /** Says which of the settings that came do not get what they ask for. */
  reportUnhonoured(came: ReadConfig): void {
    const { choices, send } = this.#options;
    for (const warning of unhonoured(came, choices())) send({ type: 'problem', ...warning });
  }

  close(): void {
    this.#gate.close();
  }

  #apply(): void {
    this.#options.apply(this.#chosen.config);
  }

  #sendUpdated(): void {
    this.#options.send({ type: 'sessionUpdated', session: this.#info() });
    if (!this.#configured) this.#options.configured();
    this.#configured = true;
  }

  #info(): SessionInfo {
    const { voice } = this.#chosen.config;
    const { sessionId: id } = this.#options;
    const choices = this.#options.choices();
    const capabilities = choices.sees ? [...CAPABILITIES, 'vision'] : CAPABILITIES;
    return { id, model: choices.model, capabilities, ...(voice === undefined ? {} : { voice }) };
  }
}
