import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { workflowsIn } from '../../scripts/document-workflows.ts';
import { ACTION } from '../../scripts/repository.ts';

// What actionlint and zizmor do not ask for.

interface Job {
  uses?: string;
  'timeout-minutes'?: number;
  steps?: { uses?: string; with?: Record<string, unknown> }[];
}
interface Workflow {
  permissions: unknown;
  jobs: Record<string, Job>;
}

const folder = new URL('../../.github/workflows/', import.meta.url);
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return [name, text, parse(text) as Workflow] as const;
});

describe.each(workflows)('%s', (_, text, { permissions, jobs }) => {
  test('grants nothing at the top, and says why a job needs what it is granted', () => {
    expect(permissions).toEqual({});
    for (const [line] of text.matchAll(/^ {6}[\w-]+: (read|write)\b.*$/gm)) expect(line).toMatch(/ # ./);
  });

  test('has no job without an end', () => {
    const endless = Object.entries(jobs).filter(([, job]) => !job.uses && !job['timeout-minutes']);
    expect(endless).toEqual([]);
  });

  test('pins every action by its commit, and says which version that is', () => {
    const uses = [...text.matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, what = '']) => what);
    const pinned = /^[\w-]+\/[\w-]+(\/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    const allowed = (what: string): boolean => pinned.test(what) || what.startsWith('./') || what === ACTION;
    expect(uses.filter((what) => !allowed(what))).toEqual([]);
  });

  test('leaves no credentials in a checkout', () => {
    const checkouts = Object.values(jobs)
      .flatMap(({ steps = [] }) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });
});

test('an action has one version, wherever it is used', () => {
  const pins = new Map<string, Set<string>>();
  for (const [, text] of workflows) {
    for (const [, name = '', pin = ''] of text.matchAll(/uses: ([\w-]+\/[\w-]+)(?:\/[\w-]+)*@(\S+ # \S+)/g)) {
      pins.set(name, (pins.get(name) ?? new Set<string>()).add(pin));
    }
  }
  expect([...pins].filter(([, all]) => all.size > 1)).toEqual([]);
  expect(pins.size).toBeGreaterThan(0);
});

test('every folder with packages is kept up to date', () => {
  const tests = new URL('../', import.meta.url);
  const folders = readdirSync(tests).filter((name) => existsSync(new URL(`${name}/package.json`, tests)));
  const { updates } = parse(readFileSync(new URL('../dependabot.yml', folder), 'utf8')) as {
    updates: { 'package-ecosystem': string; directories?: string[] }[];
  };
  const npm = updates.find((update) => update['package-ecosystem'] === 'npm');
  expect(npm?.directories?.toSorted()).toEqual(
    ['/', ...folders.map((name) => `/__tests__/${name}`)].toSorted(),
  );
});

describe('the workflows of a document', () => {
  const inDocument = (yaml: string): unknown[] =>
    workflowsIn(`# Title\n\n\`\`\`yaml\n${yaml}\`\`\`\n`).map(({ line, text }) => [
      line,
      parse(text) as unknown,
    ]);
  const job = { name: 'Of a document', 'runs-on': 'ubuntu-24.04', 'timeout-minutes': 10 };

  test('a whole one is taken as it is', () => {
    expect(inDocument('on: push\njobs: { a: { steps: [] } }\n')).toEqual([
      [3, { on: 'push', jobs: { a: { steps: [] } } }],
    ]);
  });

  test.each([
    ['jobs', 'jobs:\n  a:\n    steps: []\n', { a: { name: 'a', steps: [] } }],
    ['a step', '- run: x\n', { document: { ...job, steps: [{ run: 'x' }] } }],
    ['steps', 'steps:\n  - run: x\n', { document: { ...job, steps: [{ run: 'x' }] } }],
    [
      'permissions',
      'permissions:\n  a: read\n',
      { document: { ...job, permissions: { a: 'read' }, steps: [{ run: 'true' }] } },
    ],
  ])('%s are made a whole one', (_, yaml, jobs) => {
    expect(inDocument(yaml)).toMatchObject([[3, { on: 'push', permissions: {}, jobs }]]);
  });

  test('one in a list is found, and other YAML is left out', () => {
    const markdown =
      '1. First:\n\n   ```yaml\n   steps:\n     - run: x\n   ```\n\n```yaml\nResources: {}\n```\n';
    const found = workflowsIn(markdown);
    expect(found.map(({ line }) => line)).toEqual([3]);
    expect(found[0]?.text).toContain('    steps:\n      - run: x\n');
  });
});
