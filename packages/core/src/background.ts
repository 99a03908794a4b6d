/**
 * What is seen behind a face: `own`, what its picture shows; the same `blurred`; `transparent`, the page on which it is
 * shown; one colour, as in `#1a2b3c`; one of the server's pictures, as in `picture:beach`; or a picture that the client of
 * one session has sent, under a name that the server made up: no text is read as one.
 */
export type Background = 'own' | 'blurred' | 'transparent' | `#${string}` | `picture:${string}` | UploadedBackground;

/** Names a picture that the client of one session has sent. */
export type UploadedBackground = `upload:${string}`;

/** Whether a background is a picture that the client of one session has sent. */
export const isUploaded = (background: Background): background is UploadedBackground =>
  background.startsWith('upload:');

const SHAPE = /^(own|blurred|transparent|#[0-9a-f]{6}|picture:[a-z0-9][\w-]{0,63})$/;

/** Reads a background as clients and operators write it, in any case. @returns `undefined` for anything else. */
export function readBackground(text: string): Background | undefined {
  const read = text.trim().toLowerCase();
  return SHAPE.test(read) ? (read as Background) : undefined;
}
