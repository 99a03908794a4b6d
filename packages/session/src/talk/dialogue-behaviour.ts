import type { CameraPicture } from '@visavis/media';
import type { SessionConfig } from '@visavis/protocol';
import { LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, WIRE_RATE_HZ } from '@visavis/sound';
import { languageOf, turnTakingOf, type ConversationSettings, type Dialogue } from '@visavis/speech';
import type { Behaviour, BehaviourContext, SteeringMessage } from '../behaviour.js';
import { sendAudioBack } from '../downlink/audio-back.js';
import { relayConversation } from '../downlink/relay.js';
import { conversationSettings } from '../settings/conversation-settings.js';
import type { Choices } from '../settings/unhonoured.js';
import { resampler } from '../uplink/resampler.js';
import { AttentionWatch } from './attention-watch.js';
import { Requests } from './requests.js';
import { SilenceWatch } from './silence-watch.js';
import { TurnRecorder } from './turn-recorder.js';

/** A behaviour in which the user and the face take turns, whatever makes the answers. It owns the dialogue. */
export class DialogueBehaviour implements Behaviour {
  readonly hearingRateHz = LISTEN_RATE_HZ;
  readonly assumedRateHz = undefined;
  /** A microphone whose connection was slow catches up; the ears are shared by all sessions. */
  readonly fastestHearing = 3;
  readonly choices: Choices;
  readonly #dialogue: Dialogue;
  readonly #requests: Requests;
  readonly #turns: TurnRecorder;
  readonly #attention: AttentionWatch;
  readonly #silence: SilenceWatch;
  #settings: ConversationSettings = {};
  readonly #send: BehaviourContext['send'];

  protected constructor(context: BehaviourContext, dialogue: Dialogue, choices: Choices) {
    const { outlet, avatar, query, settings, turnTaking, clock, recordTurn, send } = context;
    const { playout, cues } = outlet;
    this.#send = send;
    this.choices = choices;
    this.#dialogue = dialogue;
    this.#turns = new TurnRecorder(dialogue, recordTurn);
    this.#attention = new AttentionWatch(dialogue.events, clock, (attention) => (cues.attention = attention));
    const afterMs = 1_000 * turnTakingOf(turnTaking).askAfterS;
    this.#silence = new SilenceWatch(dialogue.events, { afterMs, clock, ask: () => this.#askForMore() });
    const relay = relayConversation(dialogue.events, send, query);
    if (query.audioBack) sendAudioBack(playout, resampler(PLAYOUT_RATE_HZ, WIRE_RATE_HZ), relay.sendAudio);
    this.#requests = new Requests({
      conversation: dialogue,
      settings,
      firstMessage: avatar.firstMessage,
      clock,
      send,
    });
  }

  hear(samples: Float32Array): void {
    this.#dialogue.hear(samples);
    this.#requests.audioReceived();
  }

  see(picture: CameraPicture): void {
    if (this.choices.sees) this.#dialogue.addPicture(picture);
  }

  configure(config: Readonly<SessionConfig>): void {
    this.#settings = conversationSettings(config);
    this.#dialogue.configure(this.#settings);
  }

  handle(message: SteeringMessage): void {
    this.#requests.handle(message);
  }

  attend(): void {
    const message = 'attention: the server knows what the face attends to, other than in transparency mode';
    this.#send({ type: 'problem', code: 'config.ignored', message });
  }

  greet(): void {
    this.#requests.greet();
  }

  voiceCleared(): void {
    // Earlier speech waits in the outlet.
  }

  close(): void {
    this.#requests.close();
    this.#attention.close();
    this.#silence.close();
    this.#turns.close();
    this.#dialogue.close();
  }

  #askForMore(): void {
    const { language, modalities } = this.#settings;
    if (modalities !== 'text') this.#dialogue.say(languageOf(language).notices.more);
  }
}
