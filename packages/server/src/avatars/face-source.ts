import type { FaceSource } from '@visavis/avatar';
import type { FaceFiles } from '@visavis/store';

/** @returns Where a face comes from: a file that was made here, or Visavis. */
export async function faceSource(id: string, files: FaceFiles): Promise<FaceSource> {
  const file = await files.find(id);
  return file === undefined ? { id } : { id, file };
}
