import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { workflowsIn } from '../../scripts/document-workflows.ts';
import { ACTION, CALL, REPOSITORY } from '../../scripts/repository.ts';

// What actionlint and zizmor do not ask for.

interface Job {
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  'timeout-minutes'?: number;
  steps?: { uses?: string; with?: Record<string, unknown> }[];
}
interface Input {
  description: string;
  default?: unknown;
}
interface Workflow {
  on: {
    schedule?: { cron: string }[];
    workflow_dispatch?: { inputs: Record<string, Input> };
    workflow_call?: { inputs?: Record<string, Input>; secrets?: object };
  };
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
    const isOurs = (what: string): boolean => what === ACTION || what.replace(CALL, '') === '';
    const allowed = (what: string): boolean => pinned.test(what) || what.startsWith('./') || isOurs(what);
    expect(uses.filter((what) => !allowed(what))).toEqual([]);
  });

  test('leaves no credentials in a checkout', () => {
    const checkouts = Object.values(jobs)
      .flatMap(({ steps = [] }) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });
});

/** Those that people call or copy. */
const reusable = workflows.filter(([, , { on }]) => on.workflow_call?.secrets !== undefined);

test('four workflows can be called', () => {
  expect(reusable.map(([name]) => name)).toEqual([
    'lock-clusters.yml',
    'review.yml',
    'rotate-credentials.yml',
    'rotate-fleet.yml',
  ]);
});

describe.each(reusable)('%s, called or copied', (name, text, { on, jobs }) => {
  const inputs = on.workflow_call?.inputs ?? {};
  const byHand = on.workflow_dispatch?.inputs ?? {};

  test('whoever calls it has the inputs of the form, and the organisation', () => {
    expect(Object.keys(byHand).filter((input) => !(input in inputs))).toEqual([]);
    expect(Object.keys(inputs)).toContain('organization-id');
  });

  test('every input is used', () => {
    expect(Object.keys(inputs).filter((input) => !text.includes(`inputs.${input}`))).toEqual([]);
  });

  test('has an input for what errors advise', () => {
    const advised = ['aws-iam-user', 'retire-key', 'ignore-cluster-id', 'ignore-environment-id', 'max-age'];
    const wanted = name.startsWith('rotate-') ? [...advised, 'credentials-id', 'dry-run'] : [];
    expect(wanted.filter((input) => !(input in inputs && input in byHand))).toEqual([]);
  });

  test('by hand, a rotation is a dry run unless somebody says otherwise', () => {
    if (name.startsWith('rotate-')) expect(byHand['dry-run']?.default).toBe(true);
    expect(inputs['dry-run']?.default ?? false).toBe(false);
  });

  test('a run is never left out for want of a variable: it fails, and says so', () => {
    const conditions = Object.values(jobs).flatMap((job) => job.if ?? []);
    const published = `github.event_name != 'schedule' || github.repository != '${REPOSITORY}'`;
    expect(conditions.filter((condition) => condition !== published)).toEqual([]);
  });

  test('its schedule is outside both maintenance windows, and not on the days of the maintenance', () => {
    // RDS: Tuesday 02:00-04:00 UTC (engine, common-variables.j2.tf); Sunday 02:00-06:00 (Qovery's maintenance page).
    for (const { cron } of on.schedule ?? []) {
      const [minute, hour, day, , weekdays = ''] = cron.split(' ');
      expect(hour).toBe('7');
      expect(Number(minute) % 5).not.toBe(0);
      expect(day === '1' || weekdays.split(',').every((one) => !['0', '1', '3'].includes(one))).toBe(true);
    }
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
