/** WASI preview 1 error numbers and file types, under their names in the specification. */
const ERRNO = { success: 0, badf: 8, spipe: 70 } as const;
const FILE_TYPE = { characterDevice: 2, directory: 3, regularFile: 4 } as const;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;
/** The one directory a program sees, on the first descriptor behind the standard ones. */
export const DIRECTORY_FD = 3;
export const DIRECTORY = '/o';

/** Thrown to leave a program that ended itself. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit code ${code}`);
  }
}

/** Bytes written so far; grows by doubling. */
export class MemoryFile {
  #bytes = new Uint8Array(64 * 1024);
  #size = 0;
  #position = 0;

  write(data: Uint8Array): void {
    const end = this.#position + data.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = grown;
    }
    this.#bytes.set(data, this.#position);
    this.#position = end;
    this.#size = Math.max(this.#size, end);
  }

  seek(offset: number, whence: number): number {
    const base = [0, this.#position, this.#size][whence] ?? 0;
    return (this.#position = Math.max(0, base + offset));
  }

  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }
}

/** What one run of a program has open. */
export interface Run {
  readonly argv: readonly Buffer[];
  readonly files: Map<number, MemoryFile>;
  nextFd: number;
  /** The file that was opened last. */
  latest: MemoryFile | undefined;
}

/** @returns The calls of WASI that a program makes, with files in memory only. */
export function wasi(run: () => Run, memory: () => WebAssembly.Memory): Record<string, (...args: never[]) => unknown> {
  const view = (): DataView => new DataView(memory().buffer);
  return {
    args_sizes_get(countAt: number, sizeAt: number): number {
      view().setUint32(countAt, run().argv.length, true);
      view().setUint32(sizeAt, Buffer.concat(run().argv).length, true);
      return ERRNO.success;
    },
    args_get(pointersAt: number, stringsAt: number): number {
      let at = stringsAt;
      run().argv.forEach((arg, i) => {
        view().setUint32(pointersAt + 4 * i, at, true);
        new Uint8Array(memory().buffer).set(arg, at);
        at += arg.length;
      });
      return ERRNO.success;
    },
    clock_time_get(_clock: number, _precision: bigint, timeAt: number): number {
      view().setBigUint64(timeAt, process.hrtime.bigint(), true);
      return ERRNO.success;
    },
    fd_close: (fd: number): number => (run().files.delete(fd) ? ERRNO.success : ERRNO.badf),
    fd_fdstat_get(fd: number, statAt: number): number {
      const type =
        fd === DIRECTORY_FD ? FILE_TYPE.directory : fd > 2 ? FILE_TYPE.regularFile : FILE_TYPE.characterDevice;
      view().setUint8(statAt, type);
      view().setUint16(statAt + 2, 0, true);
      view().setBigUint64(statAt + 8, ALL_RIGHTS, true);
      view().setBigUint64(statAt + 16, ALL_RIGHTS, true);
      return ERRNO.success;
    },
    fd_fdstat_set_flags: (): number => ERRNO.success,
    fd_prestat_get(fd: number, prestatAt: number): number {
      if (fd !== DIRECTORY_FD) return ERRNO.badf;
      view().setUint8(prestatAt, 0);
      view().setUint32(prestatAt + 4, DIRECTORY.length, true);
      return ERRNO.success;
    },
    fd_prestat_dir_name(_fd: number, nameAt: number): number {
      new Uint8Array(memory().buffer).set(Buffer.from(DIRECTORY), nameAt);
      return ERRNO.success;
    },
    fd_read(_fd: number, _vectors: number, _count: number, readAt: number): number {
      view().setUint32(readAt, 0, true);
      return ERRNO.success;
    },
    fd_seek(fd: number, offset: bigint, whence: number, positionAt: number): number {
      const file = fd > 2 ? run().files.get(fd) : undefined;
      if (!file) return ERRNO.spipe;
      view().setBigUint64(positionAt, BigInt(file.seek(Number(offset), whence)), true);
      return ERRNO.success;
    },
    fd_write(fd: number, vectorsAt: number, count: number, writtenAt: number): number {
      const file = run().files.get(fd);
      if (!file) return ERRNO.badf;
      let written = 0;
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectorsAt + 8 * i, true);
        const length = view().getUint32(vectorsAt + 8 * i + 4, true);
        file.write(new Uint8Array(memory().buffer, at, length));
        written += length;
      }
      view().setUint32(writtenAt, written, true);
      return ERRNO.success;
    },
    path_open(...args: unknown[]): number {
      const file = (run().latest = new MemoryFile());
      run().files.set(run().nextFd, file);
      view().setUint32(args[8] as number, run().nextFd++, true);
      return ERRNO.success;
    },
    proc_exit(code: number): never {
      throw new Exit(code);
    },
  };
}
