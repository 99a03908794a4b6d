// Lips measured in pictures, as they are drawn and as a viewer decodes them.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFace } from '@visavis/avatar';
import { videoEncoders } from '@visavis/codecs';
import { loadFace } from '../../packages/avatar/dist/faces/load-face.js';
import { FaceRenderer } from '../../packages/avatar/dist/render/face-renderer.js';
import { mean, quantile, rounded } from './figures.mjs';
import { lipFigures } from './lip-figures.mjs';
import { MouthSeen } from './mouth-seen.mjs';
import { FRAME_MS, playThrough, SPEECH_FROM_MS } from './take-over.mjs';

/** One run of so many is looked at: 35 ms of a core a picture. */
const ONE_OF = 7;
/** A mouth may still be shutting, or open again already, so near to speech. */
const NEAR_SPEECH_MS = 160;
const BEFORE_MS = 200;
const BLOCK = 8;
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

  /**
   * The same of pictures that were compressed and decoded, with the idle loop before and behind the speech. In silence the
   * head moves on, so that what is measured there is what the mouth moves in the drawn head, and what the decoded mouth
   * moves beside the drawn one: the grain of coding.
   */
  async received(spoken, { codec, bitrateBps, phases }) {
    const looked = [];
    const silence = [];
    let mostMoved = 0;
    for (let i = 0; i < spoken.length * phases; i += ONE_OF) {
      const { segments, sounds } = spoken[Math.floor(i / phases)];
      const frames = [];
      const { width, height } = this.renderer;
      let before;
      const onPicture = ({ at, seen, drawn, pose }) => {
        const ms = at * FRAME_MS - SPEECH_FROM_MS;
        const now = isSilent(sounds, ms) ? { coded: this.#coded(seen, drawn), mouth: pose.mouth } : undefined;
        if (now && before) {
          silence.push(stepBetween(before.coded, now.coded));
          mostMoved = Math.max(mostMoved, this.#moved({ data: drawn, width, height }, pose, before.mouth));
        }
        before = now;
        if (ms >= -BEFORE_MS) frames.push({ ms, ...this.mouth.of({ data: seen, width, height }) });
      };
      const { pack, renderer, region } = this;
      await playThrough({ pack, renderer, region, codec, bitrateBps, startFrame: 30 + 17 * i, segments, onPicture });
      looked.push({ sounds, frames: frames.filter(({ ms }) => ms < sounds.at(-1).endMs + 400) });
    }
    const of = (key) => silence.map((step) => step[key]);
    const movedInSilence = {
      pictures: silence.length,
      pixelP99: rounded(quantile(of('pixelP99'), 0.5), 1),
      blocks: { p50: rounded(quantile(of('block'), 0.5), 1), p95: rounded(quantile(of('block'), 0.95), 1) },
      mostOfBlock: rounded(Math.max(...of('block')), 1),
    };
    return { ...lipFigures(looked), mostMovedInSilence: mostMoved, movedInSilence };
  }

  /** @returns What coding has made of the mouth, as levels by which each pixel of it differs from the drawn one. */
  #coded(seen, drawn) {
    const { left, right, top, bottom } = this.region;
    const { width } = this.renderer;
    const levels = [];
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) levels.push(seen[y * width + x] - drawn[y * width + x]);
    return { levels, width: right - left };
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

/**
 * By how many levels the mouth has moved from one decoded picture to the next, beyond what was drawn: 99 of 100 pixels move
 * less than the first number, and the block of 8 × 8 that moves most does so by the second. A viewer sees blocks move;
 * single pixels are the grain of coding.
 */
function stepBetween(before, now) {
  const steps = now.levels.map((level, i) => level - before.levels[i]);
  const blocks = new Map();
  steps.forEach((step, i) => {
    const [x, y] = [i % now.width, Math.floor(i / now.width)];
    const key = 1000 * Math.floor(y / BLOCK) + Math.floor(x / BLOCK);
    if (!blocks.has(key)) blocks.set(key, []);
    blocks.get(key).push(step);
  });
  return {
    pixelP99: quantile(steps.map(Math.abs), 0.99),
    block: Math.max(...[...blocks.values()].map((block) => Math.abs(mean(block)))),
  };
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
