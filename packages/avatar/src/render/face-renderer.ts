import type { I420Frame } from '@visavis/media';
import type { Face } from '../faces/face.js';
import type { FacePose } from '../rig/face-pose.js';
import { EyeSheets } from './eye-sheets.js';
import { eyesOf } from './gaze.js';
import { HeadField } from './head-field.js';
import { EDGE, EMPTY, Layers, SOLID } from './layers.js';
import { BELOW, LOWER_U, LOWER_V, MOUTH_VALUES, MouthField, UPPER_U, UPPER_V } from './mouth-field.js';
import { MouthSheets } from './mouth-sheets.js';
import { Warp } from './warp.js';
import { planesOf, type Planes } from '../planes.js';

/**
 * Draws poses of one face: the head as a warped portrait, the lips and the eyes as sheets over what is behind them, all of
 * it over a background that never moves. Shared by all viewers of a thread; one call at a time.
 */
export class FaceRenderer {
  /** Size of the picture, pixels. With alpha it is twice as high as the face is: see {@link render}. */
  readonly width: number;
  readonly height: number;
  /** Bytes of one picture. */
  readonly frameBytes: number;
  /** Memory that this renderer takes, but for the some kilobytes beside its pixels. */
  readonly bytes: number;
  readonly #warp: Warp;
  readonly #head: HeadField;
  readonly #field: MouthField;
  readonly #mouth: MouthSheets;
  readonly #eyes: readonly EyeSheets[];
  /** Without it the picture is one layer: parts that do not move are left as they are. */
  readonly #layers: Layers | undefined;
  /** Bounds of the eyes and the mouth in the portrait, luma texels. */
  readonly #face: { readonly left: number; readonly right: number; readonly top: number; readonly eyesEnd: number };
  /** Cells that the mouth draws, and those that each eye draws over, in the picture in work. */
  readonly #mouthCells: number[] = [];
  readonly #eyeCells: readonly [number[], number[]] = [[], []];
  readonly #sheets = new Float32Array(MOUTH_VALUES);

  constructor(face: Face) {
    const { portrait, matte, anatomy, transparent } = face;
    this.width = portrait.width / 2;
    this.height = (transparent ? 2 : 1) * (portrait.height / 2);
    this.frameBytes = (this.width * this.height * 3) / 2;
    this.#warp = new Warp(face);
    this.bytes = this.#warp.bytes;
    this.#head = new HeadField(anatomy, this.width, portrait.height / 2);
    this.#field = new MouthField(anatomy.mouth);
    this.#mouth = new MouthSheets(this.#warp.portrait, anatomy.mouth, this.#field, this.#warp.out);
    this.#eyes = anatomy.eyes.map((eye, i) => new EyeSheets(this.#warp.portrait, eye, i ? 1 : -1, this.#warp.out));
    const { x, halfWidth, browY } = anatomy.head;
    const left = Math.min(x - halfWidth, anatomy.mouth.frame.x - 1.3 * anatomy.mouth.frame.half);
    const right = Math.max(x + halfWidth, anatomy.mouth.frame.x + 1.3 * anatomy.mouth.frame.half);
    const eyesEnd = Math.max(...anatomy.eyes.map(({ frame }) => frame.y + 2 * frame.half));
    this.#face = { left: 2 * left - 16, right: 2 * right + 16, top: 2 * browY - halfWidth, eyesEnd: 2 * eyesEnd };
    this.#layers = matte && new Layers(matte, portrait.width, portrait.height);
  }

  /**
   * @param data {@link frameBytes} bytes to draw into.
   * @returns The picture, in `data`. Where the page is to be seen behind the person, the lower half says as grey how much
   *   of each pixel above is person: black for nothing, white for all.
   */
  render(pose: FacePose, data = new Uint8Array(this.frameBytes)): I420Frame {
    this.#head.update(pose);
    this.#field.update(pose.mouth);
    this.#mouth.update(pose.mouth);
    for (const eye of this.#eyes) eye.update(eyesOf(pose));
    this.#warp.clear();
    this.#place();
    this.#divide();
    this.#warp.draw();
    this.#mouth.draw(this.#mouthCells, this.#head);
    this.#eyes.forEach((eye, i) => eye.draw(this.#eyeCells[i]!, this.#head));
    this.#warp.layOver();
    const { y, u, v } = this.#warp.out;
    const to = planesOf(this.width, this.height, data);
    to.y.set(y);
    to.u.set(u);
    to.v.set(v);
    if (this.#warp.opacity) putOpacity(this.#warp.opacity, to);
    return { data, width: this.width, height: this.height };
  }

  /** Places the nodes: where the head takes them and, about the mouth, the sheet that is seen there. */
  #place(): void {
    const { u, v } = this.#head;
    const sheets = this.#sheets;
    for (let i = 0; i < u.length; i++) {
      if (!this.#field.reaches(u[i]!, v[i]!)) this.#warp.place(i, u[i]!, v[i]!);
      else {
        this.#field.at(u[i]!, v[i]!, sheets, 0);
        if (sheets[BELOW]! > 0) this.#warp.place(i, sheets[LOWER_U]!, sheets[LOWER_V]!);
        else this.#warp.place(i, sheets[UPPER_U]!, sheets[UPPER_V]!);
      }
    }
  }

  /** Decides for each cell what draws it. */
  #divide(): void {
    const { u, v, columns, rows } = this.#head;
    const { person, edge } = this.#warp;
    for (const list of [this.#mouthCells, ...this.#eyeCells]) list.length = 0;
    for (let row = 0, cell = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, cell++) {
        const i = row * (columns + 1) + column;
        const far = i + columns + 2;
        const middleU = (u[i]! + u[far]!) / 2;
        const middleV = (v[i]! + v[far]!) / 2;
        const layer = this.#layers ? this.#layers.at(middleU, middleV) : SOLID;
        if (layer === EMPTY) continue;
        if (layer === EDGE) edge.add(column, row);
        else this.#warp.cover(column, row);
        const onFace = middleU > this.#face.left && middleU < this.#face.right && middleV > this.#face.top;
        if (onFace && this.#mouth.covers(middleU, middleV)) {
          this.#mouthCells.push(cell);
          continue;
        }
        if (this.#layers || !this.#warp.isStill(column, row)) person.add(column, row);
        if (!onFace || middleV > this.#face.eyesEnd) continue;
        if (this.#eyes[0]!.covers(middleU, middleV)) this.#eyeCells[0].push(cell);
        else if (this.#eyes[1]!.covers(middleU, middleV)) this.#eyeCells[1].push(cell);
      }
    }
  }
}

/** Writes how much of each pixel is person into the lower half of a picture. */
function putOpacity(opacity: Uint8Array, { y, u, v }: Planes): void {
  y.set(opacity, opacity.length);
  u.fill(128, u.length / 2);
  v.fill(128, v.length / 2);
}
