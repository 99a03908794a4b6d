import type { Face } from '../faces/face.js';
import { halved, halvePlane, planesOf, type Planes } from '../planes.js';
import { CELL } from './head-field.js';
import { clamp } from './math.js';
import { WARP_KERNEL } from './warp-kernel.js';

/** Positions in the texture have 16 fraction bits. */
const ONE = 65536;
/** Displacements up to a hundredth of a texel count as no motion: no encoder would show them. */
const STILL = ONE / 128;
/** Nearest to the upper and left edges that a node reads: what the kernel's steps may lose by rounding down. */
const LOWEST = 256;
const WASM_PAGE_BYTES = 65536;
const CELL_BYTES = 12;
/** Levels of luma for shares of 0…255. */
const GREYS = Uint8Array.from({ length: 256 }, (_, share) => Math.round(16 + (share * 219) / 255));
const [EIGHT_WHITE] = new Float64Array(new Uint8Array(CELL).fill(GREYS[255]!).buffer) as unknown as [number];

/** The loops of kernel/warp.wat, which describes their parameters. */
interface Kernel {
  warp(...parameters: number[]): void;
  over(...parameters: number[]): void;
}

/** Cells of the picture that are drawn in one go, as the kernel reads them. */
export class CellList {
  #length = 0;

  constructor(
    private readonly entries: Int32Array,
    private readonly warp: { nodes: number; columns: number },
  ) {}

  get from(): number {
    return this.entries.byteOffset;
  }

