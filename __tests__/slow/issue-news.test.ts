import { setTimeout as realDelay } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import { DAY } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import type { GitHubIssue } from '../../sandbox/github.ts';
import { act, start } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// What people hear of the issue of a review: one comment for what is new, and nothing else.

const INPUTS = { operation: 'review', 'report-issue': 'true' };

function review(acme: Company, inputs: Record<string, string> = {}): Promise<Run> {
  acme.clock.advance(DAY);
  return act(acme.sandbox, { ...INPUTS, ...inputs });
}

/** Young keys, and four clusters, of which the first does not work. */
const acmeWith = (...states: string[]): Promise<Company> =>
  company({
    credentials: [
      {
        name: 'AWS',
        user: 'qovery',
        keyAge: DAY,
        clusters: ['a', 'b', 'c', 'd'].map((name, i) => `${name} ${states[i] ?? 'DEPLOYED'}`),
      },
    ],
  });

const breaks = (acme: Company, ...names: string[]): void =>
  names.forEach((name) => (acme.cluster(name).status = 'DEPLOYMENT_ERROR'));
const heals = (acme: Company, ...names: string[]): void =>
  names.forEach((name) => (acme.cluster(name).status = 'DEPLOYED'));

function issueOf({ sandbox }: Company): GitHubIssue {
  const [issue, ...others] = sandbox.github.issues;
  expect(others).toEqual([]);
  if (issue === undefined) throw new Error('There is no issue.');
  return issue;
}

/** The clusters that each comment names. */
function told({ sandbox }: Company): string[][] {
  return sandbox.github.comments.map(({ body }) =>
    [...body.matchAll(/^- Cluster '(\w)'/gm)].map(([, name = '']) => name),
  );
}

/** The clusters that the text of the issue names as gone. */
function gone(acme: Company): string[] {
  const [, list = ''] = /#### Gone since [^\n]*\n\n((?:- [^\n]*\n)+)/.exec(issueOf(acme).body) ?? [];
  return [...list.matchAll(/Cluster '(\w)'/g)].map(([, name = '']) => name);
}

function idOf(run: Run, cluster: string): string {
  const { findings } = JSON.parse(run.outputs['report'] ?? '') as {
    findings: { id: string; what: string }[];
  };
  return findings.find(({ what }) => what.startsWith(`Cluster '${cluster}'`))?.id ?? 'no finding';
}

const toGitHub = ({ requests }: Run): string[] =>
  requests.filter(({ api }) => api === 'github').map(({ operation }) => operation.replace('issues/', ''));

test('the life of an issue: new, unchanged, gone, back again, closed, opened again', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  // That it is opened tells everybody.
  await review(acme);
  expect(issueOf(acme).body).toContain("Cluster 'a'");
  expect(told(acme)).toEqual([]);

  // Unchanged: not even the comments are read.
  expect(toGitHub(await review(acme))).toEqual(['list-for-repo', 'update']);

  breaks(acme, 'b', 'c');
  const run = await review(acme);
  expect(told(acme)).toEqual([['b', 'c']]);
  expect(acme.sandbox.github.comments[0]?.body).toContain(`\`${idOf(run, 'b')}\``);
  expect(acme.sandbox.github.comments[0]?.body).toContain('/actions/runs/4242');
  expect(toGitHub(run)).toEqual(['list-for-repo', 'list-comments', 'create-comment', 'update']);
  expect(toGitHub(await review(acme))).toEqual(['list-for-repo', 'update']);

  // Gone: told in the text, where it stays until something else changes.
  heals(acme, 'b');
  await review(acme);
  expect(gone(acme)).toEqual(['b']);
  await review(acme);
  expect(gone(acme)).toEqual(['b']);
  expect(told(acme)).toHaveLength(1);

  // Back again.
  breaks(acme, 'b');
  await review(acme);
  expect(told(acme)).toEqual([['b', 'c'], ['b']]);
  expect(gone(acme)).toEqual([]);

  heals(acme, 'a', 'b', 'c');
  expect((await review(acme)).result).toBe('healthy');
  expect(issueOf(acme).state).toBe('closed');
  expect(gone(acme).sort()).toEqual(['a', 'b', 'c']);
  expect(told(acme)).toHaveLength(2);

  breaks(acme, 'a');
  await review(acme);
  expect(issueOf(acme).state).toBe('open');
  expect(told(acme)).toEqual([['b', 'c'], ['b'], ['a']]);
});

