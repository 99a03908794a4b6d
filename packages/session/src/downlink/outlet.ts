import type { Logger, ResourceStack } from '@visavis/core';
import { Playout } from '@visavis/media';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Faces, Media, SessionMedia } from '../engines.js';
import { FaceCues } from './face-cues.js';
import { GatedOutput } from './gated-output.js';
import { playoutOutput } from './playout-output.js';

/** Where a session's speech goes: the queue of sound, the face that moves to it, and the connection that carries both. */
export interface Outlet {
  readonly playout: Playout;
  readonly media: SessionMedia;
  readonly cues: FaceCues;
  /** Shut until the viewer can hear it. */
  readonly output: GatedOutput;
}

/**
 * Opens one session's outlet. Everything is owned by `resources`, released in reverse order: first the viewer's connection
 * ends, then the face and the queue of speech go.
 */
export function openOutlet(
  { faces, media: connections }: { faces: Faces; media: Media },
  { avatar, resources, logger }: { avatar: AvatarRecord; resources: ResourceStack; logger: Logger },
): Outlet {
  const playout = resources.use(new Playout({ logger }));
  const cues = new FaceCues(playout);
  const video = resources.use(faces.open(cues, avatar));
  const media = resources.use(connections.openSession({ video, playout, logger }));
  const output = new GatedOutput(playoutOutput(playout));
  return { playout, media, cues, output };
}
