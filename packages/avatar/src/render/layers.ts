/** How much of a cell is person. */
export const EMPTY = 0;
export const EDGE = 1;
export const SOLID = 2;
export type Layer = typeof EMPTY | typeof EDGE | typeof SOLID;

/** Side of the blocks of the portrait of which it is known whether they are person, texels. */
const BLOCK = 4;
/** A cell shows up to this many blocks to each side of its middle: 16 texels, and half as many again where it is stretched. */
const AROUND = 3;

/** Says of each place of the portrait whether the cell that shows it is person, background or the edge between them. */
export class Layers {
  readonly #columns: number;
  readonly #rows: number;
  readonly #layers: Uint8Array;

  /** @param matte Share of the person in each luma texel. @param width,height Of the portrait, texels. */
  constructor(matte: Uint8Array, width: number, height: number) {
    this.#columns = width / BLOCK;
    this.#rows = height / BLOCK;
    const blocks = Array.from({ length: this.#columns * this.#rows }, (_, i) =>
      layerOf(matte, width, (i % this.#columns) * BLOCK, Math.floor(i / this.#columns) * BLOCK),
    );
    this.#layers = Uint8Array.from(blocks, (_, i) => this.#around(blocks, i));
  }

  /** @param u,v The middle of what the cell shows, luma texels. */
  at(u: number, v: number): Layer {
    const column = Math.min(this.#columns - 1, Math.max(0, Math.floor(u / BLOCK)));
    const row = Math.min(this.#rows - 1, Math.max(0, Math.floor(v / BLOCK)));
    return this.#layers[row * this.#columns + column] as Layer;
  }

  #around(blocks: readonly Layer[], i: number): Layer {
    const [column, row] = [i % this.#columns, Math.floor(i / this.#columns)];
    for (let y = Math.max(0, row - AROUND); y <= Math.min(this.#rows - 1, row + AROUND); y++)
      for (let x = Math.max(0, column - AROUND); x <= Math.min(this.#columns - 1, column + AROUND); x++)
        if (blocks[y * this.#columns + x] !== blocks[i]) return EDGE;
    return blocks[i]!;
  }
}

function layerOf(matte: Uint8Array, width: number, left: number, top: number): Layer {
  let [least, most] = [255, 0];
  for (let y = top; y < top + BLOCK; y++)
    for (let x = left; x < left + BLOCK; x++) {
      const share = matte[y * width + x]!;
      if (share < least) least = share;
      if (share > most) most = share;
    }
  return least === 255 ? SOLID : most === 0 ? EMPTY : EDGE;
}
