import { languageOf, spokenForm } from '@visavis/speech';
import type { VoiceModel } from '../models/described-model.js';

const SAID = /[\p{L}\p{N}]/u;

/**
 * What a voice is to say for a text: signs as words, where the language is one whose signs are known.
 *
 * @returns Empty where the voice has no sound for it. Such text must not reach native code, which ends its process.
 */
export function saidFor({ languages, alphabet }: Pick<VoiceModel, 'languages' | 'alphabet'>, text: string): string {
  const language = languages[0] ?? 'en';
  const known = languageOf(language).tag === language.toLowerCase().split('-')[0];
  const said = known
    ? spokenForm(text, language)
        .map((stretch) => stretch.said)
        .filter((words) => words !== '')
        .join(' ')
    : text.replace(/\s+/g, ' ').trim();
  if (alphabet === undefined) return SAID.test(said) ? said : '';
  const letters = [...said.toLowerCase()].filter((letter) => letter === ' ' || alphabet.includes(letter)).join('');
  return SAID.test(letters) ? letters : '';
}
