import { describe, expect, test } from '@jest/globals';
import { notesOf } from '../../scripts/release.ts';

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
