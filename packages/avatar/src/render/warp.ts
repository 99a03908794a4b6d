import { FACE_SIZE } from '../ports.js';
import { CELL, NODES, type MotionField } from './motion-field.js';
import { copyPlanes, halved, planesOf, type Planes } from '../planes.js';
import { WARP_KERNEL } from './warp-kernel.js';

/** Positions in the texture have 16 fraction bits. */
const ONE = 65536;
/** Displacements below this, in pixels, count as no motion: no encoder would show them. */
const STILL = 0.004;
const LOWEST = 256;
const WASM_PAGE_BYTES = 65536;

/** Draws four pixels in each of two places at a time; the parameters are described in kernel/warp.wat. */
type WarpKernel = (
  nodes: number,
  texture: number,
  texture2: number,
  stride: number,
  out: number,
  out2: number,
  outStride: number,
  cell: number,
  chroma: 0 | 1,
) => void;

/**
 * Draws a texture of twice the size through a motion field: each pixel is read where it came from, bilinearly. Parts
 * that do not move are copied from the picture at rest. The pixels live in WebAssembly memory, one set per thread.
 */
export class Warp {
  readonly #texture: Planes;
  /** The picture at rest: always the texture at half its size. */
  readonly #still: Uint8Array<ArrayBuffer>;
  readonly #out: Uint8Array<ArrayBuffer>;
  readonly #nodes: Int32Array;
  readonly #warp: WarpKernel;

  constructor(texture: Planes) {
    const textureBytes = (texture.width * texture.height * 3) / 2;
    const pictureBytes = (FACE_SIZE * FACE_SIZE * 3) / 2;
    const nodeBytes = NODES * NODES * 8;
    const bytes = textureBytes + pictureBytes + nodeBytes;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / WASM_PAGE_BYTES) });
    const pixels = new Uint8Array(memory.buffer);
    this.#texture = planesOf(texture.width, texture.height, pixels.subarray(0, textureBytes));
    this.#still = new Uint8Array(pictureBytes);
    this.#out = pixels.subarray(textureBytes, textureBytes + pictureBytes);
    this.#nodes = new Int32Array(memory.buffer, textureBytes + pictureBytes, NODES * NODES * 2);
    const module = new WebAssembly.Module(Buffer.from(WARP_KERNEL, 'base64'));
    this.#warp = new WebAssembly.Instance(module, { env: { memory } }).exports['warp'] as WarpKernel;
    this.put(texture, 0, 0);
  }

  /** Replaces a part of what is drawn. @param x,y Where its upper left corner is in the picture, even numbers. */
  put(part: Planes, x: number, y: number): void {
    copyPlanes(part, this.#texture, 2 * x, 2 * y);
    copyPlanes(halved(part), planesOf(FACE_SIZE, FACE_SIZE, this.#still), x, y);
  }

  /** @param out Receives the picture: I420, 512×512. */
  draw(field: MotionField, out: Uint8Array): void {
    this.#place(field);
    this.#out.set(this.#still);
    const nodes = this.#nodes.byteOffset;
    const { y, u, v, width } = this.#texture;
    const to = planesOf(FACE_SIZE, FACE_SIZE, this.#out);
    const [luma, cb, cr] = [to.y.byteOffset, to.u.byteOffset, to.v.byteOffset];
    this.#warp(nodes, y.byteOffset, y.byteOffset, width, luma, luma + CELL / 2, FACE_SIZE, CELL, 0);
    this.#warp(nodes, u.byteOffset, v.byteOffset, width / 2, cb, cr, FACE_SIZE / 2, CELL / 2, 1);
    out.set(this.#out);
  }

  /**
   * Computes where each node is read from, kept inside the texture: at the far edges by the neighbours that are read as
   * well, at the near ones by what the kernel's steps may lose by rounding down.
   */
  #place({ x, y }: MotionField): void {
    const highest = (FACE_SIZE * 2 - 3) * ONE;
    for (let row = 0, i = 0; row < NODES; row++) {
      for (let column = 0; column < NODES; column++, i++) {
        this.#nodes[2 * i] = Math.min(highest, Math.max(LOWEST, from(column, x[i]!)));
        this.#nodes[2 * i + 1] = Math.min(highest, Math.max(LOWEST, from(row, y[i]!)));
      }
    }
  }
}

/**
 * @returns Position in the luma texture of the point that is seen at the node, moved there by `displacement` pixels.
 */
function from(node: number, displacement: number): number {
  const moved = Math.abs(displacement) < STILL ? 0 : displacement;
  return Math.round((2 * (node * CELL - moved) + 0.5) * ONE);
}
