import type { TalkingEngines } from '@visavis/protocol';

/** One line for the operator: which services receive what users say, and what the face does. */
export function whereDataGoes({ ears, mind, voice }: TalkingEngines): string {
  const going = [
    ears?.service && `The voices of users go to ${ears.service}.`,
    mind?.service && `Conversations go to ${mind.service}.`,
    voice?.service && `What the face says goes to ${voice.service}.`,
  ].filter((sentence) => typeof sentence === 'string');
  return going.length === 0 ? 'Voices and words stay on this machine.' : going.join(' ');
}
