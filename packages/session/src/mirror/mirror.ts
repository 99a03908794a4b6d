import { ERRORS, type Attention, type WarningCode } from '@visavis/core';
import type { ServerEvent, SessionConfig } from '@visavis/protocol';
import { PLAYOUT_RATE_HZ, WIRE_RATE_HZ } from '@visavis/sound';
import { Conversation } from '@visavis/speech';
import type { Behaviour, BehaviourContext, SteeringMessage } from '../behaviour.js';
import { relayConversation } from '../downlink/relay.js';
import { conversationSettings } from '../settings/conversation-settings.js';
import { factsOf } from '../settings/stated-engines.js';
import type { Choices } from '../settings/unhonoured.js';
import { TurnRecorder } from '../talk/turn-recorder.js';
import { PushedSpeech } from './pushed-speech.js';

/** The `model` that asks for it in the address of the socket (conformance S-12). */
export const TRANSPARENCY = 'transparency';

/**
 * Transparency mode: the face has no brain. It says what the client pushes as sound, which goes straight to the playout,
 * and reads aloud what the client sends as text.
 */
export class Mirror implements Behaviour {
  readonly hearingRateHz = PLAYOUT_RATE_HZ;
  /** Sound that is pushed faster or slower than real time reveals nothing about its rate. */
  readonly assumedRateHz = WIRE_RATE_HZ;
  /** Speech that is made by a program comes as fast as it is made. */
  readonly fastestHearing = undefined;
  readonly choices: Choices;
  readonly #context: BehaviourContext;
  /** Only its voice is used. */
  readonly #conversation: Conversation;
  readonly #speech: PushedSpeech;
  /** Records the texts that are read aloud; pushed sound has no words. */
  readonly #turns: TurnRecorder;
  #speeches = 0;

  constructor(context: BehaviourContext) {
    this.#context = context;
    const { outlet, clock, logger, send } = context;
    const { ears, minds, voices } = context.engines;
    const { synthesizer } = voices;
    const engines = { voice: factsOf(synthesizer) };
    this.choices = { model: TRANSPARENCY, voices: synthesizer.voices, sees: false, takesTranscripts: false, engines };
    this.#conversation = new Conversation({ ...ears, ...minds, ...voices, output: outlet.output, clock, logger });
    this.#turns = new TurnRecorder(this.#conversation, context.recordTurn);
    relayConversation(this.#conversation.events, (event) => {
      if (isOfTheVoice(event)) send(event);
    });
    this.#speech = this.#openSpeech();
    // Loaded before the first sound; without it the mouth moves by loudness.
    voices.aligner.prepare().catch((error: unknown) => logger.warn('the aligner cannot be prepared', { error }));
  }

  hear(samples: Float32Array): void {
    this.#speech.hear(samples);
    this.#context.settings.audioReceived();
  }

  see(): void {
    // There is no brain to look at pictures.
  }

  configure(config: Readonly<SessionConfig>): void {
    this.#conversation.configure(conversationSettings(config));
  }

  handle(message: SteeringMessage): void {
    const { settings } = this.#context;
    switch (message.type) {
      case 'config.update':
        return settings.update(message);
      case 'text.input':
      case 'say':
        return this.#conversation.say(message.text);
      case 'audio.clear':
      case 'response.cancel':
        this.#conversation.cancelResponse();
        return this.#speech.interrupt();
      case 'audio.commit':
        return this.#speech.flush();
      case 'item.create':
        return settings.historyReceived();
      case 'response.create':
        // Several clients ask for a greeting as soon as they receive their settings; here there is none.
        return;
      case 'image':
      case 'item.delete':
      case 'item.truncate':
      case 'tool.output':
      case 'transcript':
        return this.#warn('transparency.unused', `Nothing answers in transparency mode: ${message.type} has no effect`);
    }
  }

  attend(attention: Attention): void {
    this.#context.outlet.cues.attention = attention;
  }

  greet(): void {
    // The client decides what is said first.
  }

  voiceCleared(): void {
    this.#speech.open();
  }

  close(): void {
    this.#speech.close();
    this.#turns.close();
    this.#conversation.close();
  }

  #openSpeech(): PushedSpeech {
    const { clock, engines, outlet, send } = this.#context;
    const responseId = (): string => `speech_${this.#speeches}`;
    return new PushedSpeech({
      output: outlet.output,
      queuedMs: () => outlet.playout.queuedMs,
      clock,
      align: () => engines.voices.aligner.open(),
      started: () => {
        this.#speeches++;
        send({ type: 'playbackStarted', responseId: responseId() });
      },
      done: () => {
        send({ type: 'audioDone', responseId: responseId() });
        send({ type: 'playbackDone', responseId: responseId() });
      },
      full: () => this.#warn('media.queue_full'),
    });
  }

  #warn(code: WarningCode, message: string = ERRORS[code].sentence): void {
    this.#context.send({ type: 'problem', code, message });
  }
}

/** The face says the client's own words: the client receives when they were heard, and no transcript of them. */
function isOfTheVoice({ type }: ServerEvent): boolean {
  return !['transcribed', 'transcribedInterim', 'speechStarted', 'speechStopped', 'replyDelta', 'replyDone'].includes(
    type,
  );
}
