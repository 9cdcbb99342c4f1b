/** Prints the notes of the release that is due; fails where version, tag and changelog do not agree. */
import { readFileSync } from 'node:fs';

import { notesOf } from './release.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const { GITHUB_REF_TYPE, GITHUB_REF_NAME } = process.env;
try {
  const files = {
    packageJson: read('package.json'),
    packageLock: read('package-lock.json'),
    versionTs: read('src/version.ts'),
    changelog: read('CHANGELOG.md'),
  };
  console.log(notesOf(files, GITHUB_REF_TYPE === 'tag' ? GITHUB_REF_NAME : undefined));
} catch (error) {
  console.error(`Nothing was released. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
