import { isObject, type Json } from './json.js';

/** What a server states about one of the engines that make a conversation. */
export interface EngineFacts {
  /** Languages that it understands, speaks or writes, BCP 47, the best first; `any` where it is not tied to languages. */
  readonly languages: readonly string[] | 'any';
  /** The units of speech whose times it reports: `phones`, `words`. */
  readonly times: readonly string[];
  /** Whether its results come in pieces while they are produced. */
  readonly streams: boolean;
  /** Name of the service that receives its data; `null` where the data stays on the server. */
  readonly service: string | null;
}

/** The engines of a session: ears understand the user, the voice speaks, the mind answers. Those not in use are absent. */
export type TalkingEngines = Readonly<Partial<Record<'ears' | 'voice' | 'mind', EngineFacts>>>;

/** Reads what a server states of its engines; what is no such statement is passed over. */
export function readEngines(given: unknown): TalkingEngines | undefined {
  if (!isObject(given)) return undefined;
  const facts = (['ears', 'voice', 'mind'] as const).map((kind) => [kind, readFacts(given[kind])] as const);
  return Object.fromEntries(facts.filter(([, read]) => read));
}

function readFacts(given: unknown): EngineFacts | undefined {
  if (!isObject(given)) return undefined;
  const { languages, times, streams, service }: Json = given;
  return {
    languages: Array.isArray(languages) ? stringsIn(languages) : 'any',
    times: Array.isArray(times) ? stringsIn(times) : [],
    streams: streams === true,
    service: typeof service === 'string' && service !== '' ? service : null,
  };
}

const stringsIn = (list: readonly unknown[]): string[] => list.filter((one) => typeof one === 'string');

/**
 * Says in plain English which languages the engines know, and where voice and words go: one or two sentences for each
 * engine, in the order ears, mind, voice.
 */
export function describeEngines({ ears, mind, voice }: TalkingEngines): string[] {
  return [
    ...(ears
      ? [`Understands ${named(ears)}${ears.streams ? ', while you speak' : ''}. Your voice ${goes(ears)}.`]
      : []),
    ...(mind ? [`Answers in ${named(mind)}. The conversation ${goes(mind)}.`] : []),
    ...(voice ? [`Speaks ${named(voice)}${lips(voice)}. What the face says ${goes(voice)}.`] : []),
  ];
}

const goes = ({ service }: EngineFacts): string => (service === null ? 'stays on this server' : `goes to ${service}`);

const lips = ({ times }: EngineFacts): string =>
  times.includes('phones') ? ', with the times of its sounds for the lips' : '';

function named({ languages }: EngineFacts): string {
  if (languages === 'any' || languages.includes('any') || languages.length === 0) return 'any language';
  const names = [...new Set(languages.map(languageName))];
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : inWords(names);
}

const inWords = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

/** @param tag BCP 47; one that is malformed is its own name. @returns The language's name in English. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
