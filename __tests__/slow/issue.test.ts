import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR } from '../../sandbox/clock.ts';
import type { GitHubIssue } from '../../sandbox/github.ts';
import { act, start } from '../support/action.ts';
import type { ActOptions, Run } from '../support/action.ts';
import { USUAL, company } from '../support/company.ts';
import type { Company, CredentialPlan } from '../support/company.ts';

// The one issue that `report-issue: true` keeps, in a GitHub of the sandbox.

const LABEL = 'qovery-maintenance';

const LEGACY = 'legacy';

/** A company in which a rotation needs a person: each credential has a cluster that is to be ignored, and runs. */
function companyInTrouble(credentials: CredentialPlan[] = USUAL): Promise<Company> {
  return company({
    credentials: credentials.map((one) => ({ ...one, clusters: [...(one.clusters ?? []), LEGACY] })),
  });
}

/** A rotation in several runs, of which the first ends with `pending`. */
function rotate(acme: Company, inputs: Record<string, string> = {}, options: ActOptions = {}): Promise<Run> {
  const ignored = acme.world.clusters.filter(({ name }) => name === LEGACY).map(({ id }) => id);
  return acme.rotate(
    {
      'report-issue': 'true',
      'wait-for-deletion': 'false',
      ...(ignored.length > 0 && { 'ignore-cluster-id': ignored.join(' ') }),
      ...inputs,
    },
    options,
  );
}

/** The trouble is over, no cluster is ignored any more: the rotation goes on until the old key is gone. */
async function finish(acme: Company, inputs: Record<string, string> = {}): Promise<Run> {
  return acme.rotate({ 'report-issue': 'true', ...inputs });
}

/** What a run complains of that concerns the issue and not the rotation. */
function complaints({ warnings }: Run): string[] {
  return warnings.filter((text) => !text.includes(`cluster '${LEGACY}' is ignored`));
}

/** The only issue there is. */
function theIssue({ sandbox }: Company): GitHubIssue {
  const [issue, ...others] = sandbox.github.issues;
  expect(others).toEqual([]);
  if (issue === undefined) throw new Error('There is no issue.');
  return issue;
}

function toGitHub({ requests }: Run): string[] {
  return requests.filter(({ api }) => api === 'github').map(({ operation }) => operation);
}

function writes(run: Run): string[] {
  return toGitHub(run).filter((operation) => operation !== 'issues/list-for-repo');
}

function markerOf({ body }: GitHubIssue): string {
  return /^<!-- qovery-maintenance-action: .* -->$/m.exec(body)?.[0] ?? 'no marker';
}

