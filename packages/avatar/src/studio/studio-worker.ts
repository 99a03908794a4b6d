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

const { encoders } = workerData<StudioWorkerData>();
const renderers = new Renderers(loadFace);
const createVideoEncoder = await loadEncoder(encoders);
/** The open faces by their leases. What is sent after an opening waits for it, in its order. */
const faces = new Map<number, Promise<LiveFace>>();
/** The first face warms the code up for all others. */
let warmth: Promise<void> | undefined;

serveWorker<StudioCalls>({
  async warmUp(source) {
    const renderer = await renderers.of(source);
    await (warmth ??= warm(renderer));
    return undefined;
  },
  async open({ lease, face: source, ...options }) {
    const opening = renderers.of(source).then((renderer) => new LiveFace(renderer, createVideoEncoder, options));
    faces.set(lease, opening);
    await opening;
    return undefined;
  },
  segment: (message) => change(message.lease, (face) => face.addSegment(message)),
  phones: (message) => change(message.lease, (face) => face.setPhones(message)),
  async draw(message) {
    const face = await faces.get(message.lease);
    if (!face) throw new Error('no such lease');
    const picture = await face.draw(message);
    return new Transferred(picture, [picture.data.buffer as ArrayBuffer]);
  },
  show({ lease, face: source }) {
    // The face that is shown stays in view where the other cannot be loaded.
    renderers.of(source).then(
      (renderer) => change(lease, (face) => face.show(renderer)),
      () => undefined,
    );
    return undefined;
  },
  forget({ background }) {
    renderers.forget(background);
    return undefined;
  },
  setBitrate: ({ lease, bitrateBps }) => change(lease, (face) => face.setBitrate(bitrateBps)),
  close({ lease }) {
    const closed = change(lease, (face) => face.close());
    faces.delete(lease);
    return closed;
  },
});

/** An opening that failed is reported by `open`, and by the pictures that follow it. */
async function change(lease: number, apply: (face: LiveFace) => void): Promise<undefined> {
  const face = await faces.get(lease)?.catch(() => undefined);
  if (face) apply(face);
  return undefined;
}

/** Compiles the hot code, that of open mouths and of falling lids included. */
async function warm(renderer: FaceRenderer): Promise<void> {
  for (let frame = 0; frame < WARM_UP_FRAMES; frame++) {
    renderer.render({ ...idlePose(frame), mouth: SHAPES[VISEMES[frame % VISEMES.length]!] });
    await setImmediate(); // Faces that speak already take precedence.
  }
}
