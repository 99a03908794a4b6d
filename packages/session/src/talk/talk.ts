import type { SessionConfig } from '@visavis/protocol';
import { ClientEars, Conversation } from '@visavis/speech';
import type { BehaviourContext, SteeringMessage } from '../behaviour.js';
import { factsOf } from '../settings/stated-engines.js';
import { DialogueBehaviour } from './dialogue-behaviour.js';

/** The usual behaviour: a brain writes the answers, and a voice speaks them. */
export class Talk extends DialogueBehaviour {
  readonly #ears: ClientEars;

  constructor(context: BehaviourContext) {
    const { engines, outlet, turnTaking, clock, logger } = context;
    const { vad, recognizer, takesTranscripts } = engines.ears;
    const { brain } = engines.minds;
    const { synthesizer } = engines.voices;
    const { output } = outlet;
    const ears = new ClientEars({ recognizer, clock });
    const ports = { vad, recognizer: ears, brain, synthesizer, output };
    const conversation = new Conversation({ ...ports, turnTaking, clock, logger });
    super(context, conversation, {
      model: brain.label,
      voices: synthesizer.voices,
      sees: brain.sees,
      takesTranscripts,
      engines: { ears: factsOf(recognizer), voice: factsOf(synthesizer), mind: factsOf(brain) },
    });
    this.#ears = ears;
    conversation.events.on('replyProgress', ({ text }) => ears.faceSaid(text));
    conversation.events.on('replyDone', ({ text }) => ears.faceSaid(text));
  }

  override configure(config: Readonly<SessionConfig>): void {
    this.#ears.inUse = config.ears === 'client' && this.choices.takesTranscripts;
    this.#ears.byHand = config.turnDetection === null;
    super.configure(config);
  }

  override handle(message: SteeringMessage): void {
    if (message.type === 'transcript') return this.#ears.heard(message);
    if (message.type === 'audio.clear') this.#ears.clear();
    super.handle(message);
  }
}
