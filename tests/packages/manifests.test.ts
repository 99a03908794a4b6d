import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly repository?: { readonly directory?: string };
  readonly bugs?: string;
  readonly publishConfig?: { readonly access?: string };
  readonly sideEffects?: boolean | readonly string[];
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const manifestOf = (folder: string): Manifest => JSON.parse(read(`${folder}/package.json`)) as Manifest;
const folders = ['packages', 'apps'].flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`));
const root = manifestOf('.');
/** Built by a bundler into a page: the Node of the reader's server means nothing to them. */
const IN_BROWSERS = ['packages/client', 'packages/react', 'packages/element', 'apps/talk'];

describe.each(folders)('%s, as it is published', (folder) => {
  const manifest = manifestOf(folder);

  it('says what it is, where it comes from and who may use it', () => {
    expect(manifest).toMatchObject({
      version: root.version,
      license: 'Apache-2.0',
      description: expect.stringMatching(/\w{3,}/) as string,
      repository: { directory: folder },
      bugs: expect.stringMatching(/^https:/) as string,
      publishConfig: { access: 'public' },
    });
    expect(manifest.sideEffects).toBeDefined();
    expect(manifest.keywords?.length).toBeGreaterThanOrEqual(3);
  });

  it('brings a page to read and the licence', () => {
    expect(read(`${folder}/README.md`)).toMatch(new RegExp(`^# ${manifest.name}\n`));
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
  });

  it('asks for a version of Node only where it runs in Node', () => {
    expect(manifest.engines?.node).toBe(IN_BROWSERS.includes(folder) ? undefined : '>=20.11');
  });
});

/** Everything that an installation of one of our packages brings by name, those of others not followed further. */
function broughtBy(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const folder = folders.find((one) => manifestOf(one).name === name);
  for (const dependency of Object.keys((folder && manifestOf(folder).dependencies) ?? {})) broughtBy(dependency, seen);
  return seen;
}

describe('an installation', () => {
  it.each(['@visavis/speech', '@visavis/providers', '@visavis/store', '@visavis/sound', '@visavis/worker'])(
    'of %s brings no WebRTC, no Opus and no FFmpeg',
    (name) => {
      const brought = broughtBy(name);
      for (const native of ['node-datachannel', '@evan/opus', 'node-av']) expect(brought).not.toContain(native);
    },
  );

  it.each(['@visavis/media', '@visavis/avatar', '@visavis/session', '@visavis/caller', '@visavis/client'])(
    'of %s brings no FFmpeg, whose licence is the GPL',
    (name) => expect(broughtBy(name)).not.toContain('node-av'),
  );

  it('of the server brings all of them', () => {
    const brought = broughtBy('visavis');
    for (const native of ['node-datachannel', '@evan/opus', 'node-av']) expect(brought).toContain(native);
  });
});
