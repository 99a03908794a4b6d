/** Bytes of a block: small, so that a short text has several. The format allows 900,000. */
const BLOCK_BYTES = 20_000;
/** Longest run that four bytes and a count stand for. */
const LONGEST_RUN = 255;
const SHORTEST_RUN = 4;
/** Codes that share a table. */
const GROUP_CODES = 50;
const BLOCK_START = [0x314159, 0x265359] as const;
const FILE_END = [0x177245, 0x385090] as const;

/**
 * Compresses in the format of bzip2: every stage of it, with codes that all have the same length. For tests, which have
 * no other way to make such a file.
 *
 * @see J. Seward, bzip2 and libbzip2; J. Tsai, "BZIP2: Format Specification"
 */
export function bzip2(data: Uint8Array): Uint8Array {
  const bits = new BitWriter();
  for (const letter of 'BZh9') bits.write(letter.charCodeAt(0), 8);
  let fileSum = 0;
  for (let at = 0; at < data.length; at += BLOCK_BYTES) {
    const block = data.subarray(at, at + BLOCK_BYTES);
    const sum = checksum(block);
    fileSum = (((fileSum << 1) | (fileSum >>> 31)) ^ sum) >>> 0;
    for (const half of BLOCK_START) bits.write(half, 24);
    bits.write(sum >>> 16, 16);
    bits.write(sum & 0xffff, 16);
    writeBlock(bits, withCountedRuns(block));
  }
  for (const half of FILE_END) bits.write(half, 24);
  bits.write(fileSum >>> 16, 16);
  bits.write(fileSum & 0xffff, 16);
  return bits.end();
}

class BitWriter {
  readonly #bytes: number[] = [];
  #open = 0;
  #bits = 0;

  /** @param count At most 24. */
  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#open = (this.#open << 1) | ((value >>> bit) & 1);
      if (++this.#bits < 8) continue;
      this.#bytes.push(this.#open);
      this.#open = this.#bits = 0;
    }
  }

  end(): Uint8Array {
    while (this.#bits > 0) this.write(0, 1);
    return Uint8Array.from(this.#bytes);
  }
}

/** CRC-32 with the highest bit first. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return ~sum >>> 0;
}

function withCountedRuns(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] as number;
    let run = 1;
    while (run < LONGEST_RUN && bytes[at + run] === byte) run++;
    for (let i = 0; i < Math.min(run, SHORTEST_RUN); i++) out.push(byte);
    if (run >= SHORTEST_RUN) out.push(run - SHORTEST_RUN);
    at += run;
  }
  return out;
}

function writeBlock(bits: BitWriter, bytes: readonly number[]): void {
  const rotations = sortedRotations(bytes);
  const last = rotations.map((from) => bytes[(from + bytes.length - 1) % bytes.length] as number);
  const used = [...new Set(bytes)].sort((a, b) => a - b);
  const codes = codesOf(last, used);
  const alphabet = used.length + 2;
  const length = Math.max(1, Math.ceil(Math.log2(alphabet)));
  bits.write(0, 1);
  bits.write(rotations.indexOf(0), 24);
  writeUsed(bits, used);
  const groups = Math.ceil(codes.length / GROUP_CODES);
  bits.write(2, 3);
  bits.write(groups, 15);
  for (let i = 0; i < groups; i++) bits.write(0, 1);
  for (let table = 0; table < 2; table++) {
    bits.write(length, 5);
    for (let i = 0; i < alphabet; i++) bits.write(0, 1);
  }
  for (const code of codes) bits.write(code, length);
}

/** Burrows and Wheeler: the rotations in order, by the order of their first 1, 2, 4, … bytes. */
function sortedRotations(bytes: readonly number[]): number[] {
  const count = bytes.length;
  let ranks: number[] = [...bytes];
  const order = bytes.map((_, i) => i);
  for (let known = 1; ; known *= 2) {
    const before = ranks;
    const compare = (a: number, b: number): number =>
      (before[a] as number) - (before[b] as number) ||
      (before[(a + known) % count] as number) - (before[(b + known) % count] as number);
    order.sort(compare);
    ranks = new Array<number>(count).fill(0);
    for (let i = 1; i < count; i++) {
      const [one, next] = [order[i - 1] as number, order[i] as number];
      ranks[next] = (ranks[one] as number) + (compare(one, next) === 0 ? 0 : 1);
    }
    if (known >= count || ranks[order.at(-1) as number] === count - 1) return order;
  }
}

/** Positions in a list that moves each byte to its front, runs of the first one as numbers of the digits 1 and 2. */
function codesOf(bytes: readonly number[], used: readonly number[]): number[] {
  const front = [...used];
  const codes: number[] = [];
  let run = 0;
  const endRun = (): void => {
    for (; run > 0; run = (run - 1) >> 1) codes.push((run - 1) & 1);
  };
  for (const byte of bytes) {
    const position = front.indexOf(byte);
    if (position === 0) {
      run++;
      continue;
    }
    endRun();
    codes.push(position + 1);
    front.splice(position, 1);
    front.unshift(byte);
  }
  endRun();
  codes.push(used.length + 1);
  return codes;
}

function writeUsed(bits: BitWriter, used: readonly number[]): void {
  const isUsed = new Set(used);
  const rows = Array.from({ length: 16 }, (_, row) => Array.from({ length: 16 }, (__, i) => isUsed.has(16 * row + i)));
  for (const row of rows) bits.write(row.includes(true) ? 1 : 0, 1);
  for (const row of rows) if (row.includes(true)) for (const one of row) bits.write(one ? 1 : 0, 1);
}
