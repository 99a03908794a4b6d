import { describeEngines, languageName, type EngineFacts, type TalkingEngines } from '../engines.js';
import { browserRecognition, type BrowserRecognition } from './browser-recognition.js';

/** Whose ears a session uses: the server's; the browser's, on the device where it can; or the browser's on the device alone. */
export type EarsChoice = 'server' | 'browser' | 'device';

/** What a browser offers for one language. */
export interface BrowserEars {
  /** `device`: the sound stays on the device. `browser`: it may go to a service of the browser's maker. */
  readonly place: 'device' | 'browser';
  /** The language it is to recognise, BCP 47. */
  readonly language: string;
  /** Whether the browser downloads what it needs for that first. */
  readonly toDownload: boolean;
}

/** What is known of the user's language. */
export interface FindBrowserEarsOptions {
  /** The language that the user speaks, BCP 47. @defaultValue the first of the browser's languages that the face speaks */
  readonly language?: string | undefined;
  /** What the server has stated of its engines, where it has. */
  readonly engines?: TalkingEngines | undefined;
}

/**
 * Finds out what the browser offers, for a page that asks its user before it switches the browser's ears on. Never rejects,
 * and switches nothing on. A page does this when its user wants to know: a browser built without that service, as inside of
 * other programs, ends a page that asks for it.
 *
 * @returns `undefined` where the browser offers nothing of that choice.
 */
export async function findBrowserEars(
  choice: 'browser' | 'device',
  options: FindBrowserEarsOptions = {},
  recognition: BrowserRecognition | undefined = browserRecognition(),
): Promise<BrowserEars | undefined> {
  if (!recognition) return undefined;
  const language = options.language ?? spokenLanguage(recognition.languages, options.engines?.voice);
  const onDevice = await deviceOffers(recognition, language);
  if (onDevice === 'available') return { place: 'device', language, toDownload: false };
  if (choice === 'browser') return { place: 'browser', language, toDownload: false };
  return onDevice === 'downloadable' ? { place: 'device', language, toDownload: true } : undefined;
}

/** Whether the browser seems to have a speech recognition of its own. Asks it nothing. */
export const hasBrowserEars = (): boolean => browserRecognition() !== undefined;

/** Says in plain English where the user's voice goes with the browser's ears. To be shown before they are switched on. */
export function describeBrowserEars({ place, language, toDownload }: BrowserEars): string {
  const name = languageName(language);
  const first = toDownload ? ', once it has downloaded what it needs for that' : '';
  const recognised =
    place === 'device'
      ? `Your browser understands ${name} on this device${first}.`
      : `Your browser understands ${name}. It may send your voice to a service of its maker for that.`;
  return `${recognised} Your voice goes to the server too, which hears when you speak, but does not turn it into text.`;
}

/** Like `describeEngines`, with the browser's ears in place of the server's where they are used. */
export function describeEnginesWith(ears: BrowserEars | undefined, engines: TalkingEngines): string[] {
  if (!ears) return describeEngines(engines);
  const { ears: _ofServer, ...others } = engines;
  return [describeBrowserEars(ears), ...describeEngines(others)];
}

async function deviceOffers(
  { Recognition }: BrowserRecognition,
  language: string,
): Promise<'available' | 'downloadable' | undefined> {
  if (!('processLocally' in Recognition.prototype)) return undefined;
  try {
    const offer = await Recognition.available?.({ langs: [language], processLocally: true });
    return offer === 'downloading' ? 'downloadable' : offer === 'unavailable' ? undefined : offer;
  } catch {
    // A policy of the page, or of the one that embeds it, forbids the question.
    return undefined;
  }
}

/** The user's first language that the face speaks; the face's own where it speaks none of them. */
function spokenLanguage(ofUser: readonly string[], voice: EngineFacts | undefined): string {
  const first = ofUser[0] ?? 'en';
  if (!voice || voice.languages === 'any' || voice.languages.length === 0 || voice.languages.includes('any'))
    return first;
  const spoken = voice.languages;
  return ofUser.find((tag) => spoken.some((one) => primary(one) === primary(tag))) ?? spoken[0] ?? first;
}

const primary = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';
