import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, transform } from 'esbuild';
import ts from 'typescript';
import type { GuidePage } from './guide-pages.js';

const FOLDER = resolve('test-results/guide');
const IMPORTS = /^import .*?'\.\/([\w-]+)\.js';$/gm;

const STRICT: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

/** The programs of the guide's pages, as modules that import each other by the names of their pages. */
export class Programs {
  readonly #pages: ReadonlyMap<string, GuidePage>;

  private constructor(pages: readonly GuidePage[]) {
    this.#pages = new Map(pages.map((page) => [page.name, page]));
  }

  static async write(pages: readonly GuidePage[]): Promise<Programs> {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await Promise.all(pages.map((page) => writeFile(fileOf(page.name), page.blocks.join('\n'))));
    return new Programs(pages);
  }

  /** @returns What the compiler finds wrong in any of them, one line each. */
  check(): string[] {
    const program = ts.createProgram([...this.#pages.keys()].map(fileOf), STRICT);
    return ts.getPreEmitDiagnostics(program).map(describe);
  }

  /** Everything that several pages spell out together, as one script for a browser. */
  async bundle(names: readonly string[]): Promise<string> {
    const entry = names.map((name) => `import './${name}.js';`).join('');
    const { outputFiles } = await build({
      stdin: { contents: entry, resolveDir: FOLDER, loader: 'ts' },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    return outputFiles[0]!.text;
  }

  /** The markup for them: that of the pages whose programs they import comes first. */
  async markup(names: readonly string[]): Promise<string> {
    const needed = new Set<string>();
    const need = async (name: string): Promise<void> => {
      const source = await readFile(fileOf(name), 'utf8');
      for (const [, imported] of source.matchAll(IMPORTS)) await need(imported!);
      needed.add(name);
    };
    for (const name of names) await need(name);
    return [...needed].map((name) => this.#pages.get(name)!.html).join('');
  }
}

/** @throws {Error} When a block is no code by itself but a fragment. */
export async function parse(block: string): Promise<void> {
  await transform(block, { loader: 'ts', logLevel: 'silent' });
}

const fileOf = (name: string): string => resolve(FOLDER, `${name}.ts`);

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const at = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  return `${file?.fileName ?? ''}:${at} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
