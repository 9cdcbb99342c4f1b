import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';

// The packages in dist/, as its own list names them, as its code shows them, and as the lock file has them.

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const listed = [...read('dist/licenses.txt').matchAll(/^(\S+) (\d\S*): (.+)$/gm)].map(
  ([, name = '', version = '', license = '']) => ({ name, version, license }),
);
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { version?: string; dev?: boolean }>;
};

test('every package whose code is in dist/ is listed', () => {
  const code = readdirSync(new URL('dist/', root)).filter((name) => name.endsWith('.js'));
  const inCode = code.flatMap((name) =>
    [...read(`dist/${name}`).matchAll(/\bnode_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, one]) => one),
  );
  expect(inCode).toContain('valibot');
  const names = listed.map(({ name }) => name);
  expect([...new Set(inCode)].filter((name = '') => !names.includes(name))).toEqual([]);
});

test('everybody may use what is listed', () => {
  const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
  expect(listed.filter(({ license }) => !allowed.includes(license))).toEqual([]);
  expect(listed.length).toBeGreaterThan(0);
});

test('what is listed is what the lock file installs for the action', () => {
  const installed = Object.entries(lock.packages)
    .filter(([, { dev }]) => !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`);
  expect(listed.filter(({ name, version }) => !installed.includes(`${name} ${version}`))).toEqual([]);
});