describe('the life of an issue', () => {
  test('created when something needs attention, kept, closed when nothing does, opened again', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    for (let i = 1; i <= 150; i += 1) github.add({ title: `Other ${i}`, pullRequest: i % 2 === 0 });

    const first = await rotate(acme);
    expect(first.result).toBe('pending');
    expect(complaints(first)).toEqual([]);
    const issue = github.issues[150]!;
    const credential = acme.credential();
    expect(issue).toMatchObject({
      title: `Qovery: rotation of AWS keys (${credential.id})`,
      state: 'open',
      labels: [LABEL],
    });
    expect(markerOf(issue)).toBe(
      `<!-- qovery-maintenance-action: rotate ${acme.world.organization().id} ${credential.id} -->`,
    );
    expect(issue.body).toContain(first.summary.trim());
    expect(issue.body).toContain('https://github.com/acme/infrastructure/actions/runs/4242');
    expect(first.outputs['issue-url']).toBe(github.addressOf(151));

    // A person's title and labels stay.
    issue.title = 'Keys!';
    issue.labels.push('security');
    acme.clock.advance(HOUR);
    const second = await rotate(acme, {}, { env: { GITHUB_RUN_ID: '4243' } });
    expect(second.result).toBe('pending');
    expect(writes(second)).toEqual(['issues/update']);
    expect(second.outputs['issue-url']).toBe(github.addressOf(151));
    expect(issue.body).toContain('/actions/runs/4243');
    expect(issue.body).not.toContain('/actions/runs/4242');

    const third = await finish(acme);
    expect(third.result).toBe('rotated');
    expect(issue).toMatchObject({ title: 'Keys!', labels: [LABEL, 'security'], state: 'closed' });
    expect(issue.stateReason).toBe('completed');
    expect(issue.body).toMatch(/\*\*Nothing needs attention any more\*\*, as of \d{4}-.*Z\./);
    expect(issue.body).toContain('### ✅ Rotated: AWS production');
    expect(third.outputs['issue-url']).toBe(github.addressOf(151));

    // A closed one is left alone while nothing needs attention.
    const fourth = await rotate(acme, { 'max-age': '75d' });
    expect(fourth.result).toBe('not-due');
    expect(writes(fourth)).toEqual([]);
    expect(fourth.outputs).not.toHaveProperty('issue-url');

    acme.clock.advance(76 * DAY);
    const fifth = await rotate(acme, { 'max-age': '75d' });
    expect(fifth.result).toBe('pending');
    expect(issue.state).toBe('open');
    expect(issue.body).not.toContain('Nothing needs attention');
    expect(fifth.outputs['issue-url']).toBe(github.addressOf(151));
    expect(github.issues).toHaveLength(151);
  });

  test('closed as soon as nobody is needed any more, even if the rotation is still on its way', async () => {
    await using acme = await companyInTrouble();
    await rotate(acme);
    expect(theIssue(acme).state).toBe('open');
    const onItsWay = await rotate(acme, { 'ignore-cluster-id': '' });
    expect(onItsWay).toMatchObject({ result: 'pending', warnings: [] });
    expect(theIssue(acme)).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(theIssue(acme).body).toContain('**Nothing needs attention any more**');
  });

  test('nothing is written where nothing needs attention and there is no issue', async () => {
    await using acme = await company();
    const run = await acme.rotate({ 'report-issue': 'true' });
    expect(run).toMatchObject({ result: 'rotated', warnings: [] });
    expect(toGitHub(run)).toEqual(['issues/list-for-repo', 'issues/list-for-repo']);
    expect(acme.sandbox.github.issues).toEqual([]);
    expect(run.outputs).not.toHaveProperty('issue-url');
  });

  test('nothing is written again where nothing differs, even if somebody saved it with other line ends', async () => {
    await using acme = await company({
      credentials: [{ name: 'stuck', user: 'a', clusters: ['c DEPLOYMENT_ERROR'] }],
    });
    expect((await rotate(acme)).result).toBe('failed');
    const issue = theIssue(acme);
    issue.body = `${issue.body.replaceAll('\n', '\r\n')}\r\n`;
    const again = await rotate(acme);
    expect(again.result).toBe('failed');
    expect(writes(again)).toEqual([]);
    expect(again.outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
  });

  test('a run that fails before it begins says so in the issue, in the words of its error', async () => {
    await using acme = await company();
    const run = await rotate(acme, { 'qovery-api-token': 'not-a-token' });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed', warnings: [] });
    const { state, body } = theIssue(acme);
    expect(state).toBe('open');
    expect(body).toContain('### ❌ Failed');
    expect(body.replaceAll('\u200b', '')).toContain('HTTP 401');
    expect(body).toContain('Nothing was changed.');
    expect(run.outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
    // The next run that works closes it.
    expect((await acme.rotate({ 'report-issue': 'true' })).result).toBe('rotated');
    expect(theIssue(acme).state).toBe('closed');
  });

  test('a dry run leaves issues alone, however it ends', async () => {
    await using acme = await companyInTrouble();
    await rotate(acme);
    const before = structuredClone(acme.sandbox.github.issues);
    const planned = await rotate(acme, { 'dry-run': 'true' });
    const failed = await rotate(acme, { 'dry-run': 'true', 'qovery-api-token': 'not-a-token' });
    expect([planned.exitCode, failed.exitCode]).toEqual([0, 1]);
    expect([...toGitHub(planned), ...toGitHub(failed)]).toEqual([]);
    expect(acme.sandbox.github.issues).toEqual(before);
  });

  test('jobs with other credentials keep issues of their own', async () => {
    await using acme = await companyInTrouble([
      { name: 'one', user: 'a', clusters: ['c'] },
      { name: 'two', user: 'b', clusters: ['d'] },
    ]);
    const [one, two] = [acme.credential('one').id, acme.credential('two').id];
    await rotate(acme, { 'credentials-id': one });
    await rotate(acme, { 'credentials-id': two });
    const both = await rotate(acme, { 'credentials-id': `${two}, ${one}` });
    const { issues } = acme.sandbox.github;
    expect(issues.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(new Set(issues.map(markerOf)).size).toBe(3);
    // The same choice in another order is the same job.
    const again = await rotate(acme, { 'credentials-id': `${one}\n${two}` });
    expect(again.outputs['issue-url']).toBe(both.outputs['issue-url']);
    await finish(acme, { 'credentials-id': one });
    expect(issues.map(({ state }) => state)).toEqual(['closed', 'open', 'open']);
  });
});

describe('the issue is found', () => {
  test('without its label, on any page, open or closed', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    await rotate(acme);
    github.issues[0]!.labels = [];
    for (let i = 0; i < 230; i += 1) github.add({ title: `Other ${i}` });
    acme.clock.advance(HOUR);
    const open = await rotate(acme);
    expect(open.outputs['issue-url']).toBe(github.addressOf(1));
    expect(toGitHub(open)).toHaveLength(1 + 3 + 1);
    github.issues[0]!.state = 'closed';
    const closed = await rotate(acme);
    expect(closed.outputs['issue-url']).toBe(github.addressOf(1));
    expect(github.issues[0]).toMatchObject({ state: 'open', labels: [] });
    expect(github.issues).toHaveLength(231);
    await finish(acme);
    expect(github.issues[0]!.state).toBe('closed');
  });

  test('the oldest is kept, later ones of the same author are closed, a copy by somebody else is theirs', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    await rotate(acme);
    const { title, body, author, association } = theIssue(acme);
    const labels = [LABEL];
    const twin = github.add({ title, body, author, association, labels });
    const closedTwin = github.add({ title, body, author, association, labels, state: 'closed' });
    const copy = github.add({ title, body, labels });
    acme.clock.advance(HOUR);
    const run = await rotate(acme);
    expect(run.outputs['issue-url']).toBe(github.addressOf(1));
    expect(github.issues[0]).toMatchObject({ state: 'open', author });
    expect(twin).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(twin.body).toBe('This is kept in #1, which is older.');
    expect(closedTwin.body).toBe(body);
    expect(copy).toMatchObject({ state: 'open', body });
    expect(writes(await rotate(acme)).length).toBeLessThanOrEqual(1);
  });

  test('one by a stranger, which nothing vouches for, is not taken for ours, nor a pull request or a quotation', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    await rotate(acme);
    const { title, body } = theIssue(acme);
    github.issues[0]!.gone = 'deleted';
    const theirs = github.add({ title, body, author: 'mallory', association: 'NONE' });
    const pull = github.add({ title, body, pullRequest: true });
    const quoted = github.add({ title: 'What is this?', body: `I found \`${markerOf(theirs)}\` here.` });
    const before = Object.fromEntries(github.issues.map((one) => [one.number, { ...one }]));
    const run = await rotate(acme);
    expect(run.outputs['issue-url']).toBe(github.addressOf(5));
    for (const other of [theirs, pull, quoted]) expect(other).toEqual(before[other.number]);
  });

  test('one by a stranger that has our label, as a form may give it, is not ours either', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    await rotate(acme);
    const { title, body } = theIssue(acme);
    github.issues[0]!.gone = 'deleted';
    const theirs = github.add({ title, body, author: 'mallory', association: 'NONE', labels: [LABEL] });
    expect((await rotate(acme)).outputs['issue-url']).toBe(github.addressOf(3));
    expect(theirs).toMatchObject({ state: 'open', body });
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'by another bot',
      { user: { login: 'dependabot[bot]', type: 'Bot' }, author_association: 'CONTRIBUTOR' },
    ],
    ['by a mannequin', { user: { login: 'mona', type: 'Mannequin' }, author_association: 'MEMBER' }],
    ['by an author without a type', { user: { login: 'mona' }, author_association: 'NONE' }],
    ['by an author that is gone', { user: null, author_association: 'NONE' }],
    ['by somebody who is nothing to the repository that is known', { author_association: undefined }],
  ])('one %s, that has our label, is not ours', async (_, author) => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    await rotate(acme);
    const { title, body } = theIssue(acme);
    github.issues[0]!.gone = 'deleted';
    const theirs = github.add({ title, body, author: 'mona', labels: [LABEL] });
    acme.sandbox.onAnswer('issues/list-for-repo', (answer) =>
      (answer as { number: number }[]).map((one) =>
        one.number === theirs.number ? { ...one, ...author } : one,
      ),
    );
    expect((await rotate(acme)).outputs['issue-url']).toBe(github.addressOf(3));
    expect(theirs).toMatchObject({ state: 'open', body });
  });

  test('a forge that wants labels by number gets none', async () => {
    await using acme = await companyInTrouble();
    acme.sandbox.fault({
      match: { operation: 'issues/create' },
      times: 1,
      kind: {
        status: 422,
        body: { message: 'cannot unmarshal string into Go struct field CreateIssueOption.Labels' },
      },
    });
    const run = await rotate(acme);
    expect(complaints(run)).toEqual([]);
    expect(run.outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
    expect(theIssue(acme).labels).toEqual([]);
    acme.clock.advance(HOUR);
    expect((await rotate(acme)).outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
  });

  test.each(['deleted', 'moved'] as const)(
    'one that is %s between look and update: a new one',
    async (gone) => {
      await using acme = await companyInTrouble();
      const { github } = acme.sandbox;
      await rotate(acme);
      acme.clock.advance(HOUR);
      acme.after('issues/list-for-repo', () => (github.issues[0]!.gone = gone));
      const run = await rotate(acme);
      expect(run.result).toBe('pending');
      expect(complaints(run)).toEqual([]);
      expect(run.outputs['issue-url']).toBe(github.addressOf(2));
      expect(github.elsewhere).toEqual([]);
    },
  );
});

