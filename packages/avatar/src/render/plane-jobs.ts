import type { Planes } from '../planes.js';
import { BLACK } from './colour.js';

/** How a cell is drawn in luma, or in both planes of chroma at half the size. */
export interface PlaneJob {
  /** Planes of the portrait, and the bytes in a row of them. */
  readonly planes: readonly Uint8Array[];
  readonly stride: number;
  /** A place in luma texels × scale + shift is the place in these planes. */
  readonly scale: number;
  readonly shift: number;
  /** Planes of the picture, and the bytes in a row of them. */
  readonly outs: readonly Uint8Array[];
  readonly outStride: number;
  /** Pixels along one side of a cell. */
  readonly size: number;
  /** Where the first pixel is in the cell, in pixels of these planes. */
  readonly phase: number;
  /** First channel of a {@link Colour}, and the level that black has there. */
  readonly channel: 0 | 1;
  readonly black: number;
}

/** @param size Luma pixels along one side of a cell. @returns Luma, then chroma. */
export function planeJobs(portrait: Planes, out: Planes, size: number): readonly [luma: PlaneJob, chroma: PlaneJob] {
  return [
    {
      planes: [portrait.y],
      stride: portrait.width,
      scale: 1,
      shift: 0,
      outs: [out.y],
      outStride: out.width,
      size,
      phase: 0,
      channel: 0,
      black: BLACK[0],
    },
    {
      planes: [portrait.u, portrait.v],
      stride: portrait.width / 2,
      scale: 0.5,
      shift: -0.25,
      outs: [out.u, out.v],
      outStride: out.width / 2,
      size: size / 2,
      phase: 0.25,
      channel: 1,
      black: BLACK[1],
    },
  ];
}

/** Reads a plane between its texels, bilinearly. @param x,y Inside the plane, at most its last texel but one. */
export function texel(plane: Uint8Array, stride: number, x: number, y: number): number {
  const column = x | 0;
  const row = y | 0;
  const at = row * stride + column;
  const fx = x - column;
  const top = plane[at]! + (plane[at + 1]! - plane[at]!) * fx;
  const under = at + stride;
  const bottom = plane[under]! + (plane[under + 1]! - plane[under]!) * fx;
  return top + (bottom - top) * (y - row);
}
