import type { ModelMetadata } from './onnx-metadata.js';

/** Names of languages in metadata, for which `Intl` has no way back. */
const LANGUAGES = ['ar', 'ca', 'cs', 'cy', 'da', 'de', 'el', 'en', 'es', 'fa', 'fi', 'fr', 'hu', 'is', 'it', 'ja', 'ka']
  .concat(['kk', 'ko', 'lb', 'lv', 'ne', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'sw', 'tr', 'uk'])
  .concat(['vi', 'zh']);
const IN_ENGLISH = new Intl.DisplayNames('en', { type: 'language' });
const BY_NAME = new Map(LANGUAGES.map((tag) => [IN_ENGLISH.of(tag)?.toLowerCase() ?? tag, tag]));

/** `en_US` and `en-us`, as they stand between dashes in names of voices. */
const WITH_REGION = /(?:^|[-_.])([a-z]{2})[-_]([A-Z]{2}|[a-z]{2})(?=$|[-_.])/;
const ALONE = /(?<=^|[-_.])[a-z]{2}(?=$|[-_.])/g;

/** The languages of a model that states several, BCP 47; `undefined` where it states none. */
export function languagesInMetadata(metadata: ModelMetadata): readonly string[] | undefined {
  if (metadata.get('is_multilingual') !== '1') return undefined;
  const codes = metadata.get('all_language_codes')?.split(',') ?? [];
  return codes.length > 0 ? codes : undefined;
}

/**
 * The language of a model that is known by its name or its metadata alone.
 *
 * @returns BCP 47; English where nothing is known.
 */
export function languageOfModel(name: string, metadata: ModelMetadata): string {
  const region = WITH_REGION.exec(name);
  if (region && LANGUAGES.includes(region[1] as string)) return `${region[1]}-${(region[2] as string).toUpperCase()}`;
  const voice = metadata.get('voice') ?? '';
  const known = [...(name.match(ALONE) ?? []), voice.slice(0, 2)].find((tag) => LANGUAGES.includes(tag));
  return BY_NAME.get(metadata.get('language')?.toLowerCase() ?? '') ?? known ?? 'en';
}