  get end(): number {
    return this.entries.byteOffset + this.#length * CELL_BYTES;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Where the first pixel of each cell is in a plane of luma. */
  *firstPixels(): Iterable<number> {
    for (let i = 0; i < this.#length; i++) yield this.entries[3 * i + 1]!;
  }

  add(column: number, row: number): void {
    const { nodes, columns } = this.warp;
    const width = columns * CELL;
    const at = this.#length++ * 3;
    this.entries[at] = nodes + (row * (columns + 1) + column) * 8;
    this.entries[at + 1] = row * CELL * width + column * CELL;
    this.entries[at + 2] = (row * CELL * width) / 4 + (column * CELL) / 2;
  }
}

/**
 * The pixels of one renderer, in WebAssembly memory: draws cells of a face's portrait from where their nodes say, and lays
 * them over what is behind: the background or, for a face of one layer, its portrait at rest.
 */
export class Warp {
  readonly portrait: Planes;
  /** The picture. */
  readonly out: Planes;
  /** Memory that the pixels take. */
  readonly bytes: number;
  /** Cells that show the person, and those of them that show its edge. */
  readonly person: CellList;
  readonly edge: CellList;
  readonly #columns: number;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  readonly #behind: Uint8Array<ArrayBuffer>;
  /** The matte at the size of luma and of chroma, and the same as it is seen. */
  readonly #matte: readonly [luma: Uint8Array, chroma: Uint8Array];
  readonly #alpha: Planes;
  /** How much of each pixel is person, as grey; where the page is seen behind. */
  readonly opacity: Uint8Array | undefined;
  /** The same, eight pixels at a time: the line of a cell. */
  readonly #covers: Float64Array | undefined;
  readonly #nodes: Int32Array;
  readonly #kernel: Kernel;

  constructor({ portrait, matte, background, transparent }: Face) {
    const [width, height] = [portrait.width / 2, portrait.height / 2];
    const [columns, rows] = [width / CELL, height / CELL];
    const picture = (width * height * 3) / 2;
    const nodes = (columns + 1) * (rows + 1) * 2;
    const list = columns * rows * 3;
    const sizes = [
      4 * picture,
      4 * width * height,
      width * height,
      picture,
      picture,
      picture,
      4 * nodes,
      4 * list,
      4 * list,
    ];
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + aligned(size), 0));
    const bytes = starts.at(-1)! + sizes.at(-1)!;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / WASM_PAGE_BYTES) });
    const part = (i: number): Uint8Array<ArrayBuffer> => new Uint8Array(memory.buffer, starts[i], sizes[i]);
    this.bytes = memory.buffer.byteLength + (transparent ? width * height : 0);
    this.#columns = columns;
    this.portrait = planesOf(portrait.width, portrait.height, part(0));
    this.#matte = [part(1), part(2)];
    this.#behind = part(3);
    this.#pixels = part(4);
    this.out = planesOf(width, height, this.#pixels);
    this.#alpha = planesOf(width, height, part(5));
    this.opacity = transparent && new Uint8Array(width * height);
    this.#covers = this.opacity && new Float64Array(this.opacity.buffer);
    this.#nodes = new Int32Array(memory.buffer, starts[6], nodes);
    const grid = { nodes: this.#nodes.byteOffset, columns };
    this.person = new CellList(new Int32Array(memory.buffer, starts[7], list), grid);
    this.edge = new CellList(new Int32Array(memory.buffer, starts[8], list), grid);
    const module = new WebAssembly.Module(Buffer.from(WARP_KERNEL, 'base64'));
    this.#kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
    const behind = background ?? halved(portrait);
    for (const plane of ['y', 'u', 'v'] as const) {
      this.portrait[plane].set(portrait[plane]);
      planesOf(width, height, this.#behind)[plane].set(behind[plane]);
    }
    if (!matte) return;
    this.#matte[0].set(matte);
    halvePlane(matte, portrait.width, this.#matte[1]);
  }

  /** Shows what is behind the person, and nothing else. */
  clear(): void {
    this.#pixels.set(this.#behind);
    this.person.clear();
    this.edge.clear();
    this.opacity?.fill(GREYS[0]!);
  }

  /** Says where a node reads the portrait, luma texels; kept inside it. */
  place(node: number, u: number, v: number): void {
    const { width, height } = this.portrait;
    this.#nodes[2 * node] = clamp(u * ONE, LOWEST, (width - 3) * ONE);
    this.#nodes[2 * node + 1] = clamp(v * ONE, LOWEST, (height - 3) * ONE);
  }

  /** Says that nothing is seen behind the person at a cell. */
  cover(column: number, row: number): void {
    const covers = this.#covers;
    if (!covers) return;
    const first = row * CELL * this.#columns + column;
    for (let at = first; at < first + CELL * this.#columns; at += this.#columns) covers[at] = EIGHT_WHITE;
  }

  /** @returns Whether the upper left node of the cell, and the ones beside it, read the portrait where they are. */
  isStill(column: number, row: number): boolean {
    const across = this.#columns + 1;
    for (let corner = 0; corner < 4; corner++) {
      const x = column + (corner & 1);
      const y = row + (corner >> 1);
      const node = 2 * (y * across + x);
      if (Math.abs(this.#nodes[node]! - restOf(x)) > STILL || Math.abs(this.#nodes[node + 1]! - restOf(y)) > STILL)
        return false;
    }
    return true;
  }

  /** Draws the cells of {@link person}. */
  draw(): void {
    this.#warp(this.person, [this.portrait.y, this.portrait.u, this.portrait.v], this.out);
  }

  /** Lets what is behind be seen at the cells of {@link edge}. */
  layOver(): void {
    const { from, end } = this.edge;
    if (from === end) return;
    const [luma, chroma] = this.#matte;
    this.#warp(this.edge, [luma, chroma, chroma], this.#alpha);
    const { width, height, y, u, v } = this.out;
    const behind = planesOf(width, height, this.#behind);
    const alpha = this.#alpha;
    this.#kernel.over(from, end, alpha.y.byteOffset, behind.y.byteOffset, y.byteOffset, width, CELL, 0);
    for (const [under, plane] of [
      [behind.u, u],
      [behind.v, v],
    ] as const)
      this.#kernel.over(from, end, alpha.u.byteOffset, under.byteOffset, plane.byteOffset, width / 2, CELL / 2, 1);
    const { opacity } = this;
    if (!opacity) return;
    for (const first of this.edge.firstPixels())
      for (let line = first; line < first + CELL * width; line += width)
        for (let at = line; at < line + CELL; at++) opacity[at] = GREYS[alpha.y[at]!]!;
  }

  #warp({ from, end }: CellList, [y, u, v]: readonly Uint8Array[], to: Planes): void {
    const under = (this.#columns + 1) * 8;
    const stride = this.portrait.width;
    const [luma, cb, cr] = [to.y.byteOffset, to.u.byteOffset, to.v.byteOffset];
    const { warp } = this.#kernel;
    warp(from, end, under, y!.byteOffset, y!.byteOffset, stride, luma, luma + CELL / 2, to.width, CELL, 0);
    warp(from, end, under, u!.byteOffset, v!.byteOffset, stride / 2, cb, cr, to.width / 2, CELL / 2, 1);
  }
}

/** Where a node at rest reads: a pixel is the mean of four texels. */
const restOf = (node: number): number => (2 * CELL * node + 0.5) * ONE;

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;