describe('the text', () => {
  test('names in it mention nobody, and neither end the marker nor forge one', async () => {
    const name = '@everyone #1 --> <!-- qovery-maintenance-action: x --> [a](https://e.example) `<img>`';
    await using acme = await companyInTrouble([{ name, user: 'a', clusters: ['c'] }]);
    await rotate(acme);
    const { body } = theIssue(acme);
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body.indexOf('<!--')).toBe(0);
    expect(body).not.toMatch(/@everyone|#1\b|<img|\]\(https:\/\/e/);
    acme.clock.advance(HOUR);
    const again = await rotate(acme);
    expect(again.outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
  });

  test('a name in it that is a secret is left out', async () => {
    await using acme = await company();
    const name = `c ${acme.sandbox.github.token}`;
    acme.world.addCluster({ name, credential: acme.credential(), status: 'DEPLOYMENT_ERROR' });
    expect((await rotate(acme)).result).toBe('failed');
    expect(theIssue(acme).body).toContain('| c *** |');
  });

  test('beyond the limit of GitHub it is cut, and keeps its marker', async () => {
    const clusters = Array.from({ length: 900 }, (_, i) => `cluster-${i}-${'ü'.repeat(40)} LOCKED`);
    await using acme = await company({
      credentials: [{ name: 'many', user: 'a', clusters: ['c DEPLOYMENT_ERROR'] }],
    });
    const { world } = acme;
    for (const text of clusters)
      world.addCluster({ name: text, credential: acme.credential(), production: false, status: 'DEPLOYED' });
    const run = await rotate(acme);
    expect(run).toMatchObject({ result: 'failed', warnings: [] });
    expect(run.summary.length).toBeGreaterThan(65_536);
    const { body } = theIssue(acme);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toContain('**The issue ends here');
    expect(body).toContain('/actions/runs/4242');
    expect(markerOf(theIssue(acme))).toMatch(/rotate/);
  });
});

describe('when GitHub does not do what it is asked', () => {
  test.each<[string, (acme: Company) => void, RegExp]>([
    [
      'no permission to write',
      ({ sandbox }) => (sandbox.github.permission = 'read'),
      /GitHub could not create an issue: HTTP 403, Resource not accessible by integration\. .*Add 'issues: write' to the 'permissions'/,
    ],
    [
      'no permission to read',
      ({ sandbox }) => (sandbox.github.permission = 'none'),
      /GitHub could not list the issues: HTTP 403, .*Add 'issues: write'/,
    ],
    ...(
      [
        ['Repository was archived so is read-only.', /Unarchive acme\/infrastructure/],
        [
          'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
          /single sign-on/,
        ],
        [
          'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
          /IP allow list, or use a runner/,
        ],
      ] as const
    ).map(
      ([message, says]) =>
        [
          `403, ${message.slice(0, 40)}…`,
          ({ sandbox }: Company) =>
            sandbox.fault({
              match: { operation: 'issues/create' },
              times: 99,
              kind: { status: 403, body: { message } },
            }),
          says,
        ] satisfies [string, (acme: Company) => void, RegExp],
    ),
    [
      'issues are off',
      ({ sandbox }) => (sandbox.github.issuesEnabled = false),
      /HTTP 410, Issues are disabled for this repo\. .*Turn issues on in the settings of acme\/infrastructure, or 'report-issue' off\./,
    ],
    [
      'errors without an end',
      ({ sandbox }) =>
        sandbox.fault({ match: { operation: 'issues/create' }, times: 99, kind: { status: 502 } }),
      /HTTP 502, Server Error\. .*The next run tries again\./,
    ],
    [
      'no requests left for half an hour',
      ({ sandbox, clock }) =>
        sandbox.fault({
          match: { operation: 'issues/list-for-repo' },
          times: 99,
          kind: {
            status: 403,
            body: { message: 'API rate limit exceeded for installation ID 1.' },
            headers: {
              'x-ratelimit-remaining': '0',
              'x-ratelimit-reset': String(Math.ceil((clock.now() + HOUR / 2) / 1000)),
            },
          },
        }),
      /HTTP 403, API rate limit exceeded.*\. What the run did .*\. The next run tries again\.$/,
    ],
    [
      'no answers, but pages of a proxy',
      ({ sandbox }) =>
        sandbox.fault({
          match: { operation: 'issues/list-for-repo' },
          times: 99,
          kind: { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } },
        }),
      /the answer is malformed/,
    ],
  ])('%s: a warning, and the rotation is what it is', async (_, arrange, says) => {
    await using acme = await companyInTrouble();
    arrange(acme);
    const run = await rotate(acme);
    expect(run).toMatchObject({ exitCode: 0, result: 'pending', errors: [] });
    expect(complaints(run)).toEqual([expect.stringMatching(says)]);
    expect(complaints(run)[0]).toMatch(/^The issue in acme\/infrastructure was not kept up to date: /);
    expect(run.summary).toContain('was not kept up to date');
    expect(run.outputs).not.toHaveProperty('issue-url');
    expect(acme.sandbox.github.issues).toEqual([]);
    expect(Object.keys(acme.keys())).toHaveLength(2);
  });

  test('GitHub repeats the token in its error: it is told without', async () => {
    await using acme = await companyInTrouble();
    const { github } = acme.sandbox;
    const body = { message: `Bad token: ${github.token}` };
    acme.sandbox.fault({ match: { operation: 'issues/create' }, kind: { status: 422, body } });
    const run = await rotate(acme);
    expect(complaints(run)[0]).toContain('HTTP 422, Bad token: ***.');
    expect(run.summary).toContain('Bad token');
  });

  test('a token that is not valid, and a repository that is not there', async () => {
    await using acme = await companyInTrouble();
    const token = await rotate(acme, { 'github-token': 'ghs_wrong' });
    expect(complaints(token)[0]).toMatch(
      /HTTP 401, Bad credentials\. .*Give 'github-token' a token that is valid/,
    );
    const repository = await rotate(acme, {}, { env: { GITHUB_REPOSITORY: 'acme/gone' } });
    expect(complaints(repository)[0]).toMatch(
      /The issue in acme\/gone .*HTTP 404, Not Found\. .*'issues: write'/,
    );
  });

  test('nobody at the address: a warning that names no object of octokit', async () => {
    await using acme = await companyInTrouble();
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    await new Promise((closed) => nobody.close(closed));
    const run = await rotate(acme, {}, { env: { GITHUB_API_URL: `http://127.0.0.1:${port}` } });
    expect(run).toMatchObject({ exitCode: 0, result: 'pending' });
    expect(complaints(run)[0]).toMatch(
      /could not list the issues: no answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
    );
  });

  test.each(['issues/list-for-repo', 'issues/update'])(
    '%s: errors and lost answers that end',
    async (operation) => {
      await using acme = await companyInTrouble();
      await rotate(acme);
      acme.clock.advance(HOUR);
      acme.sandbox.fault({ match: { operation }, kind: { status: 502 } });
      acme.sandbox.fault({ match: { operation, nth: 2 }, kind: 'lost' });
      acme.sandbox.fault({
        match: { operation, nth: 3 },
        kind: { status: 429, headers: { 'retry-after': '30' } },
      });
      const run = await rotate(acme, {}, { env: { GITHUB_RUN_ID: '4243' } });
      expect(run.result).toBe('pending');
      expect(complaints(run)).toEqual([]);
      expect(theIssue(acme).body).toContain('/actions/runs/4243');
    },
  );

  test.each([
    ['the answer is lost', 'lost'],
    ['it is answered with 500', 'error-after'],
    ['half of the answer comes', 'malformed'],
  ] as const)('an issue is created and %s: no second one', async (_, kind) => {
    await using acme = await companyInTrouble();
    acme.sandbox.fault({ match: { operation: 'issues/create' }, kind });
    const run = await rotate(acme);
    expect(run.result).toBe('pending');
    expect(complaints(run)).toEqual([]);
    expect(run.outputs['issue-url']).toBe(acme.sandbox.github.addressOf(1));
    expect(theIssue(acme).state).toBe('open');
    expect(writes(run)).toEqual(['issues/create']);
  });

  test('the create fails without effect: it is asked for once more, after a look', async () => {
    await using acme = await companyInTrouble();
    acme.sandbox.fault({ match: { operation: 'issues/create' }, kind: { status: 503 } });
    const run = await rotate(acme);
    expect(run.result).toBe('pending');
    expect(complaints(run)).toEqual([]);
    expect(toGitHub(run).map((operation) => operation.replace('issues/', ''))).toEqual([
      ...['list-for-repo', 'list-for-repo', 'create'],
      ...['list-for-repo', 'list-for-repo', 'create'],
    ]);
    expect(theIssue(acme).state).toBe('open');
  });

  /** Cancels a run while it waits for an answer that never comes. */
  async function cancelled(acme: Company, operation: string): Promise<Run> {
    acme.sandbox.fault({ match: { operation }, times: 9, kind: { hang: 'before' } });
    const action = start(acme.sandbox, {
      'credentials-id': acme.credential().id,
      'wait-for-deletion': 'false',
      'report-issue': 'true',
    });
    while (!acme.sandbox.requests.some((request) => request.operation === operation)) await realDelay(20);
    const cancelledAt = performance.now();
    action.child.kill('SIGINT');
    const run = await action.done;
    expect(performance.now() - cancelledAt).toBeLessThan(5000);
    return run;
  }

  test('a cancelled run waits for GitHub no longer than for anybody', async () => {
    await using acme = await companyInTrouble();
    const run = await cancelled(acme, 'issues/list-for-repo');
    expect(run.outputs['result']).toBe('pending');
    expect(run.stdout).toMatch(/::warning::The issue in .* was not kept up to date: .*no time is left/);
  });

  test('a run that was cancelled before it began has nothing to tell', async () => {
    await using acme = await company();
    const run = await cancelled(acme, 'listOrganizationCluster');
    expect(run.outputs['result']).toBe('failed');
    expect(run.stdout).not.toContain('issue');
    expect(acme.sandbox.requests.filter(({ api }) => api === 'github')).toEqual([]);
  });
});

