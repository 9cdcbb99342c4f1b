import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { SAMPLES } from '../support/provider-texts.ts';

// A deployment that fails says what Qovery's status says, which is little; the cluster's log knows why. Each test: what
// the person reads, and that nothing else about the failure changes.

const REQUEST_ID = 'b5b9a806-0826-463f-ba93-97b56760c75d';
const ADDRESSES = text(REQUEST_ID);
const VPCS = text('creating EC2 VPC: VpcLimitExceeded');
const FLEET = text('AsgInstanceLaunchFailures: You');
const CORES = text('VcpuLimitExceeded');
const CAPACITY = text('do not have sufficient p2.xlarge');

/** A real text of AWS, by a piece of it. */
function text(piece: string): string {
  const found = SAMPLES.AWS.find((sample) => sample.text.includes(piece));
  if (found === undefined) throw new Error(`No text has ${piece}.`);
  return found.text;
}

function failsWith(acme: Company, log: string, status = 'DEPLOYMENT_ERROR'): void {
  acme.world.nextOutcome(acme.cluster().id, { status, tag: 'TERRAFORM_UNKNOWN_ERROR', log });
}

/** It failed as any failed deployment does: one error, both keys active, and nothing is broken. */
function expectFailed(acme: Company, run: Run): string {
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors).toHaveLength(1);
  expect(Object.values(acme.keys())).toEqual(['Active', 'Active']);
  expectHealthy(acme);
  return run.errors[0] ?? '';
}

function logReads(run: Run): number {
  return run.requests.filter(({ operation }) => operation === 'listClusterLogs').length;
}

describe('a deployment that fails on a quota', () => {
  test('the error names the quota, what to do and where; the next run goes on', async () => {
    await using acme = await company();
    failsWith(acme, ADDRESSES);
    const run = await acme.rotate();
    const error = expectFailed(acme, run);
    expect(error).toContain(
      "cluster 'production-eu': DEPLOYMENT_ERROR, its log says: AWS quota reached: EC2-VPC Elastic IPs in eu-west-3.",
    );
    expect(error).toContain(
      'Ask AWS for more, or delete what is not used any more. Ask at https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3?region=eu-west-3 (it usually takes 1 to 3 business days).',
    );
    expect(error).toMatch(/Both keys stay active\. Fix the cluster; the next run deploys it again/);
    expect(run.log).toContain(
      'To send to AWS: Please raise the quota "EC2-VPC Elastic IPs" (service ec2, code L-0263D0A3)',
    );
    expect(run.summary).toContain('EC2-VPC Elastic IPs');
    expect(run.outputs['report']).toContain('EC2-VPC Elastic IPs');
    // The log's own text goes nowhere: only what the catalogue made of it.
    for (const shown of [run.stdout, run.summary, ...Object.values(run.outputs)])
      expect(shown).not.toContain(REQUEST_ID);
    expect(logReads(run)).toBe(1);

    acme.clock.advance(HOUR);
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('several causes are all named', async () => {
    await using acme = await company();
    failsWith(acme, `${VPCS}\n\n${ADDRESSES}\n\nError: ${FLEET}`);
    const error = expectFailed(acme, await acme.rotate());
    expect(error).toMatch(
      /its log says: AWS quota reached: VPCs per Region in eu-west-3; AWS quota reached: EC2-VPC Elastic IPs in eu-west-3; AWS quota reached: EC2 Fleet requests in eu-west-3\./,
    );
    for (const code of ['vpc/quotas/L-F678F1CE', 'ec2/quotas/L-0263D0A3', 'ec2/quotas?region'])
      expect(error).toContain(code);
  });

  test('more than three: the error has three of them, the log all', async () => {
    await using acme = await company();
    failsWith(acme, `${VPCS}\n\n${ADDRESSES}\n\nError: ${FLEET}\n\nError: ${CORES}`);
    const run = await acme.rotate();
    expect(expectFailed(acme, run).match(/AWS quota reached/g)).toHaveLength(3);
    expect(run.log.match(/The log of 'production-eu' says: AWS quota reached/g)).toHaveLength(4);
    expect(run.log.match(/To send to AWS: /g)).toHaveLength(4);
  });

  test('each cluster by its own log', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS', user: 'qovery-admin', clusters: ['staging', 'preview'] }],
    });
    for (const [name, log] of [
      ['staging', ADDRESSES],
      ['preview', VPCS],
    ] as const)
      acme.world.nextOutcome(acme.cluster(name).id, { status: 'DEPLOYMENT_ERROR', log });
    const run = await acme.rotate();
    const error = expectFailed(acme, run);
    expect(error).toMatch(
      /cluster 'preview': DEPLOYMENT_ERROR, its log says: AWS quota reached: VPCs per Region/,
    );
    expect(error).toMatch(
      /cluster 'staging': DEPLOYMENT_ERROR, its log says: AWS quota reached: EC2-VPC Elastic IPs/,
    );
    expect(logReads(run)).toBe(2);
  });
});

