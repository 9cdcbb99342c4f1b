import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { REPOSITORY } from '../../scripts/repository.ts';
import { withTables } from '../../scripts/update-readme.ts';
import { INPUTS, type InputName, readInputs } from '../../src/inputs.ts';

// What people read is held against the code: tables, links, examples, permissions, texts of errors.

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8').replaceAll('\r\n', '\n');
const pages = ['', 'docs/'].flatMap((folder) =>
  readdirSync(new URL(folder || '.', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);
const readme = read('README.md');

test('the tables of the README belong to action.yml (npm run readme)', () => {
  expect(withTables(readme, read('action.yml')) === readme).toBe(true);
});

// Links

/** Without fenced blocks: what is in them is no markup. */
function prose(markdown: string): string {
  return markdown.replace(/^( *)```.*?^\1```$/gms, '');
}

/** As GitHub makes them of headings. */
function anchors(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    [...prose(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
      const slug = title
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

describe.each(pages)('%s', (page) => {
  test('has no link within the project that leads nowhere', () => {
    const links = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const dead = links
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : posix.join(posix.dirname(page), path);
        if (!existsSync(new URL(file, root))) return true;
        return anchor !== undefined && !anchors(read(file)).has(anchor);
      });
    expect(dead).toEqual([]);
  });
});

// Examples

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks = [...readme.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].map(
  ([, , language = '', text = '']): Block => ({ language, text }),
);
const examples = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);

type Json = Record<string, unknown>;
interface Step extends Json {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const isWorkflow = (text: string): boolean => /^(name|on):/.test(text);
const workflows = examples.filter(isWorkflow).map((text) => parse(text) as Workflow);
const ours = ({ uses }: Step): boolean => uses?.startsWith(`${REPOSITORY}@`) === true;
const steps = [
  ...workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps)),
  ...examples.flatMap((text) => {
    const parsed = parse(text) as unknown;
    return Array.isArray(parsed) ? (parsed as Step[]) : [];
  }),
];

const UUID = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';
/** What an expression may become when the workflow runs. */
const EXAMPLES: Partial<Record<InputName, string>> = {
  'qovery-api-token': 'token',
  'organization-id': UUID,
  'credentials-id': UUID,
  'role-to-assume': 'arn:aws:iam::123456789012:role/qovery-maintenance',
  'max-age': '75d',
  'wait-for-deletion': 'false',
  'dry-run': 'false',
};

function operationOf(step: Step): string {
  const operation = step.with?.['operation'];
  return typeof operation === 'string' ? operation : 'rotate';
}

/** The inputs of a step as a runner hands them over. */
function environmentOf(step: Step): Record<string, string> {
  const env: Record<string, string> = {
    GITHUB_REPOSITORY: 'acme/infrastructure',
    INPUT_SUMMARY: 'true',
    'INPUT_GITHUB-TOKEN': 'ghs_x',
  };
  for (const [name, value] of Object.entries(step.with ?? {})) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const whole = /^\$\{\{[^}]*\}\}$/.test(text) ? EXAMPLES[name as InputName] : undefined;
    env[`INPUT_${name.toUpperCase()}`] = whole ?? text.replace(/\$\{\{[^}]*\}\}/g, '123456789012');
  }
  return env;
}

describe('the examples of the README', () => {
  test('are there', () => {
    expect(workflows.length).toBeGreaterThanOrEqual(4);
    expect(steps.filter(ours).length).toBeGreaterThanOrEqual(7);
  });

  test.each(examples.map((text) => [text.split('\n')[0] ?? '', text] as const))('%s is YAML', (_, text) => {
    expect(() => parse(text, { strict: true, uniqueKeys: true }) as unknown).not.toThrow();
  });

  test.each(steps.filter(ours).map((step) => [operationOf(step), step] as const))(
    'a step of %s has inputs that the action takes without a word',
    (_, step) => {
      const unknown = Object.keys(step.with ?? {}).filter((name) => !Object.hasOwn(INPUTS, name));
      expect(unknown).toEqual([]);
      expect(readInputs(environmentOf(step)).warnings).toEqual([]);
    },
  );

  test.each(workflows.map((workflow, index) => [index + 1, workflow] as const))(
    'workflow %i grants nothing to all, and to each job what its steps need',
    (_, { permissions, concurrency, jobs }) => {
      expect(permissions).toEqual({});
      expect(concurrency?.['cancel-in-progress']).toBe(false);
      for (const job of Object.values(jobs)) {
        expect(job['timeout-minutes']).toBeGreaterThan(0);
        const needs: Record<string, string> = {};
        for (const { uses, with: inputs } of job.steps) {
          if (inputs?.['role-to-assume'] !== undefined) needs['id-token'] = 'write';
          if (inputs?.['report-issue'] === true) needs['issues'] = 'write';
          if (uses?.startsWith('actions/checkout@')) needs['contents'] = 'read';
        }
        expect(job.permissions).toEqual(needs);
      }
    },
  );

  test('pin what is not ours by its commit', () => {
    const foreign = steps.flatMap((step) => (step.uses === undefined || ours(step) ? [] : step.uses));
    expect(foreign.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });
});

// Permissions

/** The commands of the SDK that src/aws sends, as actions of IAM. */
const called = readdirSync(new URL('src/aws/', root)).flatMap((name) => {
  const text = read(`src/aws/${name}`);
  return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(iam|sts)'/g)].flatMap(
    ([, names = '', service = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, command = '']) => `${service}:${command}`),
  );
});
/** Needs no permission, and is asked for without an identity: docs.aws.amazon.com, both API references. */
const FREE = ['sts:GetCallerIdentity', 'sts:AssumeRoleWithWebIdentity'];
const needed = [...new Set(called)].filter((action) => !FREE.includes(action)).toSorted();
const reading = needed.filter((action) => /:(Get|List)/.test(action));

interface Policy {
  readonly Statement: readonly { readonly Action: string | string[]; readonly Principal?: unknown }[];
}

describe('the permissions of the README', () => {
  const policies = blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as Policy);
  const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action).toSorted();

  test('are those of the commands that the code sends', () => {
    expect(called).toEqual(expect.arrayContaining(FREE));
    expect(policies.map(actionsOf)).toEqual([needed, reading, ['sts:AssumeRoleWithWebIdentity']]);
  });

  test('are explained one by one', () => {
    const rows = [...readme.matchAll(/^\| `((?:iam|sts):\w+)` +\| yes +\| (yes)? *\|/gm)];
    expect(rows.map(([, action]) => action).toSorted()).toEqual(needed);
    expect(rows.flatMap(([, action, reads]) => (reads ? [action] : [])).toSorted()).toEqual(reading);
  });
});

// Errors

test('every error of the troubleshooting is one that the code can say', () => {
  const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path.replaceAll('\\', '/')}`))
    .join('\n')
    .replaceAll("\\'", "'");
  const [, section = ''] = /^## Troubleshooting\n(.*?)^## /ms.exec(readme) ?? [];
  const texts = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, text = '']) => text);
  expect(texts.length).toBeGreaterThan(15);
  expect(texts.filter((text) => !source.includes(text))).toEqual([]);
});

test('every picture is shown, and none is heavier than 150 kB', () => {
  const pictures = readdirSync(new URL('docs/images/', root));
  const heavy = pictures.filter(
    (name) => readFileSync(new URL(`docs/images/${name}`, root)).length > 150_000,
  );
  expect(heavy).toEqual([]);
  const shown = pages.map(read).join();
  expect(pictures.filter((name) => !shown.includes(`images/${name}`))).toEqual([]);
});
