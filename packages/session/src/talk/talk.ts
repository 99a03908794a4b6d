import type { CameraPicture } from '@visavis/media';
import type { SessionConfig } from '@visavis/protocol';
import { LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, WIRE_RATE_HZ } from '@visavis/sound';
import { Conversation } from '@visavis/speech';
import type { Behaviour, BehaviourContext, SteeringMessage } from '../behaviour.js';
import { sendAudioBack } from '../downlink/audio-back.js';
import { relayConversation } from '../downlink/relay.js';
import { conversationSettings } from '../settings/conversation-settings.js';
import { factsOf } from '../settings/stated-engines.js';
import type { Choices } from '../settings/unhonoured.js';
import { resampler } from '../uplink/resampler.js';
import { AttentionWatch } from './attention-watch.js';
import { Requests } from './requests.js';
import { TurnRecorder } from './turn-recorder.js';

/** The usual behaviour: the user and the face take turns, and a brain writes the answers. */
export class Talk implements Behaviour {
  readonly hearingRateHz = LISTEN_RATE_HZ;
  readonly assumedRateHz = undefined;
  /** A microphone whose connection was slow catches up; the ears are shared by all sessions. */
  readonly fastestHearing = 3;
  readonly choices: Choices;
  readonly #conversation: Conversation;
  readonly #requests: Requests;
  readonly #turns: TurnRecorder;
  readonly #attention: AttentionWatch;
  readonly #send: BehaviourContext['send'];

  constructor(context: BehaviourContext) {
    const { engines, outlet, avatar, query, settings, clock, logger, recordTurn, send } = context;
    const { vad, recognizer } = engines.ears;
    const { brain } = engines.minds;
    const { synthesizer } = engines.voices;
    const { output, playout, cues } = outlet;
    this.#send = send;
    this.choices = {
      model: brain.label,
      voices: synthesizer.voices,
      sees: brain.sees,
      engines: { ears: factsOf(recognizer), voice: factsOf(synthesizer), mind: factsOf(brain) },
    };
    this.#conversation = new Conversation({ vad, recognizer, brain, synthesizer, output, clock, logger });
    this.#turns = new TurnRecorder(this.#conversation, recordTurn);
    this.#attention = new AttentionWatch(this.#conversation.events, clock, (attention) => (cues.attention = attention));
    const relay = relayConversation(this.#conversation.events, send, query);
    if (query.audioBack) sendAudioBack(playout, resampler(PLAYOUT_RATE_HZ, WIRE_RATE_HZ), relay.sendAudio);
    this.#requests = new Requests({
      conversation: this.#conversation,
      settings,
      firstMessage: avatar.firstMessage,
      clock,
      send,
    });
  }

  hear(samples: Float32Array): void {
    this.#conversation.hear(samples);
    this.#requests.audioReceived();
  }

  see(picture: CameraPicture): void {
    if (this.choices.sees) this.#conversation.addPicture(picture);
  }

  configure(config: Readonly<SessionConfig>): void {
    this.#conversation.configure(conversationSettings(config));
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
    this.#turns.close();
    this.#conversation.close();
  }
}