describe('a deployment that fails on something else', () => {
  test('want of capacity is not called a quota, and nobody is asked for more', async () => {
    await using acme = await company();
    failsWith(acme, CAPACITY);
    const error = expectFailed(acme, await acme.rotate());
    expect(error).toContain(
      'its log says: AWS has no free instances of this type in the zone, in us-west-2.',
    );
    expect(error).toContain('this is no quota');
    expect(error).not.toMatch(/servicequotas|Ask at/);
  });

  test('a key that AWS refused', async () => {
    await using acme = await company();
    failsWith(acme, text('216e61fb-50c0-4e48-9efb-a3c7b70c329f'), 'INVALID_CREDENTIALS');
    const error = expectFailed(acme, await acme.rotate());
    expect(error).toContain(
      "'production-eu': INVALID_CREDENTIALS, its log says: AWS does not accept the access key",
    );
  });

  test('what the catalogue does not know is not explained', async () => {
    await using acme = await company();
    failsWith(acme, 'Error: timeout - last error: unknown error');
    const run = await acme.rotate();
    const error = expectFailed(acme, run);
    expect(error).toContain("cluster 'production-eu': DEPLOYMENT_ERROR.");
    expect(run.log).not.toMatch(/log says|log of/);
    expect(logReads(run)).toBe(1);
  });

  test('an error of an earlier deployment explains nothing', async () => {
    await using acme = await company();
    failsWith(acme, 'Error: timeout - last error: unknown error');
    acme.after('deployCluster', () =>
      acme.world.addLog(acme.cluster().id, {
        type: 'error',
        step: 'CreateError',
        text: ADDRESSES,
        at: acme.clock.now() - DAY,
      }),
    );
    const error = expectFailed(acme, await acme.rotate());
    expect(error).not.toContain('Elastic IP');
  });
});

describe('a log that cannot be read', () => {
  test.each<[string, FaultKind]>([
    ['refused', { status: 403, body: {} }],
    ['broken', { status: 500, body: {} }],
    ['without its list', { mutate: () => ({}) }],
    ['not even JSON', 'malformed'],
  ])('%s: the failure is the deployment, as before', async (_, kind) => {
    await using acme = await company();
    failsWith(acme, ADDRESSES);
    acme.sandbox.fault({ match: { operation: 'listClusterLogs' }, kind, times: 100 });
    const run = await acme.rotate();
    const error = expectFailed(acme, run);
    expect(error).toContain(
      "The deployment with the new key did not succeed: cluster 'production-eu': DEPLOYMENT_ERROR.",
    );
    expect(error).not.toContain('could not read');
    expect(run.log).toMatch(
      /Why the deployment of 'production-eu' failed is not known: Qovery could not read the cluster's log/,
    );
  });

  test('lines that are nothing like the specification are passed over, the others are read', async () => {
    await using acme = await company();
    failsWith(acme, ADDRESSES);
    acme.sandbox.fault({
      match: { operation: 'listClusterLogs' },
      kind: {
        mutate: (body) => {
          const { results } = body as { results: unknown[] };
          const odd = [
            { type: 7, message: 'no object' },
            { type: 'error', error: { hint_message: {}, underlying_error: 5 } },
            {},
          ];
          return { results: [...odd, ...results, ...odd] };
        },
      },
    });
    expect(expectFailed(acme, await acme.rotate())).toContain('AWS quota reached: EC2-VPC Elastic IPs');
  });
});

test('a deployment that succeeds costs no look at the log', async () => {
  await using acme = await company();
  const run = await acme.rotate({ 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(logReads(run)).toBe(0);
});