describe('the way to GitHub', () => {
  test('a GitHub Enterprise Server, whose API has a path of its own', async () => {
    await using acme = await companyInTrouble();
    acme.sandbox.github.prefix = '/api/v3';
    for (let i = 0; i < 120; i += 1) acme.sandbox.github.add({ title: `Other ${i}` });
    const run = await rotate(acme);
    expect(run.result).toBe('pending');
    expect(complaints(run)).toEqual([]);
    expect(acme.sandbox.github.issues).toHaveLength(121);
    const paths = run.requests.filter(({ api }) => api === 'github').map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['/api/v3/repos/acme/infrastructure/issues']));
  });

  test('leads through the proxy of the usual variables', async () => {
    await using acme = await companyInTrouble();
    const asked: string[] = [];
    const proxy = createServer((_, response) => response.writeHead(501).end());
    proxy.on('connect', ({ url = '' }: IncomingMessage, socket) => {
      asked.push(url);
      const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const side of [socket, upstream]) side.on('error', () => upstream.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    try {
      // A name that only the proxy knows: addresses of this machine go around any proxy.
      const { port } = new URL(acme.sandbox.githubUrl);
      const env = {
        GITHUB_API_URL: `http://github.test:${port}`,
        HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        NO_PROXY: '127.0.0.1',
      };
      const run = await rotate(acme, {}, { env });
      expect(run.result).toBe('pending');
      expect(complaints(run)).toEqual([]);
      expect(new Set(asked)).toEqual(new Set([`github.test:${port}`]));
      expect(theIssue(acme).state).toBe('open');
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  test('is not loaded by who does not ask for it', async () => {
    await using acme = await companyInTrouble();
    const dist = mkdtempSync(join(tmpdir(), 'dist-without-octokit-'));
    try {
      const built = resolve(process.env['ACTION_ENTRY'] ?? 'dist/index.js', '..');
      cpSync(built, dist, { recursive: true });
      const octokit = readdirSync(dist).filter(
        (name) => name.endsWith('.js') && readFileSync(join(dist, name), 'utf8').includes('octokit-core.js/'),
      );
      expect(octokit).not.toEqual([]);
      for (const name of octokit) rmSync(join(dist, name));
      const entry = join(dist, 'index.js');
      const lock = { operation: 'lock', 'cluster-id': 'all', reason: 'a test', 'ttl-in-days': '1' };
      expect((await act(acme.sandbox, lock, { entry })).result).toBe('locked');
      expect((await act(acme.sandbox, { ...lock, operation: 'unlock' }, { entry })).result).toBe('unlocked');
      const quiet = await acme.rotate({ 'wait-for-deletion': 'false' }, { entry });
      expect(quiet).toMatchObject({ result: 'pending', warnings: [] });
      const loud = await rotate(acme, {}, { entry });
      expect(loud.result).toBe('pending');
      expect(complaints(loud)[0]).toMatch(/was not kept up to date: Cannot find module/);
    } finally {
      rmSync(dist, { recursive: true, force: true });
    }
  });
});

test('three credentials with long names have an issue: its title is no longer than GitHub allows', async () => {
  const names = ['a', 'b', 'c'].map((letter) => letter.repeat(90));
  await using acme = await companyInTrouble(names.map((name, n) => ({ name, user: `user-${n}` })));
  const run = await rotate(acme, { 'credentials-id': names.join(',') });
  expect(complaints(run)).toEqual([]);
  expect(theIssue(acme).title).toHaveLength(256);
});
