import type { EyePoint } from './eye-ball.js';
import type { EyeColumns, Side } from './eye-columns.js';
import type { EyePicture } from './eye-picture.js';
import { bell, clamp, mix, smooth } from './math.js';
import type { PlaneJob } from './plane-jobs.js';

/** Where the skin outside of the corner is clean again, in half eyes, and the most that it is unlike what is painted. */
const OUTSIDE = 1.36;
const UNLIKE = 32;
/** Heights at which that skin is known, and the stretch around each whose median it is: a hair or a line would be a streak. */
const HEIGHTS = { from: -1.3, to: 1.1, count: 49 } as const;
const AROUND = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15] as const;
const BESIDE = [OUTSIDE - 0.04, OUTSIDE, OUTSIDE + 0.04] as const;

/** Clean skin of a lid that has come down, painted from what is above the eye, under it and outside of it. */
export class LidSkin {
  readonly #picture: EyePicture;
  readonly #columns: EyeColumns;
  readonly #outer: Side;
  /** What is alike in all planes at the place that was looked at. */
  #column = 0;
  #a = 0;
  #t = 0;
  #underT = 0;
  #depth = 0;
  #light = 1;
  #out = 0;
  /** The skin outside of the corner, by channel. */
  readonly #beside: Float32Array[] = [];

  constructor(picture: EyePicture, columns: EyeColumns, outer: Side) {
    this.#picture = picture;
    this.#columns = columns;
    this.#outer = outer;
  }

  /** Goes to a place of the eye. @param closing How much of what is at its outer corner is painted anew. */
  look({ a, t, column, lid }: Readonly<EyePoint>, closing: number): void {
    const line = this.#columns.upperLid[column]!;
    const low = this.#columns.lowerLid[column]!;
    this.#column = column;
    this.#a = a;
    this.#t = t;
    this.#underT = low + 0.12 + 0.5 * Math.abs(t - line);
    this.#depth = 0.75 * smooth(t, line - 0.15, low + 0.1);
    const belly = 1 + 0.07 * bell(t - mix(line, lid, 0.45), 0.22);
    this.#light = belly - 0.1 * smooth(t, lid - 0.16, lid) * (1 - smooth(t, lid, lid + 0.1)) - 0.06 * Math.abs(a);
    this.#out = closing && smooth(this.#outer * a, 0.8, OUTSIDE);
  }

  /** @returns The level there. */
  level(plane: number, job: PlaneJob): number {
    const { above, below } = this.#columns;
    const channel = 3 * this.#column + job.channel + plane;
    const grain = this.#picture.read(this.#a, this.#underT, plane, job) - job.black - below[channel]!;
    const skin = mix(above[channel]!, below[channel]!, this.#depth) * this.#light + 0.5 * clamp(grain, -10, 10);
    const level = job.black + skin;
    if (this.#out === 0) return level;
    return level + clamp(this.#besideAt(this.#t, plane, job) - level, -UNLIKE, UNLIKE) * this.#out;
  }

  #besideAt(t: number, plane: number, job: PlaneJob): number {
    const skin = (this.#beside[job.channel + plane] ??= this.#medianBeside(plane, job));
    const { from, to, count } = HEIGHTS;
    const place = clamp(((t - from) / (to - from)) * (count - 1), 0, count - 1.001);
    const i = Math.floor(place);
    return mix(skin[i]!, skin[i + 1]!, place - i);
  }

  #medianBeside(plane: number, job: PlaneJob): Float32Array {
    const { from, to, count } = HEIGHTS;
    return Float32Array.from({ length: count }, (_, i) => {
      const t = mix(from, to, i / (count - 1));
      const levels = AROUND.flatMap((down) =>
        BESIDE.map((a) => this.#picture.read(this.#outer * a, t + down, plane, job)),
      );
      return levels.sort((one, other) => one - other)[levels.length >> 1]!;
    });
  }
}
