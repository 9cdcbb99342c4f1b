import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CALL, REPOSITORY } from '../../scripts/repository.ts';
import { withTables } from '../../scripts/update-inputs.ts';
import { KINDS } from '../../src/holders/index.ts';
import { INPUTS, type InputName, readInputs } from '../../src/inputs.ts';
import { type AccessKeyId, accessKeyId } from '../../src/lib/ids.ts';
import { BLANK, type Entry, descriptionTag, heartbeatTag, tagsOf } from '../../src/rotation/journal.ts';

// What people read is held against the code: tables, links, examples, permissions, texts of errors.

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8').replaceAll('\r\n', '\n');
const pages = ['', 'docs/'].flatMap((folder) =>
  readdirSync(new URL(folder || '.', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);
const readme = read('README.md');

describe('docs/inputs.md', () => {
  const page = read('docs/inputs.md');

  test('has the tables that belong to action.yml (npm run inputs)', () => {
    expect(withTables(page, read('action.yml')) === page).toBe(true);
  });

  test('has every input and output of action.yml', () => {
    const { inputs, outputs } = parse(read('action.yml')) as Record<'inputs' | 'outputs', object>;
    const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual([...Object.keys(inputs), ...Object.keys(outputs)]);
  });
});

test('docs/report.md names every kind of holder', () => {
  const [, row = ''] =
    /^\| `keys\[\]\.holders\[\]\.kind` +\| string +\| (.*) \|$/m.exec(read('docs/report.md')) ?? [];
  const kinds = [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(kinds.toSorted()).toEqual(KINDS.map(({ kind }) => kind).toSorted());
});

// Size

test('the README is short: what is not needed in the first hour is in docs/', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(14 * 1024);
});

test('every page is linked from the README', () => {
  const linked = pages.filter((page) => page !== 'README.md' && page !== 'RELEASING.md');
  expect(linked.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
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

const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].map(([, , language = '', text = '']): Block => ({
    language,
    text,
  }));
const examples = pages
  .flatMap((page) => blocksOf(read(page)))
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => text);

type Json = Record<string, unknown>;
interface Step extends Json {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  /** Of a job that calls a workflow; it has no steps. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly concurrency?: Concurrency;
  readonly 'timeout-minutes'?: number;
}
interface Concurrency {
  readonly 'cancel-in-progress': boolean;
}
interface Declared {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly on: { readonly workflow_call?: Declared };
  readonly permissions?: unknown;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

const isWorkflow = (text: string): boolean => /^(name|on):/.test(text);
const workflows = examples.filter(isWorkflow).map((text) => parse(text) as Workflow);
const ours = ({ uses }: Step): boolean => uses?.startsWith(`${REPOSITORY}@`) === true;
const steps = [
  ...workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps ?? [])),
  ...examples.flatMap((text) => {
    const parsed = parse(text) as Step[] | { steps?: Step[] };
    return Array.isArray(parsed) ? parsed : (!isWorkflow(text) && parsed.steps) || [];
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

/** The workflow of the project that a job calls. */
function called({ uses }: Job): Workflow | undefined {
  const [path] = uses?.match(new RegExp(CALL.source)) ? uses.replace(CALL, '$1').split('@') : [];
  return path === undefined ? undefined : (parse(read(path)) as Workflow);
}
const calls = workflows
  .flatMap(({ jobs }) => Object.values(jobs))
  .flatMap((job) => (job.uses === undefined ? [] : [[job.uses, job] as const]));

/** What the jobs of a workflow ask for, those that it calls included. */
function permissionsOf({ jobs }: Workflow): Record<string, string> {
  return Object.assign({}, ...Object.values(jobs).map((job) => job.permissions ?? {})) as Record<
    string,
    string
  >;
}

describe('the examples of the documents', () => {
  test('are there', () => {
    expect(workflows.length).toBeGreaterThanOrEqual(8);
    expect(steps.filter(ours).length).toBeGreaterThanOrEqual(4);
    expect(calls.length).toBeGreaterThanOrEqual(9);
  });

  test.each(calls)(
    'a call of %s grants what it asks for, and gives it inputs and secrets that it has',
    (_, job) => {
      const workflow = called(job);
      const { inputs = {}, secrets = {} } = workflow?.on.workflow_call ?? {};
      expect(job.permissions ?? {}).toEqual(permissionsOf(workflow as Workflow));
      expect(Object.keys(job.with ?? {}).filter((name) => !Object.hasOwn(inputs, name))).toEqual([]);
      const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
      expect(required.filter((name) => !Object.hasOwn(job.with ?? {}, name))).toEqual([]);
      expect(Object.keys(job.secrets ?? {})).toEqual(Object.keys(secrets));
    },
  );

  test('the quick start has a field for everything that an error advises', () => {
    const quickStart = blocksOf(readme).find(({ text }) => text.includes('workflow_dispatch:'));
    const { on, jobs } = parse(quickStart?.text ?? '') as Workflow & {
      on: { workflow_dispatch: { inputs: Record<string, object> } };
    };
    const advised = ['aws-iam-user', 'retire-key', 'ignore-cluster-id', 'ignore-environment-id', 'max-age'];
    for (const input of [...advised, 'credentials-id', 'wait-for-deletion']) {
      expect(on.workflow_dispatch.inputs).toHaveProperty([input]);
      expect(Object.values(jobs)[0]?.with?.[input]).toMatch(`inputs.${input}`);
    }
    // A schedule has no inputs: null is no boolean.
    expect(Object.values(jobs)[0]?.with?.['dry-run']).toBe('${{ inputs.dry-run || false }}');
    expect(on.workflow_dispatch.inputs['dry-run']).toMatchObject({ default: true });
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
      for (const job of Object.values(jobs)) {
        // What is called has its own.
        if (job.steps === undefined) continue;
        expect((concurrency ?? job.concurrency)?.['cancel-in-progress']).toBe(false);
        expect(job['timeout-minutes']).toBeGreaterThan(0);
        const needs: Record<string, string> = {};
        for (const { uses, with: inputs } of job.steps) {
          if (inputs?.['role-to-assume'] !== undefined) needs['id-token'] = 'write';
          if (inputs?.['report-issue'] === true) needs['issues'] = 'write';
          if (uses?.startsWith('actions/checkout@')) needs['contents'] = 'read';
        }
        expect(job.permissions ?? {}).toEqual(needs);
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
const sent = readdirSync(new URL('src/aws/', root)).flatMap((name) => {
  const text = read(`src/aws/${name}`);
  return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(iam|sts)'/g)].flatMap(
    ([, names = '', service = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, command = '']) => `${service}:${command}`),
  );
});
/** Needs no permission, and is asked for without an identity: docs.aws.amazon.com, both API references. */
const FREE = ['sts:GetCallerIdentity', 'sts:AssumeRoleWithWebIdentity'];
const needed = [...new Set(sent)].filter((action) => !FREE.includes(action)).toSorted();
const reading = needed.filter((action) => /:(Get|List)/.test(action));

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Principal?: unknown;
  readonly Condition?: Condition;
}
interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}
const policiesIn = (markdown: string): Policy[] =>
  blocksOf(markdown)
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as Policy);
const actionsOf = ({ Statement: all }: Policy): string[] => all.flatMap(({ Action }) => Action).toSorted();

describe('the permissions of the README', () => {
  const policies = policiesIn(readme);

  test('are those of the commands that the code sends', () => {
    expect(sent).toEqual(expect.arrayContaining(FREE));
    expect(policies.map(actionsOf)).toEqual([needed, ['sts:AssumeRoleWithWebIdentity']]);
  });

  test('are as many as the first screen says', () => {
    const count = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'];
    expect(readme).toContain(
      `(${count[needed.length - 1]} actions, on one IAM user)`.replace(' user', '\nuser'),
    );
  });
});

describe('the permissions of docs/permissions.md', () => {
  const page = read('docs/permissions.md');
  const policies = policiesIn(page);
  const [narrow, reader, deny, ahead] = policies;
  const TAGGING = ['iam:TagUser', 'iam:UntagUser'];
  const patternsOf = (operator: string, policy: Policy | undefined): string[] =>
    policy?.Statement.flatMap(({ Condition: all }) => all?.[operator]?.['aws:TagKeys'] ?? []) ?? [];
  const matches = (patterns: readonly string[], key: string): boolean =>
    patterns.some((pattern) => key.startsWith(pattern.replace(/\*$/, '')));

  /** Every tag that the code writes. */
  const id = accessKeyId('AKIAIOSFODNN7EXAMPLE') as AccessKeyId;
  const full = {
    ...Object.fromEntries(Object.keys(BLANK).map((name) => [name, 'x'])),
    before: [id],
    lost: [id],
    clusters: Array.from({ length: 30 }, () => UUID),
  } as unknown as Entry;
  const journal = Object.keys({ ...tagsOf(full), ...heartbeatTag('0a1b2c3d', 0) });
  const description = Object.keys(descriptionTag(id, UUID, 0));

  test('are policies that IAM can read', () => {
    expect(policies).toHaveLength(4);
    for (const { Version, Statement: statements } of policies) {
      expect(Version).toBe('2012-10-17');
      for (const statement of statements) {
        const known = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];
        expect(Object.keys(statement).filter((key) => !known.includes(key))).toEqual([]);
        expect(statement.Sid).toMatch(/^[A-Za-z0-9]+$/);
        expect(statement.Effect).toMatch(/^(Allow|Deny)$/);
        expect(statement.Resource).toMatch(/^(\*|arn:aws:iam::\d{12}:user\/[\w/-]+)$/);
      }
    }
  });

  test('the narrowest allows what the code sends, to one user, and each is explained', () => {
    expect(actionsOf(narrow as Policy)).toEqual(needed);
    expect(new Set(narrow?.Statement.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
    const open = narrow?.Statement.filter(({ Resource }) => Resource === '*') ?? [];
    expect(open.map(({ Action }) => Action)).toEqual(['sts:GetAccessKeyInfo']);
    const rows = [...page.matchAll(/^\| `((?:iam|sts):\w+)` +\|/gm)].map(([, action]) => action);
    expect(rows.toSorted()).toEqual(needed);
    for (const action of reading)
      expect(page).toMatch(new RegExp(`^\`review\` and \`due\`.*${action}`, 'ms'));
  });

  test('the one that only reads has what reads, and nothing else', () => {
    expect(actionsOf(reader as Policy)).toEqual(reading);
  });

  test('what the review sees ahead is what the code asks, all of it optional, and each is explained', () => {
    const services = { 'eks.ts': 'eks', 'service-quotas.ts': 'servicequotas', 'rds.ts': 'rds' };
    const asked = Object.entries(services).flatMap(([file, service]) =>
      [...read(`src/aws/${file}`).matchAll(/new (\w+)Command\(/g)].map(([, name]) => `${service}:${name}`),
    );
    expect(actionsOf(ahead as Policy)).toEqual(asked.toSorted());
    expect(asked).toHaveLength(8);
    const rows = [...page.matchAll(/^\| `((?:eks|servicequotas|rds):\w+)` +\|/gm)].map(
      ([, action]) => action,
    );
    expect(rows.toSorted()).toEqual(asked.toSorted());
  });

  test('its condition stands at tagging alone, and lets every tag through that the code writes, and no other', () => {
    const conditional = narrow?.Statement.filter(({ Condition: condition }) => condition !== undefined) ?? [];
    expect(conditional.map(({ Action }) => Action)).toEqual([TAGGING]);
    expect(conditional[0]?.Condition?.['Null']).toEqual({ 'aws:TagKeys': 'false' });
    const patterns = patternsOf('ForAllValues:StringLike', narrow);
    expect([...journal, ...description].filter((key) => !matches(patterns, key))).toEqual([]);
    expect(matches(patterns, 'team')).toBe(false);
    expect(journal.length).toBeGreaterThan(18);
  });

  test('the Deny covers the whole journal, for all but the role', () => {
    expect(deny?.Statement.map(({ Effect, Action }) => [Effect, Action])).toEqual([['Deny', TAGGING]]);
    const patterns = patternsOf('ForAnyValue:StringLike', deny);
    expect(journal.filter((key) => !matches(patterns, key))).toEqual([]);
    expect(matches(patterns, 'team')).toBe(false);
    expect(Object.keys(deny?.Statement[0]?.Condition?.['ArnNotLike'] ?? {})).toEqual(['aws:PrincipalArn']);
  });
});

// Numbers and defaults

test('what docs/operating.md says of defaults is what the code has', () => {
  const page = read('docs/operating.md');
  expect(page).toContain(`\`finish-within\`** (\`${INPUTS['finish-within'].default}\`)`);
  const inputs = readInputs(
    environmentOf({ with: { 'qovery-api-token': 't', 'organization-id': UUID, 'credentials-id': 'all' } }),
  );
  expect(inputs).toMatchObject({ operation: 'rotate', maxAge: 75 * 24 * 60 * 60 * 1000 });
  expect(page).toContain('`max-age: 75d`');
});

test('every result that a run can have is explained', () => {
  const [, union = ''] = /export type Result =([^;]*);/.exec(read('src/rotation/model.ts')) ?? [];
  const results = [...union.matchAll(/'([\w-]+)'/g)].map(([, result = '']) => result);
  expect(results.length).toBeGreaterThan(5);
  const [described = ''] =
    /^ {2}result:.*?^ {2}\w/ms.exec(read('action.yml').slice(read('action.yml').indexOf('outputs:'))) ?? [];
  expect(results.filter((result) => !described.includes(`\`${result}\``))).toEqual([]);
});

// Errors

test('every error of the troubleshooting is one that the code can say', () => {
  const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path.replaceAll('\\', '/')}`))
    .join('\n')
    .replaceAll("\\'", "'");
  const [, section = ''] = /^## Troubleshooting\n(.*?)^## /ms.exec(read('docs/runbook.md')) ?? [];
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

// Words

test('no sentence that a newcomer stumbled over has come back', () => {
  const STUMBLED = [
    /lets a secret out of memory/,
    /takes? "unknown" for "yes"/,
    /die at any instant and/,
    /of use to everybody/,
    /the sign and one space/,
    /[Bb]ring the schedule to life/,
    /no runner sleeps/,
    /good border/,
    /No star anywhere/,
    /the journal does not vouch for/,
    /asks most of the reader/,
    /leaves its heartbeat for/,
    /\bpast Qovery\b/,
    /\b[Ss]ee to (it|that)\b/,
    /\bMend it\b/,
    /\btells the owner\b/,
    /may go after/,
  ];
  const found = [...pages, 'action.yml'].flatMap((page) =>
    STUMBLED.filter((words) => words.test(read(page).replaceAll('\n', ' '))).map(
      (words) => `${page}: ${words}`,
    ),
  );
  expect(found).toEqual([]);
});
