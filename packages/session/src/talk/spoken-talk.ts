import { Exchange, type Interlocutor } from '@visavis/speech';
import type { BehaviourContext } from '../behaviour.js';
import { factsOf } from '../settings/stated-engines.js';
import { DialogueBehaviour } from './dialogue-behaviour.js';

/** The behaviour with an interlocutor, which hears and speaks by itself: neither ears nor brain take part. */
export class SpokenTalk extends DialogueBehaviour {
  constructor(context: BehaviourContext, interlocutor: Interlocutor) {
    const { engines, outlet, turnTaking, clock, logger } = context;
    const { vad } = engines.ears;
    const { tools } = engines.minds;
    const { synthesizer, aligner } = engines.voices;
    const { output } = outlet;
    super(
      context,
      new Exchange({ interlocutor, vad, synthesizer, aligner, output, tools, turnTaking, clock, logger }),
      {
        model: interlocutor.label,
        voices: interlocutor.voices,
        sees: interlocutor.sees,
        takesTranscripts: false,
        engines: { ears: factsOf(interlocutor), voice: factsOf(interlocutor), mind: factsOf(interlocutor) },
      },
    );
    // Loaded before the first sound; without it the mouth moves by loudness.
    aligner.prepare().catch((error: unknown) => logger.warn('the aligner cannot be prepared', { error }));
  }
}
