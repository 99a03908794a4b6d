/** Longest side and quality of a picture on the wire: enough to see by, and small beside the sound (about 100 kB). */
const LONGEST_SIDE = 960;
const QUALITY = 0.8;

/**
 * Scales and encodes a picture of any size for `Session.image`, or for the setting `background`.
 *
 * @param picture A file, a drop or a paste, in any format the browser knows.
 * @param options.longestSide Most pixels of its longer side. @defaultValue 960
 * @returns JPEG as a data URL.
 * @throws {DOMException} `InvalidStateError` when `picture` is not a picture.
 */
export async function shrinkPicture(
  picture: Blob,
  { longestSide = LONGEST_SIDE }: { longestSide?: number } = {},
): Promise<string> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = 'white'; // JPEG has no transparency, and black would hide dark writing
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL('image/jpeg', QUALITY);
}
