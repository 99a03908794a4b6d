import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One page of the guide: the program it spells out, and the markup that the program works on. */
export interface GuidePage {
  /** The file's name without its ending; also the name of the module. */
  readonly name: string;
  /** Its `ts` blocks, in order. */
  readonly blocks: readonly string[];
  /** Its `html` blocks together. */
  readonly html: string;
}

const FOLDER = 'docs/guide';
const INDEX = 'README';

/** A fenced block with its language (CommonMark 0.31, §4.5). */
const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** All pages but the index, by name. */
export async function readGuide(): Promise<readonly GuidePage[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.md') && file !== `${INDEX}.md`).sort();
  return Promise.all(files.map(async (file) => pageOf(file.slice(0, -'.md'.length), await markdownOf(file))));
}

/** Names of the pages that the index links, in its order. */
export async function readIndex(): Promise<readonly string[]> {
  const items = (await markdownOf(`${INDEX}.md`)).matchAll(/^\d+\. \[[^\]]+\]\(([\w-]+)\.md\)/gm);
  return [...items].map(([, name]) => name!);
}

const markdownOf = (file: string): Promise<string> => readFile(join(FOLDER, file), 'utf8');

function pageOf(name: string, markdown: string): GuidePage {
  const blocks = [...markdown.matchAll(BLOCK)].map(([, language, text]) => ({ language, text: text! }));
  const textsIn = (wanted: string) => blocks.filter(({ language }) => language === wanted).map(({ text }) => text);
  return { name, blocks: textsIn('ts'), html: textsIn('html').join('') };
}
