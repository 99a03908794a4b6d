/** @param source WebAssembly text. @returns The module. */
export declare function assemble(source: string): Promise<Uint8Array>;
