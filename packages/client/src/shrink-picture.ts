/** Longest side and quality of a picture on the wire: enough to see by, and small beside the sound (about 100 kB). */
const LONGEST_SIDE = 960;
const QUALITY = 0.8;

/**
 * Scales and encodes a picture of any size for `Session.image`.
 *
 * @param picture A file, a drop or a paste, in any format the browser knows.
 * @returns JPEG as a data URL, at most 960 pixels on its longer side.
 * @throws {DOMException} `InvalidStateError` when `picture` is not a picture.
 */
export async function shrinkPicture(picture: Blob): Promise<string> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
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
