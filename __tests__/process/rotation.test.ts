import { expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// What a rotation does when all goes well. The action runs as a process of its own, as a runner starts it, against a
// Qovery and an AWS that model consequences: whatever loses its key shows up as an outage.

interface KeyReport {
  result: string;
  iam_user: string;
  old_access_key_id: string | null;
  new_access_key_id: string | null;
  credentials: { name: string }[];
  plan: string[];
}

function reportOf(run: Run): { result: string; left_out: string[]; keys: KeyReport[] } {
  return JSON.parse(run.outputs['report'] ?? '') as ReturnType<typeof reportOf>;
}

/** When a key first had this status; 0 if it never had. */
function since(key: AccessKey, status: string): number {
  return key.history.find((change) => change.status === status)?.at ?? 0;
}

/** The id of the key that came in the place of another one. */
function successorOf(key: AccessKey, acme: Company, userName?: string): string {
  const [id = ''] = Object.keys(acme.keys(userName)).filter((candidate) => candidate !== key.id);
  return id;
}

test('as the README schedules it, by its defaults: the key is rotated, and a day later it is not due', async () => {
  await using acme = await company();
  const env = { GITHUB_EVENT_NAME: 'schedule' };
  expect(await acme.rotate({ 'credentials-id': 'all' }, { env })).toMatchObject({ result: 'rotated' });
  acme.clock.advance(24 * HOUR);
  const keys = acme.keys();
  const next = await acme.rotate({ 'credentials-id': 'all' }, { env });
  expect(next).toMatchObject({ errors: [], warnings: [], exitCode: 0, result: 'not-due' });
  expect(next.requests.filter(({ write }) => write)).toEqual([]);
  expect(acme.keys()).toEqual(keys);
});

test('several runs, none of which waits: new key, two hours, old key deactivated, a quarter of an hour, deleted', async () => {
  await using acme = await company();
  const old = acme.key();
  const inputs = { 'wait-for-deletion': 'false', 'max-age': '75d' };

  // The first run ends as soon as every cluster runs on the new key.
  const first = await acme.rotate(inputs);
  const created = successorOf(old, acme);
  const deployedAt = acme.cluster().lastDeploymentAt ?? 0;
  expect(acme.keys()).toEqual({ [old.id]: 'Active', [created]: 'Active' });
  expect(acme.holders()).toEqual({ 'AWS production': created });
  expect(acme.running()).toEqual({ 'production-eu': created });
  expect(first).toMatchObject({
    errors: [],
    exitCode: 0,
    outputs: { result: 'pending', 'old-access-key-id': old.id, 'new-access-key-id': created },
  });
  expect(JSON.parse(first.outputs['clusters'] ?? '')).toEqual([
    { id: acme.cluster().id, name: 'production-eu', status: 'DEPLOYED' },
  ]);
  const deleteAfter = Date.parse(first.outputs['delete-after'] ?? '');
  expect(deleteAfter - deployedAt).toBeGreaterThanOrEqual(2 * HOUR + 15 * MINUTE - SECOND);
  expect(deleteAfter - deployedAt).toBeLessThan(2 * HOUR + 17 * MINUTE);

  // A run that comes too early finds nothing to do, and writes nothing.
  acme.clock.advance(HOUR + 50 * MINUTE);
  const early = await acme.rotate(inputs);
  expect(early).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(early.outputs['delete-after']).toBe(first.outputs['delete-after']);
  expect(early.requests.filter(({ write }) => write)).toEqual([]);

  // Two hours after the deployment, the old key is deactivated.
  acme.clock.advance(10 * MINUTE);
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(acme.keys()).toEqual({ [old.id]: 'Inactive', [created]: 'Active' });
  expect(since(old, 'Inactive') - deployedAt).toBeGreaterThanOrEqual(2 * HOUR);

  acme.clock.advance(10 * MINUTE);
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(acme.keys()).toEqual({ [old.id]: 'Inactive', [created]: 'Active' });

  // A quarter of an hour later, it is deleted, and the journal is gone.
  acme.clock.advance(5 * MINUTE);
  const last = await acme.rotate(inputs);
  expect(last).toMatchObject({
    errors: [],
    exitCode: 0,
    outputs: { result: 'rotated', 'old-access-key-id': old.id, 'new-access-key-id': created },
  });
  expect(since(old, 'Deleted') - since(old, 'Inactive')).toBeGreaterThanOrEqual(15 * MINUTE);
  expect(acme.keys()).toEqual({ [created]: 'Active' });
  expect(acme.journal()).toEqual({});
  expect(last.summary).toContain('| production-eu | yes | `DEPLOYED` | deployed with the new key |');

  // And then there is nothing to do for 75 days.
  const rest = await acme.rotate(inputs);
  expect(rest).toMatchObject({ errors: [], exitCode: 0, result: 'not-due' });
  expect(rest.requests.filter(({ write }) => write)).toEqual([]);
  expectHealthy(acme);
});

test('one run that stays until the old key is deleted', async () => {
  await using acme = await company();
  const old = acme.key();
  const run = await acme.rotate({ 'wait-for-deletion': 'true', delay: '3h', 'deactivate-for': '30m' });

  const created = successorOf(old, acme);
  expect(run).toMatchObject({
    errors: [],
    exitCode: 0,
    outputs: { result: 'rotated', 'old-access-key-id': old.id, 'new-access-key-id': created },
  });
  expect(acme.keys()).toEqual({ [created]: 'Active' });
  expect(acme.holders()).toEqual({ 'AWS production': created });
  expect(acme.running()).toEqual({ 'production-eu': created });
  expect(since(old, 'Inactive') - (acme.cluster().lastDeploymentAt ?? 0)).toBeGreaterThanOrEqual(3 * HOUR);
  expect(since(old, 'Deleted') - since(old, 'Inactive')).toBeGreaterThanOrEqual(30 * MINUTE);
  expect(acme.journal()).toEqual({});
  expectHealthy(acme);

  // The log has the titles of Qovery's published guide, and is no longer than a person can read.
  expect(run.log).toContain('Create a new Access Key');
  expect(run.log).toContain('Wait for the cluster deployment to be done');
  expect(run.log).toMatch(/'production-eu' is DEPLOYED, after 8m 20s .*usually 5 to 10 minutes/);
  expect(run.log.split('\n').length).toBeLessThan(80);
  expect(run.summary).toContain(created);
  expect(run.summary).toContain('production-eu');
});

test('three credentials over five clusters are rotated side by side, production last', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Europe', user: 'qovery-eu', clusters: ['staging-eu', 'production-eu'] },
      { name: 'America', user: 'qovery-us', clusters: ['staging-us', 'production-us'] },
      { name: 'Asia', user: 'qovery-asia', clusters: ['production-asia'] },
      { name: 'Not asked for', user: 'qovery-other', clusters: ['production-other'] },
    ],
  });
  const old = { eu: acme.key('Europe'), us: acme.key('America'), asia: acme.key('Asia') };
  const other = acme.key('Not asked for').id;
  const startedAt = acme.clock.now();
  const ids = ['Europe', 'America', 'Asia'].map((name) => acme.credential(name).id);
  const run = await acme.rotate({ 'credentials-id': ids.join(', ') });
  const took = acme.clock.now() - startedAt;

  const eu = successorOf(old.eu, acme, 'qovery-eu');
  const us = successorOf(old.us, acme, 'qovery-us');
  const asia = successorOf(old.asia, acme, 'qovery-asia');
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toEqual({ Europe: eu, America: us, Asia: asia, 'Not asked for': other });
  expect(acme.running()).toEqual({
    'staging-eu': eu,
    'production-eu': eu,
    'staging-us': us,
    'production-us': us,
    'production-asia': asia,
    'production-other': other,
  });
  expect(acme.keys('qovery-eu')).toEqual({ [eu]: 'Active' });
  expect(acme.keys('qovery-us')).toEqual({ [us]: 'Active' });
  expect(acme.keys('qovery-asia')).toEqual({ [asia]: 'Active' });
  for (const region of ['eu', 'us']) {
    const begun = Number(acme.cluster(`production-${region}`).lastExecutionId?.split('-').at(-1)) * SECOND;
    expect(begun).toBeGreaterThanOrEqual((acme.cluster(`staging-${region}`).lastDeploymentAt ?? 0) - SECOND);
  }
  expectHealthy(acme);

  // Side by side: two deployments in a row and the wait, not three times that.
  expect(took).toBeLessThan(2.75 * HOUR);
  // One request reads the status of all clusters, not more often than Qovery's rate limit bears.
  const polls = run.requests.filter(({ operation }) => operation === 'getOrganizationClusterStatus');
  const inTheLongRun = polls.filter(({ at }) => at - startedAt > 10 * MINUTE);
  expect(inTheLongRun.length).toBeLessThan((took / (15 * SECOND)) * 1.1);
  expect(run.requests.filter(({ operation }) => operation === 'getClusterStatus')).toEqual([]);

  // What belongs to one key is in the report, for each of them; a single id would say little.
  expect(run.outputs).not.toHaveProperty('new-access-key-id');
  expect(reportOf(run).keys.map((key) => [key.iam_user, key.result, key.new_access_key_id])).toEqual(
    expect.arrayContaining([
      ['qovery-eu', 'rotated', eu],
      ['qovery-us', 'rotated', us],
      ['qovery-asia', 'rotated', asia],
    ]),
  );
});

