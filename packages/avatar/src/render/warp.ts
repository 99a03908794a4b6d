import { FACE_SIZE } from '../ports.js';
import { CELL, NODES, type MotionField } from './motion-field.js';
import type { Planes } from './planes.js';

/** Positions in the texture have 16 fraction bits. */
const ONE = 65536;

/**
 * Draws a texture of twice the size through a motion field: for each output pixel the texture is read where the pixel
 * came from, bilinearly. Cells that do not move are copied from `still`, the picture without motion.
 */
export class Warp {
  readonly #u = new Int32Array(NODES * NODES);
  readonly #v = new Int32Array(NODES * NODES);

  draw(texture: Planes, still: Planes, field: MotionField, out: Planes): void {
    this.#place(field);
    out.y.set(still.y);
    out.u.set(still.u);
    out.v.set(still.v);
    for (let row = 0; row < NODES - 1; row++) {
      for (let column = 0; column < NODES - 1; column++) {
        const node = row * NODES + column;
        if (rests(field, node)) continue;
        this.#drawCell(texture, out, node, row, column);
      }
    }
  }

  /** Where in the luma texture each node comes from, kept far enough inside that its right and lower neighbour exist. */
  #place(field: MotionField): void {
    const highest = (FACE_SIZE * 2 - 3) * ONE;
    for (let row = 0, i = 0; row < NODES; row++) {
      for (let column = 0; column < NODES; column++, i++) {
        const u = (2 * (column * CELL - field.x[i]!) + 0.5) * ONE;
        const v = (2 * (row * CELL - field.y[i]!) + 0.5) * ONE;
        this.#u[i] = Math.min(highest, Math.max(0, u));
        this.#v[i] = Math.min(highest, Math.max(0, v));
      }
    }
  }

  #drawCell(texture: Planes, out: Planes, node: number, row: number, column: number): void {
    const u = this.#u;
    const v = this.#v;
    const below = node + NODES;
    const u0 = u[node]!;
    const v0 = v[node]!;
    // Change along the left edge per row, of the step along a row at the top, and of that step per row.
    const leftU = (u[below]! - u0) / CELL;
    const leftV = (v[below]! - v0) / CELL;
    const stepU = (u[node + 1]! - u0) / CELL;
    const stepV = (v[node + 1]! - v0) / CELL;
    const growU = ((u[below + 1]! - u[below]!) / CELL - stepU) / CELL;
    const growV = ((v[below + 1]! - v[below]!) / CELL - stepV) / CELL;
    for (let r = 0; r < CELL; r++) {
      const at = (row * CELL + r) * out.width + column * CELL;
      const su = (stepU + growU * r) | 0;
      const sv = (stepV + growV * r) | 0;
      sampleRow(texture.y, texture.width, out.y, at, CELL, (u0 + leftU * r) | 0, (v0 + leftV * r) | 0, su, sv);
    }
    // Chroma texels are twice as large: half the luma position, a quarter texel on for the centres to agree.
    for (let r = 0; r < CELL; r += 2) {
      const at = ((row * CELL + r) * out.width) / 4 + (column * CELL) / 2;
      const cu = ((u0 + leftU * r) / 2 + ONE / 4) | 0;
      const cv = ((v0 + leftV * r) / 2 + ONE / 4) | 0;
      const su = (stepU + growU * r) | 0;
      const sv = (stepV + growV * r) | 0;
      sampleRow(texture.u, texture.width >> 1, out.u, at, CELL / 2, cu, cv, su, sv);
      sampleRow(texture.v, texture.width >> 1, out.v, at, CELL / 2, cu, cv, su, sv);
    }
  }
}

/** Less than this, in pixels, is no motion: the encoder could not tell. */
const STILL = 0.004;

function rests({ x, y }: MotionField, node: number): boolean {
  const quiet = (i: number): boolean => Math.abs(x[i]!) < STILL && Math.abs(y[i]!) < STILL;
  return quiet(node) && quiet(node + 1) && quiet(node + NODES) && quiet(node + NODES + 1);
}

/** Fills `count` pixels of one row from `texture`, walking it from (`u`, `v`); the hot loop, integers only. */
function sampleRow(
  texture: Uint8Array,
  stride: number,
  out: Uint8Array,
  at: number,
  count: number,
  u: number,
  v: number,
  stepU: number,
  stepV: number,
): void {
  for (const end = at + count; at < end; at++) {
    const from = Math.imul(v >> 16, stride) + (u >> 16);
    const fu = (u >> 8) & 255;
    const a = texture[from]!;
    const c = texture[from + stride]!;
    const top = (a << 8) + Math.imul(texture[from + 1]! - a, fu);
    const bottom = (c << 8) + Math.imul(texture[from + stride + 1]! - c, fu);
    out[at] = ((top << 8) + Math.imul(bottom - top, (v >> 8) & 255) + 32768) >> 16;
    u += stepU;
    v += stepV;
  }
}
