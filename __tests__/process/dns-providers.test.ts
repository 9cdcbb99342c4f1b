import { describe, expect, test } from '@jest/globals';

import { MINUTE } from '../../sandbox/clock.ts';
import { company, expectHealthy, expectRefused } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// A cluster's Route 53 DNS provider keeps a copy of a key, and Qovery's API edits it on an Enterprise plan alone.

/** The key is in the DNS providers of the credential's own cluster, and of a cluster of somebody else's credential. */
async function companyWithZones(plan: string): Promise<Company> {
  const acme = await company({
    credentials: [
      { name: 'AWS', user: 'qovery-admin', clusters: ['production'] },
      { name: 'Other', user: 'qovery-other', clusters: ['shop', 'bystander'] },
    ],
  });
  Object.assign(acme.world.organization(), { plan });
  for (const name of ['production', 'shop'])
    acme.cluster(name).route53 = { domain: `${name}.example.com`, region: 'eu-west-3', key: acme.key('AWS') };
  return acme;
}

function zones(acme: Company): (string | undefined)[] {
  return ['production', 'shop'].map((name) => acme.cluster(name).route53?.key.id);
}

test('on an Enterprise plan they move along: their clusters are deployed, and nothing is ever on a dead key', async () => {
  await using acme = await companyWithZones('ENTERPRISE_2025');
  const old = acme.key('AWS');
  const { id: others } = acme.key('Other');
  acme.cluster('shop').route53 = { ...shopZone(acme), hostedZoneId: 'Z0123456789' };
  const run = await acme.rotate();
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  const created = acme.key('AWS').id;
  expect(created).not.toBe(old.id);
  expect(zones(acme)).toEqual([created, created]);
  expect(acme.cluster('shop').route53).toMatchObject({
    domain: 'shop.example.com',
    region: 'eu-west-3',
    hostedZoneId: 'Z0123456789',
  });
  // Each of them was stored before its cluster was deployed, and the credential after them.
  const order = run.requests
    .filter(({ operation, status }) => /^(edit|deployCluster)/.test(operation) && status === 200)
    .map(({ operation }) => operation);
  expect(order).toEqual([
    'editClusterDnsProvider',
    'editClusterDnsProvider',
    'editAWSCredentials',
    'deployCluster',
    'deployCluster',
  ]);
  const deployed = run.requests.filter(({ operation }) => operation === 'deployCluster');
  expect(deployed.map(({ path }) => path.split('/').at(-2)).sort()).toEqual(
    [acme.cluster('production').id, acme.cluster('shop').id].sort(),
  );
  expect(acme.running()).toEqual({ production: created, shop: others, bystander: others });
  expect(old.history.map(({ status }) => status)).toEqual(['Active', 'Inactive', 'Deleted']);
  expectHealthy(acme);
});

function shopZone(acme: Company): { domain: string; region: string; key: { id: string; secret: string } } {
  const zone = acme.cluster('shop').route53;
  if (!zone) throw new Error('it is there');
  return zone;
}

describe('where Qovery refuses to edit one', () => {
  test('although the plan has it (403): the new key is deleted, and nothing else has changed', async () => {
    await using acme = await companyWithZones('ENTERPRISE_2025');
    const old = acme.key('AWS');
    const holders = acme.holders();
    const running = acme.running();
    acme.sandbox.fault({
      match: { operation: 'editClusterDnsProvider' },
      times: Infinity,
      kind: { status: 403, body: { status: 403, detail: 'Forbidden' } },
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/not stored in the DNS provider 'of cluster \w+': .*403/);
    expect(zones(acme)).toEqual([old.id, old.id]);
    expect(acme.holders()).toEqual(holders);
    expect(acme.running()).toEqual(running);
    expect(run.requests.filter(({ operation }) => operation === 'deployCluster')).toEqual([]);
    expect(acme.keys()).toEqual({ [old.id]: 'Active' });
    expectHealthy(acme);
    acme.sandbox.clearFaults();
    acme.clock.advance(MINUTE);
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('the second of two: both keys stay active, and nothing is deployed or retired', async () => {
    await using acme = await companyWithZones('ENTERPRISE_2025');
    const old = acme.key('AWS');
    acme.sandbox.fault({
      match: { operation: 'editClusterDnsProvider', nth: 2 },
      times: Infinity,
      kind: { status: 403 },
    });
    for (let n = 0; n < 2; n += 1) {
      const run = await acme.rotate();
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      expect(run.errors[0]).toContain('DNS provider');
      expect(run.requests.filter(({ operation }) => operation === 'deployCluster')).toEqual([]);
      expect(Object.values(acme.keys())).toEqual(['Active', 'Active']);
      expect(acme.key('AWS').id).toBe(old.id);
      expectHealthy(acme);
      acme.clock.advance(20 * MINUTE);
    }
  });

  test.each(['BUSINESS_2025', 'TEAM', ''])(
    'on a plan without it (%j): before anything is changed',
    async (plan) => {
      await using acme = await companyWithZones(plan);
      await expectRefused(
        acme,
        new RegExp(
          `DNS provider 'of cluster production' holds AKIA\\w+ too.*Enterprise plan only, and this organisation has ${plan || 'a plan that Qovery does not tell'}`,
        ),
      );
    },
  );
});
