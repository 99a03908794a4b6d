import { languageOf } from '@visavis/speech';

/** Names of tools with which existing clients end a call; most have no examples in their descriptions. */
const CLOSING_TOOLS = new Set(['end_conversation', 'end_call', 'function_call_close_talk', 'hang_up']);

/** Phrases that end a conversation. */
export const CLOSING_PHRASES: readonly string[] = [
  'goodbye',
  'goodbye for now',
  'bye',
  'bye bye',
  'thank you goodbye',
  'good night',
  'see you',
  'see you later',
  'see you soon',
  'talk to you later',
  'that is all',
  'that is all for now',
  'that was all',
  'that would be all',
  'we are done',
  'i am done',
  'i have to go',
  'i have to go now',
  'hang up',
  'please hang up',
  'end the call',
  'end this call',
  'please end the call',
  'end the conversation',
  'let us end the conversation',
  'finish the conversation',
];

/** Phrases that silence the face. */
export const STOP_PHRASES: readonly string[] = languageOf('en').stops;

/** Phrases that mean "say it once more". */
export const REPEAT_PHRASES: readonly string[] = [
  'say that again',
  'say it again',
  'can you say that again',
  'could you say that again',
  'repeat that',
  'can you repeat that',
  'could you repeat that',
  'repeat your answer',
  'once more',
  'once again',
  'pardon',
  'sorry what',
  'what did you say',
  'what was that',
];

/** Phrases that mean "what was my question?" */
export const ASKED_PHRASES: readonly string[] = [
  'what did i ask',
  'what did i ask you',
  'what did i just ask',
  'what was my question',
  'what was my last question',
  'what did i say',
];

/** Phrases that mean "what did I ask first?" */
export const ASKED_FIRST_PHRASES: readonly string[] = [
  'what did i ask first',
  'what did i ask you first',
  'what was my first question',
  'what did i say first',
];

/** Questions that mean something only after another one. */
export const MORE_PHRASES: readonly string[] = [
  'tell me more',
  'tell me more about that',
  'more',
  'more please',
  'go on',
  'how',
  'and how',
  'how so',
  'why',
  'and why',
  'why not',
  'why is that',
  'how does that work',
];

/** What users may say to any face. In the recogniser's vocabulary with any knowledge. */
export const STANDING_PHRASES: readonly string[] = [
  ...CLOSING_PHRASES,
  ...STOP_PHRASES,
  ...REPEAT_PHRASES,
  ...ASKED_PHRASES,
  ...ASKED_FIRST_PHRASES,
  ...MORE_PHRASES,
];

export function endsTheCall(toolName: string): boolean {
  return CLOSING_TOOLS.has(toolName);
}
