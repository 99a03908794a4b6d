import { z } from 'zod';
import { firstSet, isJsonObject } from '../json.js';

/**
 * How the base64 of a picture begins, by format: the first bytes of JPEG, PNG, WebP (a RIFF file) and GIF. Models read
 * no others; an SVG, for one, is a program for whatever draws it.
 */
const SIGNATURES: readonly (readonly [start: string, mediaType: string])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw', 'image/png'],
  ['UklGR', 'image/webp'],
  ['R0lGOD', 'image/gif'],
];

/** The text of a picture: it stands under `content`, `image` or `image_url`. */
const inlineText = z
  .record(z.string(), z.unknown())
  .transform((fields) => {
    const found = firstSet(fields['content'], fields['image'], fields['image_url'], fields['url']);
    return isJsonObject(found) ? found['url'] : found;
  })
  .pipe(z.string().min(1));

/**
 * A file that is to be a picture, inline, as a data URL (RFC 2397) or as bare base64; what decodes it says what it is.
 * An address is rejected: a client never chooses what the server fetches.
 */
export const imageFile = inlineText.transform((text, context) => {
  const base64 = base64Of(text);
  if (base64 === undefined) context.addIssue({ code: 'custom', message: 'is not a data URL or base64' });
  return base64 ?? z.NEVER;
});

/** A still picture of a known format, inline, as {@link imageFile}. */
export const image = inlineText.transform((text, context) => {
  const read = readPicture(text);
  if (!read) context.addIssue({ code: 'custom', message: 'is not a JPEG, PNG, WebP or GIF as a data URL or base64' });
  return read ?? z.NEVER;
});

/** A picture that a client sent, still in base64. */
export interface Image {
  /** MIME type, as the file's first bytes say. What the client calls it is ignored. */
  mediaType: string;
  /** Base64 of the file; the frame that it came in is its limit. */
  base64: string;
}

/** Characters of a data URL in front of its base64. */
const MAX_HEADER_CHARS = 500;

function base64Of(text: string): string | undefined {
  const header = /^data:(?:image\/[\w.+-]{1,40})?(?:;[\w=.+-]{1,40})*;base64,/.exec(text.slice(0, MAX_HEADER_CHARS));
  const base64 = text.slice(header?.[0].length ?? 0);
  return /^[\w+/=\s-]*$/.test(base64) ? base64 : undefined;
}

function readPicture(text: string): Image | undefined {
  const base64 = base64Of(text);
  if (base64 === undefined) return undefined;
  const mediaType = SIGNATURES.find(([start]) => base64.startsWith(start))?.[1];
  return mediaType === undefined ? undefined : { mediaType, base64 };
}