test('what is planned makes no noise', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  await review(acme);
  acme.cluster('b').nextVersion = '1.34';
  acme.cluster('c').status = 'STOPPED';
  await review(acme);
  expect(issueOf(acme).body).toContain('is available for');
  expect(told(acme)).toEqual([]);
});

test('accepted, and accepted until yesterday', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR', 'DEPLOYMENT_ERROR');
  const b = idOf(await review(acme), 'b');
  const today = new Date(acme.clock.now() + DAY).toISOString().slice(0, 10);
  const accept = { 'accept-findings': `${b} until ${today}` };
  await review(acme, accept);
  expect(issueOf(acme).body).toMatch(new RegExp(`#### Accepted\n\n- Cluster 'b'.* ${today}: \`${b}\``));
  // It is there still.
  expect(gone(acme)).toEqual([]);
  expect(told(acme)).toEqual([]);
  await review(acme, accept);
  expect(told(acme)).toEqual([['b']]);
  expect(issueOf(acme).body).not.toContain('#### Accepted');
  await review(acme, accept);
  expect(told(acme)).toEqual([['b']]);
});

test('all is accepted: the issue is closed, and nothing is called gone', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  const id = idOf(await review(acme), 'a');
  expect(await review(acme, { 'accept-findings': id })).toMatchObject({ result: 'healthy' });
  expect(issueOf(acme).state).toBe('closed');
  expect(gone(acme)).toEqual([]);
});

describe('no comment twice', () => {
  /** A run that is killed while it waits for this request, which never takes effect. */
  async function killed(acme: Company, operation: string): Promise<void> {
    acme.clock.advance(DAY);
    acme.sandbox.fault({ match: { operation }, kind: { hang: 'before' } });
    const before = acme.sandbox.requests.length;
    const { child, done } = start(acme.sandbox, INPUTS);
    while (!acme.sandbox.requests.slice(before).some((request) => request.operation === operation))
      await realDelay(20);
    child.kill('SIGKILL');
    await done;
  }

  test('a run that dies between the comment and the text', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme);
    breaks(acme, 'b');
    const { body } = issueOf(acme);
    await killed(acme, 'issues/update');
    expect(issueOf(acme).body).toBe(body);
    expect(told(acme)).toEqual([['b']]);
    // The next run tells only what nobody has told.
    breaks(acme, 'c');
    await review(acme);
    expect(told(acme)).toEqual([['b'], ['c']]);
    await review(acme);
    expect(told(acme)).toEqual([['b'], ['c']]);
    // It was told in another change: back again, it is new.
    heals(acme, 'b');
    await review(acme);
    breaks(acme, 'b');
    await review(acme);
    expect(told(acme)).toEqual([['b'], ['c'], ['b']]);
  });

  test('a run that dies before the comment', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme);
    breaks(acme, 'b');
    await killed(acme, 'issues/create-comment');
    expect(told(acme)).toEqual([]);
    await review(acme);
    expect(told(acme)).toEqual([['b']]);
  });

  test.each<[string, FaultKind]>([
    ['the answer is lost', 'lost'],
    ['it is answered with 500', 'error-after'],
    ['half of the answer comes', 'malformed'],
    ['it fails without effect', { status: 503 }],
  ])('the comment is written and %s', async (_, kind) => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme);
    breaks(acme, 'b');
    acme.sandbox.fault({ match: { operation: 'issues/create-comment' }, kind });
    const run = await review(acme);
    expect(run).toMatchObject({ result: 'attention', exitCode: 0 });
    expect(told(acme)).toEqual([['b']]);
  });

  test('among 250 comments of others', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    const { github } = acme.sandbox;
    await review(acme);
    for (let i = 0; i < 250; i += 1) github.comment({ issue: 1, body: `Looking at it (${i}).` });
    breaks(acme, 'b');
    await killed(acme, 'issues/update');
    await review(acme);
    expect(told(acme).filter((names) => names.length > 0)).toEqual([['b']]);
  });

  test('a stranger who writes our marker silences nothing', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    const { github } = acme.sandbox;
    await review(acme);
    breaks(acme, 'b');
    await killed(acme, 'issues/update');
    const [comment] = github.comments;
    if (comment === undefined) throw new Error('There is no comment.');
    Object.assign(comment, { author: 'mallory', association: 'NONE' });
    await review(acme);
    expect(github.comments.map(({ author }) => author)).toEqual(['mallory', 'github-actions[bot]']);
  });
});

