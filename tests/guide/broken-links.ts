import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER } from './guide-pages.js';

/** @returns Every link of the guide that leads to no file, or to no heading of one, with the page it stands on. */
export async function brokenLinks(): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.md'));
  return (await Promise.all(files.map(brokenLinksOn))).flat();
}

async function brokenLinksOn(file: string): Promise<string[]> {
  const links = (await readFile(join(FOLDER, file), 'utf8')).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g);
  const broken = [...links].map(async ([link, path, heading]) => {
    const target = join(FOLDER, path || file);
    return (await isThere(target, heading)) ? [] : [`${file}: ${link}`];
  });
  return (await Promise.all(broken)).flat();
}

async function isThere(target: string, heading: string | undefined): Promise<boolean> {
  try {
    await access(target);
    if (heading === undefined) return true;
    const headings = (await readFile(target, 'utf8')).matchAll(/^#+ (.+)$/gm);
    return [...headings].some(([, text]) => anchorOf(text!) === heading);
  } catch {
    return false;
  }
}

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
