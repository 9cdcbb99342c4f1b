import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { INPUTS, OPERATIONS } from '../../src/inputs.ts';
import { USER_AGENT, VERSION } from '../../src/version.ts';
import { readActionYml } from './support/action-yml.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const action = readActionYml();

/** The text of every source file. */
const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(`src/${path}`));

/** Names of outputs as the code sets them: `set('x', …)`, `outputs['x'] =`, `outputs: { x: …, 'y-z': … }`. */
function outputsInCode(): string[] {
  const names = sources.flatMap((text) => [
    ...[...text.matchAll(/(?:output\.set\(|outputs\[)'([a-z-]+)'/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\boutputs: \{/g)].flatMap(({ index }) =>
      keysOf(text.slice(index + 'outputs: {'.length)),
    ),
  ]);
  return [...new Set(names)].toSorted();
}

/** The keys of an object literal, from after its brace to its end. */
function keysOf(text: string): string[] {
  let flat = '';
  let depth = 0;
  for (const char of text) {
    if ('{(['.includes(char)) depth++;
    if ('})]'.includes(char)) depth--;
    if (depth < 0) break;
    if (depth === 0) flat += char;
  }
  return [...flat.matchAll(/(?:^|,)\s*'?([a-z][a-z-]*)'?\s*(?=[:,]|$)/g)].map(([, name = '']) => name);
}

describe('action.yml', () => {
  test('documents the outputs that the code sets, and no other', () => {
    expect(outputsInCode()).toEqual(Object.keys(action.outputs).toSorted());
  });

  test('has the inputs that the code knows, and no other', () => {
    expect(Object.keys(action.inputs).toSorted()).toEqual(Object.keys(INPUTS).toSorted());
  });

  test.each(Object.entries(INPUTS))(
    '%s has the default that the code has',
    (name, { default: byDefault }) => {
      expect(action.inputs[name]?.default ?? '').toBe(byDefault);
    },
  );

  test.each(Object.entries(action.inputs))(
    '%s is described, and says for which operations it is',
    (name, input) => {
      expect(input.description).toMatch(/\.$/);
      const { of } = INPUTS[name as keyof typeof INPUTS];
      if (of.length === OPERATIONS.length) return;
      const missing = of.filter((operation) => !input.description.toLowerCase().includes(operation));
      expect(missing.length === 0 || name === 'dry-run').toBe(true);
    },
  );

  test.each(Object.entries(action.outputs))('output %s is described', (_, output) => {
    expect(output.description).toMatch(/\.$/);
  });

  test('names every operation', () => {
    for (const operation of OPERATIONS) {
      expect(action.inputs['operation']?.description).toContain(`\`${operation}\``);
      expect(action.outputs['result']?.description).toContain(`${operation}:`);
    }
  });

  test('required inputs are those without which no operation begins', () => {
    const required = Object.entries(action.inputs).filter(([, input]) => input.required === 'true');
    expect(required.map(([name]) => name)).toEqual(['qovery-api-token', 'organization-id']);
    for (const [, input] of required) expect(input.default).toBeUndefined();
  });

  test('has what a listing in the Marketplace needs', () => {
    // docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace,
    // …/reference/workflows-and-actions/metadata-syntax#branding
    const { name, description, branding } = parse(read('action.yml')) as Record<string, string> & {
      branding: { icon: string; color: string };
    };
    expect(name).toMatch(/^\S.{3,48}\S$/);
    expect(name).not.toMatch(/github|action/i);
    expect(description?.length).toBeGreaterThan(40);
    expect(description?.length).toBeLessThan(125);
    const colors = ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark'];
    expect(colors).toContain(branding.color);
    expect(branding.icon).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
      expect(existsSync(new URL(file, root))).toBe(true);
    }
  });

  test('runs on the Node that the project is tested with', () => {
    const major = read('.node-version').trim().replace(/^v/, '').split('.')[0];
    expect(action.runs).toEqual({ using: `node${major}`, main: 'dist/index.js' });
  });
});

describe('the version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };

  test('is that of package.json', () => {
    expect(VERSION).toBe(version);
    expect(existsSync(new URL('package-lock.json', root))).toBe(true);
    expect((JSON.parse(read('package-lock.json')) as { version: string }).version).toBe(version);
  });

  test('is what Qovery and AWS are told', () => {
    expect(USER_AGENT).toBe(`qovery-maintenance-action/${version}`);
  });
});