describe('what could not be read', () => {
  test('is not gone, and not new when it is read again', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme);
    acme.sandbox.fault({
      match: { operation: 'getOrganizationClusterStatus' },
      times: 9,
      kind: { status: 403 },
    });
    await review(acme);
    expect(issueOf(acme).body).toMatch(
      /#### Not seen this time, and not everything was looked at\n\n- Cluster 'a'/,
    );
    expect(gone(acme)).toEqual([]);
    acme.sandbox.clearFaults();
    await review(acme);
    expect(issueOf(acme).body).not.toContain('Not seen this time');
    expect(told(acme)).toEqual([]);
  });

  test('what is never to be seen hides nothing that was seen', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    const { cloud } = acme.world;
    acme.world.deny('eks:ListInsights');
    cloud.setQuota('L-1216C47A', 60, 64);
    await review(acme);
    cloud.setQuota('L-1216C47A', 1, 64);
    await review(acme);
    expect(issueOf(acme).body).toMatch(/#### Gone since [^\n]*\n\n- 93% of the AWS quota/);
    expect(issueOf(acme).body).not.toContain('Not seen this time');
    // Something more is hidden: what is not found now may be there.
    cloud.setQuota('L-1216C47A', 60, 64);
    await review(acme);
    acme.world.deny('servicequotas:GetQuotaUtilizationReport');
    for (let run = 0; run < 2; run++) {
      await review(acme);
      expect(issueOf(acme).body).toMatch(/#### Not seen this time[^\n]*\n\n- 93% of the AWS quota/);
    }
    expect(acme.sandbox.github.comments).toHaveLength(1);
  });

  test('what a log says is not gone while the log is not read', async () => {
    await using acme = await acmeWith();
    const { world } = acme;
    const text = '[WARN] Elastic IP quota ........................ 4/5 addresses';
    world.addLog(acme.cluster('a').id, { type: 'info', step: 'Create', text });
    await review(acme);
    expect(issueOf(acme).body).toContain('preflight check of ');
    // A maintenance is under way.
    acme.cluster('a').status = 'DEPLOYING';
    breaks(acme, 'b');
    await review(acme);
    expect(gone(acme)).toEqual([]);
    heals(acme, 'a');
    await review(acme);
    expect(told(acme)).toEqual([['b']]);
    acme.cluster('a').logs.length = 0;
    await review(acme);
    expect(issueOf(acme).body).toMatch(/#### Gone since .*\n\n- Qovery's preflight check of 'a' warns/);
  });

  test('a run that fails forgets nothing', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme);
    expect((await review(acme, { 'qovery-api-token': 'wrong' })).exitCode).toBe(1);
    expect(issueOf(acme).body).toContain('### ❌ Failed');
    await review(acme);
    expect(told(acme)).toEqual([]);
    breaks(acme, 'b');
    await review(acme);
    expect(told(acme)).toEqual([['b']]);
  });

  test('an issue that a failed run has opened: the first thing that is found is new', async () => {
    await using acme = await acmeWith('DEPLOYMENT_ERROR');
    await review(acme, { 'qovery-api-token': 'wrong' });
    await review(acme);
    expect(told(acme)).toEqual([['a']]);
  });
});