test('one key of several that fails does not stop the others', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Europe', user: 'qovery-eu', clusters: ['production-eu'] },
      { name: 'America', user: 'qovery-us', clusters: ['production-us DEPLOYMENT_ERROR'] },
    ],
  });
  const old = { eu: acme.key('Europe'), us: acme.key('America') };
  const run = await acme.rotate({ 'credentials-id': 'all', 'wait-for-deletion': 'false' });

  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(/'America'.*'production-us' is in state DEPLOYMENT_ERROR/s);
  const eu = successorOf(old.eu, acme, 'qovery-eu');
  expect(acme.running()).toEqual({ 'production-eu': eu, 'production-us': old.us.id });
  expect(acme.keys('qovery-us')).toEqual({ [old.us.id]: 'Active' });
  expectHealthy(acme);
});

test('`all`: every static AWS credential of the account; the others are named, with the reason', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Europe', user: 'qovery-eu', clusters: ['production-eu'] },
      { name: 'Unused', user: 'qovery-unused' },
      { name: 'Subsidiary', user: 'qovery-sub', account: '210987654321', clusters: ['production-sub'] },
    ],
  });
  acme.world.addCredential({
    name: 'By role',
    kind: 'AWS_ROLE',
    details: { role_arn: 'arn:aws:iam::123456789012:role/qovery' },
  });
  acme.world.addCredential({ name: 'Google', kind: 'GCP' });
  const old = { eu: acme.key('Europe'), unused: acme.key('Unused'), sub: acme.key('Subsidiary') };
  const run = await acme.rotate({ 'credentials-id': 'all' });

  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  const eu = successorOf(old.eu, acme, 'qovery-eu');
  const unused = successorOf(old.unused, acme, 'qovery-unused');
  expect(acme.holders()).toEqual({
    Europe: eu,
    Unused: unused,
    Subsidiary: old.sub.id,
    'By role': undefined,
    Google: undefined,
  });
  expect(acme.keys('qovery-eu')).toEqual({ [eu]: 'Active' });
  expect(acme.keys('qovery-unused')).toEqual({ [unused]: 'Active' });
  expect(acme.keys('qovery-sub')).toEqual({ [old.sub.id]: 'Active' });
  expectHealthy(acme);

  const leftOut = reportOf(run).left_out.join('\n');
  expect(leftOut).toMatch(/'By role' uses an AWS role/);
  expect(leftOut).toMatch(
    new RegExp(`^1 key belongs to AWS account 210987654321, .* ${old.sub.id} \\('Subsidiary'\\)`, 'm'),
  );
  for (const sentence of reportOf(run).left_out) expect(run.log).toContain(sentence);
});

