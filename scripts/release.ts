/**
 * The steps of a release that a machine takes; RELEASING.md has them all.
 *
 *   npm run release -- owner NAME       names the account that publishes the action, everywhere
 *   npm run release -- prepare 1.2.3    sets the version, and dates its section of the changelog
 *   npm run release -- notes            prints that section; fails where version, tag and changelog do not agree
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { REPOSITORY } from './repository.ts';

/** What says which version this is. */
export interface VersionFiles {
  readonly packageJson: string;
  readonly packageLock: string;
  readonly versionTs: string;
  readonly changelog: string;
}
const FILES: Record<keyof VersionFiles, string> = {
  packageJson: 'package.json',
  packageLock: 'package-lock.json',
  versionTs: 'src/version.ts',
  changelog: 'CHANGELOG.md',
};

/**
 * The notes of the release that is due: the section of its version in the changelog.
 * @throws where the files name different versions, the tag another one, or the changelog says nothing of it
 */
export function notesOf(files: VersionFiles, tag?: string): string {
  const { version } = JSON.parse(files.packageJson) as { version: string };
  const others = {
    'package-lock.json': (JSON.parse(files.packageLock) as { version: string }).version,
    'src/version.ts': /VERSION = '(.*)'/.exec(files.versionTs)?.[1],
    ...(tag !== undefined && { 'the tag': tag.replace(/^v/, '') }),
  };
  for (const [where, other] of Object.entries(others)) {
    if (other !== version) throw new Error(`package.json says ${version}, ${where} says ${other}.`);
  }
  // `## 1.2.3`, `## [1.2.3] - 2026-11-21`
  const sections = files.changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\[?v?([^\]\s]+)/.exec(text)?.[1] === version);
  if (/^.*unreleased/i.test(section ?? '')) throw new Error(`CHANGELOG.md calls ${version} unreleased.`);
  const notes = section?.replace(/^.*\n/, '').trim() ?? '';
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return notes;
}

/**
 * The same files with another version. The section `Unreleased` of the changelog, or `1.2.3 (unreleased)`, becomes its.
 * @throws where the changelog has no such section, or one of this version or a newer one that is released
 */
export function withVersion(files: VersionFiles, version: string, date: string): VersionFiles {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`'${version}' is no version such as 1.2.3.`);
  const heading = /^## .*unreleased.*$/im;
  const released = [...files.changelog.matchAll(/^## \[?v?(\d+\.\d+\.\d+)(?!.*unreleased)/gim)].map(
    ([, found = '']) => found,
  );
  const [newest] = released.toSorted(byNumber).reverse();
  if (newest !== undefined && byNumber(version, newest) <= 0)
    throw new Error(`${version} is not newer than ${newest}, which CHANGELOG.md calls released.`);
  if (!heading.test(files.changelog))
    throw new Error(
      "CHANGELOG.md has no section that is unreleased: write one, '## Unreleased', above the others.",
    );
  const old = `"version": "${(JSON.parse(files.packageJson) as { version: string }).version}"`;
  return {
    packageJson: files.packageJson.replace(old, `"version": "${version}"`),
    // Once of the project, once of its first package, which is the project.
    packageLock: files.packageLock
      .replace(old, `"version": "${version}"`)
      .replace(old, `"version": "${version}"`),
    versionTs: files.versionTs.replace(/VERSION = '.*'/, `VERSION = '${version}'`),
    changelog: files.changelog.replace(heading, `## ${version} - ${date}`),
  };
}

/** The order of two versions. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** A file that names the action as the repository of another owner. What only holds as long as nobody publishes it goes. */
export function withOwner(text: string, repository: string, owner: string): string {
  const [before = '', name = ''] = repository.split('/');
  return text
    .replace(/ ?<!-- unpublished -->[^]*?<!-- \/unpublished -->/g, '')
    .replaceAll(repository, `${owner}/${name}`)
    .replaceAll(new RegExp(`^(\\* )@${before}$`, 'gm'), `$1@${owner}`);
}

function main([command, argument = '']: string[]): void {
  const read = (path: string): string => readFileSync(path, 'utf8');
  const files = (): VersionFiles => ({
    packageJson: read(FILES.packageJson),
    packageLock: read(FILES.packageLock),
    versionTs: read(FILES.versionTs),
    changelog: read(FILES.changelog),
  });
  if (command === 'notes') {
    const { GITHUB_REF_TYPE, GITHUB_REF_NAME } = process.env;
    console.log(notesOf(files(), GITHUB_REF_TYPE === 'tag' ? GITHUB_REF_NAME : undefined));
  } else if (command === 'prepare') {
    const changed = withVersion(files(), argument, new Date().toISOString().slice(0, 10));
    for (const [name, path] of Object.entries(FILES))
      writeFileSync(path, changed[name as keyof VersionFiles]);
    console.log(`${Object.values(FILES).join(', ')} say ${argument}. Build dist/ next: npm run build`);
  } else if (command === 'owner') {
    if (!/^[a-z\d](-?[a-z\d]){0,38}$/i.test(argument))
      throw new Error(`'${argument}' is no account of GitHub.`);
    const tracked = execFileSync('git', ['ls-files', '-z', '--', ':!dist'], { encoding: 'utf8' }).split('\0');
    const named = tracked.filter((path) => {
      if (path === '' || /\.png$/.test(path)) return false;
      const text = read(path);
      const changed = withOwner(text, REPOSITORY, argument);
      if (changed !== text) writeFileSync(path, changed);
      return changed !== text;
    });
    // A longer or shorter name moves the columns of tables.
    const prettier = [
      'node_modules/prettier/bin/prettier.cjs',
      '--write',
      '--ignore-unknown',
      '--log-level=warn',
    ];
    if (named.length > 0) execFileSync(process.execPath, [...prettier, ...named], { stdio: 'inherit' });
    console.log([...named, `${named.length} files name ${argument} now.`].join('\n'));
  } else {
    throw new Error('Say `owner NAME`, `prepare 1.2.3` or `notes`.');
  }
}

if (import.meta.main) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(
      `Nothing was changed or released. ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  }
}
