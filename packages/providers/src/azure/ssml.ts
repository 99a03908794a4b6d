/** What XML does not allow, not even written as an entity: a document with one of them is refused as a whole. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]));

/** A text, who says it, and the language of the document. */
export interface Spoken {
  readonly text: string;
  /** Short name of the voice, such as `en-US-AvaMultilingualNeural`. */
  readonly voice: string;
  /** BCP 47. */
  readonly language: string;
}

/** @returns The document that has a voice say a text as it is. */
export function ssmlOf({ text, voice, language }: Spoken): string {
  const says = `<voice name="${escaped(voice)}">${escaped(text)}</voice>`;
  return `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${escaped(language)}">${says}</speak>`;
}

/** @returns A word of the document, as it stands in the text. */
export const unescaped = (word: string): string =>
  word.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => CHARACTERS.get(entity) ?? entity);

const escaped = (text: string): string =>
  text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