/** Writes, without those that only ask IAM whether they would be allowed: nothing has this id, nobody this tag. */
function changes(run: Run): unknown[] {
  const asksOnly = /"AKIA0000000000000000"|"TagKeys\.member\.1":"qovery-rotation:probe"/;
  return run.requests.filter(({ write, body }) => write && !asksOnly.test(JSON.stringify(body)));
}

test('a dry run tells the plan, and writes nothing', async () => {
  await using acme = await company({
    credentials: [
      { name: 'AWS production', user: 'qovery-admin', clusters: ['staging', 'production', 'old STOPPED'] },
    ],
  });
  acme.world.addRegistry({ name: 'ECR', key: acme.key(), cluster: acme.cluster('production') });
  const before = acme.everything();
  const run = await acme.rotate({ 'dry-run': 'true' });

  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
  expect(run.outputs['old-access-key-id']).toBe(acme.key().id);
  expect(run.outputs).not.toHaveProperty('new-access-key-id');
  expect(changes(run)).toEqual([]);
  expect(acme.everything()).toEqual(before);

  const plan = reportOf(run).keys[0]?.plan ?? [];
  expect(plan.join('\n')).toMatch(
    /^create a new key for qovery-admin.*\nstore it in container registry 'ECR', cloud credential 'AWS production'\ndeploy 'staging', 'production' .*\nkeep the old key for 2h.*\ndeactivate the old key for 15m.*delete it$/,
  );
  expect(plan.join('\n')).not.toContain("'old'"); // A stopped cluster is left alone.
  for (const step of plan) expect(run.log).toContain(step);
});

