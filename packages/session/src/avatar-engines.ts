import type { AvatarRecord } from '@visavis/protocol/rest';
import { withOwnTools, withPronunciations } from '@visavis/speech';
import type { ConversationEngines } from './engines.js';

/** Engines as one avatar has them: the voice says words as its dictionary has them, and the mind has its tools. */
export function enginesOf(avatar: AvatarRecord, engines: ConversationEngines): ConversationEngines {
  const { ears, voices, minds } = engines;
  return {
    ears,
    voices: { ...voices, synthesizer: withPronunciations(voices.synthesizer, avatar.pronunciations) },
    minds: { ...minds, brain: minds.tools ? withOwnTools(minds.brain, minds.tools) : minds.brain },
  };
}
