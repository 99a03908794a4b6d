// Lips measured in pictures, as they are drawn and as a viewer decodes them.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFace } from '@visavis/avatar';
import { videoEncoders } from '@visavis/codecs';
import { loadFace } from '../../packages/avatar/dist/faces/load-face.js';
import { FaceRenderer } from '../../packages/avatar/dist/render/face-renderer.js';
import { rounded } from './figures.mjs';
import { lipFigures } from './lip-figures.mjs';
import { MouthSeen } from './mouth-seen.mjs';
import { FRAME_MS, playThrough, SPEECH_FROM_MS } from './take-over.mjs';

/** One run of so many is looked at: 35 ms of a core a picture. */
const ONE_OF = 7;
/** A mouth may still be shutting, or open again already, so near to speech. */
const NEAR_SPEECH_MS = 160;
const BEFORE_MS = 200;
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error };

export class LipsSeen {
  /** @returns What looks at the face that ships. */
  static async load() {
    const seen = new LipsSeen();
    const cacheDir = join(tmpdir(), 'visavis-bench-packs');
    await mkdir(cacheDir, { recursive: true });
    seen.pack = await prepareFace({ id: 'iris' }, { cacheDir, encoders: videoEncoders, logger: quiet });
    const face = await loadFace({ id: 'iris' });
    seen.renderer = new FaceRenderer(face);
    seen.region = mouthRegion(face.anatomy.mouth.frame);
    seen.mouth = await MouthSeen.of(seen.renderer, face.anatomy);
    return seen;
  }

  /** @param runs As `lipFigures` takes them, each frame with its `pose`. @returns Their figures, measured in pictures. */
  rendered(runs) {
    let mostMoved = 0;
    const looked = runs
      .filter((_, i) => i % ONE_OF === 0)
      .map(({ sounds, frames }) => ({
        sounds,
        frames: frames.map(({ ms, pose }, i) => {
          const picture = this.renderer.render(pose);
          const before = i > 0 && isSilent(sounds, ms) && isSilent(sounds, frames[i - 1].ms) && frames[i - 1].pose;
          if (before) mostMoved = Math.max(mostMoved, this.#moved(picture, pose, before.mouth));
          return { ms, ...this.mouth.of(picture) };
        }),
      }));
    return { ...lipFigures(looked), mostMovedInSilence: mostMoved };
  }

  /** The same of pictures that were compressed and decoded, with the idle loop before and behind the speech. */
  async received(spoken, { codec, bitrateBps, phases }) {
    const looked = [];
    for (let i = 0; i < spoken.length * phases; i += ONE_OF) {
      const { segments, sounds } = spoken[Math.floor(i / phases)];
      const frames = [];
      const { width, height } = this.renderer;
      const onPicture = ({ at, seen }) => {
        const ms = at * FRAME_MS - SPEECH_FROM_MS;
        if (ms >= -BEFORE_MS) frames.push({ ms, ...this.mouth.of({ data: seen, width, height }) });
      };
      const { pack, renderer, region } = this;
      await playThrough({ pack, renderer, region, codec, bitrateBps, startFrame: 30 + 17 * i, segments, onPicture });
      looked.push({ sounds, frames: frames.filter(({ ms }) => ms < sounds.at(-1).endMs + 400) });
    }
    return lipFigures(looked);
  }

  /** @returns By how many levels the pixel that the mouth moved most differs from the mouth before, in the same head. */
  #moved(picture, pose, mouth) {
    const seen = picture.data.slice();
    const rest = this.renderer.render({ ...pose, mouth }).data;
    const { left, right, top, bottom } = this.region;
    let most = 0;
    for (let y = top; y < bottom; y++)
      for (let at = y * picture.width + left; at < y * picture.width + right; at++)
        most = Math.max(most, Math.abs(seen[at] - rest[at]));
    return rounded(most, 0);
  }
}

function mouthRegion({ x, y, half }) {
  const around = (middle, reach) => [Math.round(middle - reach), Math.round(middle + reach)];
  const [left, right] = around(x, 1.5 * half);
  const [top, bottom] = around(y, 1.2 * half);
  return { left, right, top, bottom };
}

/** Whether nothing is heard at this time, nor a moment before and after. */
function isSilent(sounds, ms) {
  return !sounds.some(
    ({ phone, startMs, endMs }) => phone !== 'pau' && ms > startMs - NEAR_SPEECH_MS && ms < endMs + NEAR_SPEECH_MS,
  );
}
