import { Conversation } from '@visavis/speech';
import type { BehaviourContext } from '../behaviour.js';
import { factsOf } from '../settings/stated-engines.js';
import { DialogueBehaviour } from './dialogue-behaviour.js';

/** The usual behaviour: a brain writes the answers, and a voice speaks them. */
export class Talk extends DialogueBehaviour {
  constructor(context: BehaviourContext) {
    const { engines, outlet, clock, logger } = context;
    const { vad, recognizer } = engines.ears;
    const { brain } = engines.minds;
    const { synthesizer } = engines.voices;
    const { output } = outlet;
    super(context, new Conversation({ vad, recognizer, brain, synthesizer, output, clock, logger }), {
      model: brain.label,
      voices: synthesizer.voices,
      sees: brain.sees,
      engines: { ears: factsOf(recognizer), voice: factsOf(synthesizer), mind: factsOf(brain) },
    });
  }
}
