import type { Motion } from '@visavis/core';
import { loadFace } from '../faces/load-face.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { IDLE_FRAMES } from '../rig/idle.js';
import { loopPose } from '../rig/loop-pose.js';

/**
 * Draws the silent loops of a face that ships.
 *
 * @param every One of so many frames is drawn.
 * @returns The pictures of each motion: I420, of which the rows of luma come first.
 */
export async function silentPictures(
  id: string,
  motions: readonly Motion[],
  every: number,
): Promise<readonly (readonly Uint8Array[])[]> {
  const renderer = new FaceRenderer(await loadFace({ id }));
  const frames = Array.from({ length: Math.ceil(IDLE_FRAMES / every) }, (_, i) => i * every);
  return motions.map((motion) => frames.map((frame) => renderer.render(loopPose(motion, frame)).data));
}
