import type { Clock } from '@visavis/core';
import type { ClientMessage, ReadConfig, ServerEvent, SessionConfig, SessionInfo } from '@visavis/protocol';
import { SessionUpdatedGate } from './session-updated-gate.js';
import { ChosenSettings } from './chosen-settings.js';
import { unhonoured, type Choices } from './unhonoured.js';

export type ConfigMessage = Extract<ClientMessage, { type: 'config.update' }>;

export interface SessionSettingsOptions {
  readonly sessionId: string;
  /** The models and voices that the client can choose from. */
  choices(): Choices;
  /** Puts the settings into effect. */
  apply(config: Readonly<SessionConfig>): void;
  /** The client declares the rate of its sound. */
  declareRate(rateHz: number): void;
  /** The values in effect until the client sets others. */
  readonly defaults: SessionConfig;
  /** Whether a client that sets nothing receives its settings too. */
  readonly confirmsUnasked: boolean;
  readonly clock: Clock;
  send(event: ServerEvent): void;
  /** The client has received its settings for the first time. */
  configured(): void;
}

/** Abilities of this server beyond the common dialect; our SDK checks for one before it relies on it. */
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
  'motion',
  'conversation.item.delete',
  'conversation.item.truncate',
  'input_audio.binary',
  'transparency',
  'background',
  'input_background',
];

/** Engines that are not in use are not stated. */
function enginesInUse({ engines, takesTranscripts }: Choices, ears: SessionConfig['ears']): Choices['engines'] {
  if (!engines || ears !== 'client' || !takesTranscripts) return engines;
  const { ears: _unused, ...others } = engines;
  return others;
}

const capabilitiesOf = ({ sees, takesTranscripts }: Choices): string[] => [
  ...CAPABILITIES,
  ...(sees ? ['vision'] : []),
  ...(takesTranscripts ? ['input_transcript'] : []),
];

/** One session's settings: receives them, puts them into effect, and confirms them to a client that expects it. */
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

  /** Sends the session to the client; its settings are confirmed once it has had time to send them. */
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

  /** The client is still sending the history of the conversation. */
  historyReceived(): void {
    this.#gate.historyReceived();
  }

  update({ source, config, ignored }: ConfigMessage): void {
    const changed = this.#chosen.merge(config);
    if (changed) this.#apply();
    if (config.inputSampleRateHz !== undefined) this.#options.declareRate(config.inputSampleRateHz);
    // Some clients repeat their settings in storms; one report of a problem is enough.
    if (changed || ignored.length > 0) this.reportUnhonoured({ config, ignored });
    if (source === 'session.update') this.#gate.updateReceived(changed);
  }

  /** Settings that come in a message of their own, which is not answered. */
  choose(config: SessionConfig): void {
    if (this.#chosen.merge(config)) this.#apply();
  }

  /** Warns the client of each of the received settings that is not honoured. */
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
    const { voice, ears } = this.#chosen.config;
    const { sessionId: id } = this.#options;
    const choices = this.#options.choices();
    const engines = enginesInUse(choices, ears);
    return {
      id,
      model: choices.model,
      capabilities: capabilitiesOf(choices),
      ...(voice === undefined ? {} : { voice }),
      ...(engines && { engines }),
    };
  }
}
