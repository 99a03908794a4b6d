import type { FaceSource } from '@visavis/avatar';
import type { FaceFiles } from '@visavis/store';
import { SHIPPED_FACE } from './avatar-directory.js';

/** @returns Where a face comes from: Visavis, or a file that was made here. */
export const faceSource = (id: string, files: FaceFiles): FaceSource =>
  id === SHIPPED_FACE ? { id } : { id, file: files.pathOf(id) };
