import { setImmediate } from 'node:timers/promises';
import { serveWorker, Transferred, workerData } from '@visavis/worker';
import { loadEncoder } from '../encoder-module.js';
import { loadFace } from '../faces/load-face.js';
import { SHAPES, VISEMES } from '../mouth/visemes.js';
import type { FaceRenderer } from '../render/face-renderer.js';
import { Renderers } from '../render/renderers.js';
import { idlePose } from '../rig/idle.js';
import { LiveFace } from './live-face.js';
import type { StudioCalls, StudioWorkerData } from './studio-calls.js';

/** Pictures after which a picture takes no longer than all later ones. */
const WARM_UP_FRAMES = 150;

const { faces: sources, encoders } = workerData<StudioWorkerData>();
const renderers = await Renderers.open(sources, loadFace);
const createVideoEncoder = await loadEncoder(encoders);
const faces = new Map<number, LiveFace>();

serveWorker<StudioCalls>({
  async warmUp() {
    for (const renderer of renderers.all) await warm(renderer);
    return undefined;
  },
  open({ lease, faceId, codec, bitrateBps }) {
    faces.set(lease, new LiveFace(renderers.of(faceId), createVideoEncoder, codec, bitrateBps));
    return undefined;
  },
  segment(message) {
    faces.get(message.lease)?.addSegment(message);
    return undefined;
  },
  phones(message) {
    faces.get(message.lease)?.setPhones(message);
    return undefined;
  },
  async draw(message) {
    const face = faces.get(message.lease);
    if (!face) throw new Error('no such lease');
    const picture = await face.draw(message);
    return new Transferred(picture, [picture.data.buffer as ArrayBuffer]);
  },
  setBitrate({ lease, bitrateBps }) {
    faces.get(lease)?.setBitrate(bitrateBps);
    return undefined;
  },
  close({ lease }) {
    faces.get(lease)?.close();
    faces.delete(lease);
    return undefined;
  },
});

/** Compiles the hot code, that of open mouths and of falling lids included. */
async function warm(renderer: FaceRenderer): Promise<void> {
  for (let frame = 0; frame < WARM_UP_FRAMES; frame++) {
    renderer.render({ ...idlePose(frame), mouth: SHAPES[VISEMES[frame % VISEMES.length]!] });
    await setImmediate(); // Faces that speak already take precedence.
  }
}
