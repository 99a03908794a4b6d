import { engineProvider, type EngineContext } from '@visavis/speech';
import { FliteSynthesizer } from '../flite/flite-synthesizer.js';
import { EmbeddedEars } from './embedded-ears.js';

/** The voice of each server: its ears look up in it how words are said. */
const voices = new WeakMap<EngineContext, FliteSynthesizer>();

function voiceOf(context: EngineContext): FliteSynthesizer {
  const voice = voices.get(context) ?? new FliteSynthesizer(context.logger);
  voices.set(context, voice);
  return voice;
}

/** Ears and a voice that ship, and work without any network. */
export const embedded = engineProvider({
  name: 'embedded',
  label: 'Embedded speech',
  settings: {},
  defaultFor: () => ['ears', 'voice'],
  openEars: (context) => new EmbeddedEars({ ...context, voice: voiceOf(context) }),
  openVoice: voiceOf,
});