test('an issue of an earlier version: what it tells of is known', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  await review(acme);
  const issue = issueOf(acme);
  issue.body = issue.body.replace(/^<!-- qovery-maintenance-known: .*\n/m, '');
  await review(acme);
  expect(told(acme)).toEqual([]);
  breaks(acme, 'b');
  await review(acme);
  expect(told(acme)).toEqual([['b']]);
});

test('a comment that is refused: the run is red, the text stays, and the next run tells it', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  await review(acme);
  const { body } = issueOf(acme);
  breaks(acme, 'b');
  const message = 'Unable to create comment because issue is locked.';
  acme.sandbox.fault({
    match: { operation: 'issues/create-comment' },
    kind: { status: 403, body: { message } },
  });
  const run = await review(acme);
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toMatch(/GitHub could not comment on the issue: HTTP 403, Unable to create comment/);
  expect(run.errors[0]).toMatch(/Unlock the conversation of the issue in /);
  expect(issueOf(acme).body).toBe(body);
  await review(acme);
  expect(told(acme)).toEqual([['b']]);
});

test('one that is deleted before the comment: a new one', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  const { github } = acme.sandbox;
  await review(acme);
  breaks(acme, 'b');
  acme.after('issues/list-comments', () => (github.issues[0]!.gone = 'deleted'));
  const run = await review(acme);
  expect(run).toMatchObject({ exitCode: 0, errors: [] });
  expect(run.outputs['issue-url']).toBe(github.addressOf(2));
  expect(github.comments).toEqual([]);
});

test('names in a comment mention nobody, and end neither it nor the hidden list', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  const name = '@everyone #1 --> <!-- qovery-maintenance-news: 1 x --> <img>';
  await review(acme);
  acme.world.addCluster({ name, status: 'DEPLOYMENT_ERROR' });
  await review(acme);
  for (const { body } of [issueOf(acme), ...acme.sandbox.github.comments]) {
    const lines = body.split('\n');
    const hidden = lines.filter((line) => line.startsWith('<!--'));
    for (const line of hidden) expect(line.indexOf('-->')).toBe(line.length - 3);
    expect(body).not.toMatch(/@everyone|#1\b|<img/);
    expect(lines.filter((line) => line.includes('<!--'))).toEqual(hidden);
  }
  await review(acme);
  expect(acme.sandbox.github.comments).toHaveLength(1);
});

test('what is gone, with names that are long when they are escaped: within what GitHub takes', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  for (let i = 0; i < 90; i += 1)
    acme.world.addCluster({ name: `${i} ${'*'.repeat(140)}`, status: 'DEPLOYMENT_ERROR' });
  await review(acme);
  for (const cluster of acme.world.clusters) if (cluster.name !== 'a') cluster.status = 'DEPLOYED';
  expect(await review(acme)).toMatchObject({ exitCode: 0 });
  expect(issueOf(acme).body).toMatch(/- and \d+ more\n/);
  expect(issueOf(acme).body.length).toBeLessThanOrEqual(65_536);
});

test('with 200 findings: within what GitHub takes, told once, and not again', async () => {
  await using acme = await acmeWith('DEPLOYMENT_ERROR');
  await review(acme);
  for (let i = 0; i < 200; i += 1)
    acme.world.addCluster({ name: `cluster ${i} ${'ü'.repeat(99)}`, status: 'DEPLOYMENT_ERROR' });
  for (let i = 0; i < 2; i += 1) {
    const run = await review(acme);
    expect(run).toMatchObject({ exitCode: 0, result: 'attention' });
    expect(issueOf(acme).body.length).toBeLessThanOrEqual(65_536);
    expect(acme.sandbox.github.comments).toHaveLength(1);
  }
  expect(issueOf(acme).body).toContain('**The issue ends here');
  expect(acme.sandbox.github.comments[0]?.body).toContain('**The comment ends here');
});