test('a dry run in the middle of a rotation tells what comes next, and writes nothing', async () => {
  await using acme = await company();
  await acme.rotate({ 'wait-for-deletion': 'false' });
  acme.clock.advance(3 * HOUR);
  const before = acme.everything();
  const run = await acme.rotate({ 'dry-run': 'true', 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
  expect(reportOf(run).keys[0]?.plan.join('\n')).toMatch(/deactivate .* for 15m/);
  expect(changes(run)).toEqual([]);
  expect(acme.everything()).toEqual(before);
});

test('a key that is younger than `max-age` is not due', async () => {
  await using acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery-admin', keyAge: 74 * DAY, clusters: ['production'] }],
  });
  const before = acme.everything();
  const early = await acme.rotate({ 'max-age': '75d' });
  expect(early).toMatchObject({ errors: [], exitCode: 0, result: 'not-due' });
  expect(Math.abs(Date.parse(early.outputs['next-rotation'] ?? '') - acme.clock.now() - DAY)).toBeLessThan(
    MINUTE,
  );
  expect(early.requests.filter(({ write }) => write)).toEqual([]);
  expect(acme.everything()).toEqual(before);

  acme.clock.advance(DAY);
  expect(await acme.rotate({ 'max-age': '75d' })).toMatchObject({
    errors: [],
    exitCode: 0,
    result: 'rotated',
  });
  expectHealthy(acme);
});

test('a credential with a role has nothing to rotate', async () => {
  await using acme = await company({ credentials: [] });
  const role = { role_arn: 'arn:aws:iam::123456789012:role/qovery' };
  acme.world.addCredential({ name: 'By role', kind: 'AWS_ROLE', details: role });
  const run = await acme.rotate();
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'nothing-to-rotate' });
  expect(run.log).toContain("'By role' uses an AWS role");
  expect(run.requests.filter(({ write }) => write)).toEqual([]);
});

test('two credentials with one key are rotated together, even if only one of them is named', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Europe', user: 'qovery-admin', clusters: ['production-eu'] },
      { name: 'America', user: 'qovery-admin', clusters: ['production-us'] },
    ],
  });
  const old = acme.key();
  const run = await acme.rotate({ 'credentials-id': acme.credential('America').id });

  const created = successorOf(old, acme);
  expect(run).toMatchObject({
    errors: [],
    exitCode: 0,
    outputs: { result: 'rotated', 'old-access-key-id': old.id, 'new-access-key-id': created },
  });
  expect(acme.holders()).toEqual({ Europe: created, America: created });
  expect(acme.running()).toEqual({ 'production-eu': created, 'production-us': created });
  expect(acme.keys()).toEqual({ [created]: 'Active' });
  expect(run.requests.filter(({ operation }) => operation === 'CreateAccessKey')).toHaveLength(1);
  expectHealthy(acme);
});

