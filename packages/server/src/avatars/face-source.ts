import { SHIPPED_FACES, type FaceSource } from '@visavis/avatar';
import type { FaceFiles } from '@visavis/store';

/** @returns Where a face comes from: Visavis, or a file that was made here. */
export const faceSource = (id: string, files: FaceFiles): FaceSource =>
  SHIPPED_FACES.includes(id) ? { id } : { id, file: files.pathOf(id) };
