/** What says which version this is. */
export interface VersionFiles {
  readonly packageJson: string;
  readonly packageLock: string;
  readonly versionTs: string;
  readonly changelog: string;
}

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