test('a container registry and a Helm repository that hold the key move along, and keep everything else', async () => {
  await using acme = await company();
  const { world } = acme;
  const old = acme.key();
  const stranger = world.addKey(world.addUser({ name: 'registry-only' }));
  const registry = world.addRegistry({
    name: 'ECR',
    description: 'images',
    key: old,
    cluster: acme.cluster(),
  });
  world.addRegistry({ name: 'ECR of another key', key: stranger });
  world.addRegistry({ name: 'Docker Hub', kind: 'DOCKER_HUB', config: { username: 'acme' } });
  const repository = world.addHelmRepository({ name: 'Charts', key: old });
  const { description, url, config, kind } = registry;
  const environment = world.addEnvironment({
    name: 'shop',
    cluster: acme.cluster(),
    registries: [registry],
    helmRepositories: [repository],
  });
  const run = await acme.rotate();

  const created = successorOf(old, acme);
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toEqual({
    'AWS production': created,
    ECR: created,
    'ECR of another key': stranger.id,
    'Docker Hub': undefined,
    Charts: created,
  });
  expect(registry).toMatchObject({ description, url, config, kind });
  expect(repository).toMatchObject({ kind: 'OCI_ECR', config: { region: 'eu-west-3' } });

  // Nothing that Qovery does with the key has noticed.
  expect(world.pull(registry.id)).toBe(true);
  world.startEnvironmentDeployment(environment.id, 5 * MINUTE);
  acme.clock.advance(6 * MINUTE);
  expect(world.environment(environment.id).state).toBe('DEPLOYED');
  expectHealthy(acme);
});

test("a session of the job's OIDC token is renewed, since it is shorter than the wait", async () => {
  await using acme = await company();
  const old = acme.key();
  const run = await acme.rotate(
    { 'role-to-assume': 'arn:aws:iam::123456789012:role/qovery-maintenance' },
    {
      env: {
        ...acme.sandbox.oidcEnv(),
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_SESSION_TOKEN: '',
      },
    },
  );
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(Object.keys(acme.keys())).not.toContain(old.id);
  expectHealthy(acme);
});

test('a key that is gone, as a cluster witnesses, is repaired when its user is named', async () => {
  await using acme = await company();
  const dead = acme.key();
  acme.world.setKeyStatus(dead.id, 'Deleted');
  acme.world.startDeployment(acme.cluster().id);
  acme.clock.advance(HOUR);
  const run = await acme.rotate({ 'aws-iam-user': 'qovery-admin', 'wait-for-deletion': 'false' });

  const [created = ''] = Object.keys(acme.keys());
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toEqual({ 'AWS production': created });
  expect(acme.running()).toEqual({ 'production-eu': created });
  expect(acme.world.outages.filter(({ until }) => until === undefined)).toEqual([]);
});

test('a second run at the same time leaves everything to the first', async () => {
  await using acme = await company();
  let second: Run | undefined;
  acme.sandbox.onRequest(async ({ phase, request }) => {
    if (phase === 'after' && request.operation === 'deployCluster' && !second) {
      const started = acme.rotate({ 'wait-for-deletion': 'false' });
      second = await started;
    }
  });
  const first = await acme.rotate({ 'wait-for-deletion': 'false' });

  expect(second).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(second?.warnings.join('\n')).toMatch(/another run \(\w+\) is at work on qovery-admin/);
  expect(first).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(Object.keys(acme.keys())).toHaveLength(2);
  expectHealthy(acme);
});

test('the summary is written unless it is not wanted', async () => {
  await using acme = await company();
  const inputs = { 'dry-run': 'true' };
  expect((await acme.rotate(inputs)).summary).toContain('AWS production');
  expect((await acme.rotate({ ...inputs, summary: 'false' })).summary).toBe('');
});
