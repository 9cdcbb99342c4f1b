import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

const FOLDER = fileURLToPath(new URL('../../sandbox/', import.meta.url));
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(ts|mjs)$/.test(name),
);

/** The files of the sandbox that this one imports, types included; others as they are written. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  return [...source.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';|^import '([^']+)';/gms)].map(
    ([, from, bare]) => {
      const name = from ?? bare ?? '';
      return name.startsWith('.') ? normalize(join(dirname(file), name)) : name;
    },
  );
}

const graph = new Map(FILES.map((file) => [file, importsOf(file)]));

/** The first circle that is found from here on. */
function circleFrom(file: string, way: string[] = [], done = new Set<string>()): string[] | undefined {
  if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
  if (done.has(file)) return undefined;
  done.add(file);
  for (const next of graph.get(file) ?? []) {
    const circle = circleFrom(next, [...way, file], done);
    if (circle) return circle;
  }
  return undefined;
}

test('no circle of imports, types included', () => {
  expect(FILES.length).toBeGreaterThan(30);
  expect([...graph.values()].flat().length).toBeGreaterThan(100);
  expect(FILES.map((file) => circleFrom(file)).filter((circle) => circle !== undefined)).toEqual([]);
});

test('the sandbox stands alone: nothing but Node, and itself', () => {
  const strangers = [...graph].flatMap(([file, imports]) =>
    imports.filter((name) => !name.startsWith('node:') && !FILES.includes(name)).map((name) => [file, name]),
  );
  expect(strangers).toEqual([]);
});

test('a file has one thing in it: at most 300 lines', () => {
  const long = FILES.filter((file) => readFileSync(join(FOLDER, file), 'utf8').split('\n').length > 301);
  expect(long).toEqual([]);
});
