import { engineProvider } from '@visavis/speech';
import { ScriptedBrain } from './scripted-brain.js';

/** Answers from the knowledge alone, without any network. */
export const scripted = engineProvider({
  name: 'scripted',
  label: 'Scripted answers',
  settings: {},
  defaultFor: () => ['mind'],
  openMind: ({ knowledge, logger }) => new ScriptedBrain(knowledge, logger),
});
