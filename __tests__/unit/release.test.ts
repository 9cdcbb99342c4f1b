import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { notesOf, withOwner, withVersion } from '../../scripts/release.ts';
import { ACTION, REPOSITORY } from '../../scripts/repository.ts';

const FILES = {
  packageJson: '{"version":"1.2.3"}',
  packageLock: '{"version":"1.2.3"}',
  versionTs: "export const VERSION = '1.2.3';\n",
  changelog: [
    '# Changelog',
    'All of them.',
    '## [Unreleased]',
    '- not yet',
    '## [1.2.3] - 2026-11-21',
    '',
    '### Fixed',
    '',
    '- this',
    '',
    '## 1.2.30',
    '- far future',
    '## 1.2.2',
    '- before',
    '',
  ].join('\n'),
};

describe('the notes of a release', () => {
  test('are the section of its version, and nothing else', () => {
    expect(notesOf(FILES)).toBe('### Fixed\n\n- this');
    expect(notesOf(FILES, 'v1.2.3')).toBe('### Fixed\n\n- this');
  });

  test.each([
    ['another tag', FILES, 'v1.2.4', 'the tag says 1.2.4'],
    ['another lock file', { ...FILES, packageLock: '{"version":"1.2.2"}' }, undefined, 'package-lock.json'],
    ['another source', { ...FILES, versionTs: "VERSION = '1.2.2'" }, undefined, 'src/version.ts says 1.2.2'],
    ['no section', { ...FILES, changelog: '## 1.2.30\n- x\n' }, undefined, 'says nothing of 1.2.3'],
    [
      'no release',
      { ...FILES, changelog: '## 1.2.3 (unreleased)\n- x\n' },
      undefined,
      'calls 1.2.3 unreleased',
    ],
    ['an empty section', { ...FILES, changelog: '## 1.2.3\n\n## 1.2.2\n- x' }, undefined, 'says nothing'],
  ])('are refused for %s', (_, files, tag, why) => {
    expect(() => notesOf(files, tag)).toThrow(why);
  });
});

describe('another version', () => {
  const files = {
    packageJson: '{ "version": "1.2.3", "dependencies": { "ajv": "1.2.3" } }',
    packageLock:
      '{ "version": "1.2.3", "packages": { "": { "version": "1.2.3" }, "x": { "version": "1.2.3" } } }',
    versionTs: "export const VERSION = '1.2.3';\n",
    changelog: '# Changelog\n\n## Unreleased\n\n- this\n\n## 1.2.3 - 2026-11-21\n\n- that\n',
  };

  test('is set wherever the version stands, and its section is dated', () => {
    const changed = withVersion(files, '1.3.0', '2026-12-24');
    expect(notesOf(changed, 'v1.3.0')).toBe('- this');
    expect(changed).toEqual({
      packageJson: '{ "version": "1.3.0", "dependencies": { "ajv": "1.2.3" } }',
      packageLock:
        '{ "version": "1.3.0", "packages": { "": { "version": "1.3.0" }, "x": { "version": "1.2.3" } } }',
      versionTs: "export const VERSION = '1.3.0';\n",
      changelog: '# Changelog\n\n## 1.3.0 - 2026-12-24\n\n- this\n\n## 1.2.3 - 2026-11-21\n\n- that\n',
    });
  });

  test('the first one keeps its number, and loses "unreleased"', () => {
    const changelog = '# Changelog\n\n## 1.2.3 (unreleased)\n\n- first\n';
    expect(notesOf(withVersion({ ...files, changelog }, '1.2.3', '2026-12-24'))).toBe('- first');
  });

  test.each([
    ['v1.3.0', files, 'no version'],
    ['1.3', files, 'no version'],
    ['1.3.0', { ...files, changelog: '## 1.2.3\n- that\n' }, 'no section that is unreleased'],
    ['1.2.3', files, '1.2.3 is not newer than 1.2.3, which CHANGELOG.md calls released'],
    ['1.2.3', { ...files, changelog: `${files.changelog}## [1.2.10] - 2026-11-20` }, 'not newer than 1.2.10'],
  ])('%s is refused', (version, given, why) => {
    expect(() => withVersion(given, version, '2026-12-24')).toThrow(why);
  });
});

describe('the owner of the repository', () => {
  const root = new URL('../../', import.meta.url);
  const tracked = execFileSync('git', ['ls-files', '-z', '--', ':!dist', ':!*.png'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = tracked
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));
  const [owner = '', name = ''] = REPOSITORY.split('/');

  test('is the same wherever the action is named', () => {
    const named = files.flatMap(({ path, text }) =>
      [...text.matchAll(new RegExp(`[\\w-]+/${name}(?=[@/"'\\s:])`, 'g'))].map(
        ([slug]) => `${slug} in ${path}`,
      ),
    );
    expect(named.filter((one) => !one.startsWith(`${REPOSITORY} in `))).toEqual([]);
    expect(new Set(named).size).toBeGreaterThan(5);
  });

  test('is replaced by one command, everywhere', () => {
    const next = `not-${owner}`;
    const changed = files.map(({ path, text }) => ({ path, text: withOwner(text, REPOSITORY, next) }));
    expect(
      changed
        .filter(({ text }) => text.replaceAll(`${next}/${name}`, '').includes(REPOSITORY))
        .map(({ path }) => path),
    ).toEqual([]);
    const at = (path: string): string => changed.find((file) => file.path === path)?.text ?? '';
    expect(JSON.parse(at('package.json'))).toMatchObject({ repository: `github:${next}/${name}` });
    expect(at('.github/CODEOWNERS')).toContain(`* @${next}\n`);
    expect(at('.github/workflows/rotate-credentials.yml')).toContain(
      `uses: ${ACTION.replace(REPOSITORY, `${next}/${name}`)}\n`,
    );
  });

  test('what only holds while nobody publishes the action goes with the placeholder', () => {
    const [begin, end] = ['<!-- unpublished', '<!-- /unpublished'].map((mark) => `${mark} -->`);
    const text = `One. ${begin}OWNER is you.${end} Two: OWNER/x.`;
    expect(withOwner(text, 'OWNER/x', 'octo-org')).toBe('One. Two: octo-org/x.');
  });
});
