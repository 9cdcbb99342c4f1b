/**
 * The last step of the build: writes dist/licenses.txt, with the licence of each package that has code in dist/, as the
 * bundler counts it. (The bundler's own list leaves out packages that it merges into a module of ours.)
 * Fails where a licence is not among those that let everybody use the action.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Module, Stats } from './bundle.ts';

const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

export function writeLicenses(stats: Stats): void {
  const folders = new Set(stats.modules.flatMap(packageFolders));
  const packages = [...folders].map((folder) => {
    const {
      name,
      version,
      license = 'none',
    } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
    if (!ALLOWED.includes(license))
      throw new Error(`${name} ${version} is in dist/ with the licence ${license}.`);
    const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
    const text = file && readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    return { title: `${name} ${version}: ${license}`, license, text };
  });

  // Packages with the same text share it. Apache-2.0 names nobody: a package that comes without it has that of another one.
  const apache = packages.find(({ license, text }) => license === 'Apache-2.0' && text)?.text;
  const titles = new Map<string, string[]>();
  for (const { title, license, text = license === 'Apache-2.0' ? apache : undefined } of packages) {
    if (text === undefined) throw new Error(`${title}: in dist/ without the text of its licence.`);
    titles.set(text, [...(titles.get(text) ?? []), title].toSorted());
  }
  const groups = [...titles].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  writeFileSync('dist/licenses.txt', groups.toSorted().join(`\n${'-'.repeat(80)}\n\n`));
}

function packageFolders({ name, modules = [] }: Module): string[] {
  const folder = /^\.\/(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1];
  return [...(folder === undefined ? [] : [folder]), ...modules.flatMap(packageFolders)];
}
