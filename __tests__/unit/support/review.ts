/** Small builders for what a review looks at: each gives something healthy, and a test names what it is about. */
import type { AccessKey } from '../../../src/aws/access-keys.ts';
import { DAY, iso } from '../../../src/lib/clock.ts';
import type { Holder } from '../../../src/holders/index.ts';
import type { DueInputs, ReviewInputs } from '../../../src/inputs.ts';
import type { Lock } from '../../../src/qovery/schemas.ts';
import { nothingAhead } from '../../../src/review/aws/ahead.ts';
import type { Review } from '../../../src/review/summary.ts';

import type { ClusterView } from '../../../src/review/clusters.ts';
import type { HeldKey } from '../../../src/review/read-keys.ts';
import { stateOf } from '../../../src/qovery/status.ts';
import type { Plain } from './fixtures.ts';
import { A, NOW, ORGANIZATION, PRODUCTION, credential, journal, key } from './fixtures.ts';

export const ACCOUNT = '123456789012';
/** The Wednesday after `NOW`, a Friday. */
export const WEDNESDAY = Date.parse('2026-11-25T00:00:00Z');

const COMMON = {
  token: 'token',
  apiUrl: new URL('https://api.qovery.com'),
  organizationId: ORGANIZATION,
  writeSummary: true,
  proxy: {},
  runUrl: '',
  actor: '',
  warnings: [],
  aws: { region: 'us-east-1', roleToAssume: undefined },
  iamUsers: undefined,
  maxAge: 90 * DAY,
} as const;
export const REVIEW: ReviewInputs = {
  ...COMMON,
  operation: 'review',
  clusters: 'all',
  since: 30 * DAY,
  quotaThreshold: 80,
  issue: undefined,
  acceptedFindings: [],
};
export const DUE: DueInputs = { ...COMMON, operation: 'due' };

/** A production cluster, deployed and unlocked. */
export function view(changes: Partial<Plain<ClusterView>> = {}): ClusterView {
  const status = 'status' in changes ? changes.status : 'DEPLOYED';
  return {
    id: PRODUCTION,
    name: 'production',
    provider: 'AWS',
    region: 'eu-west-3',
    production: true,
    status,
    state: status === undefined ? undefined : stateOf(status),
    deployed: true,
    outOfDate: false,
    version: '1.33',
    nextVersion: undefined,
    lock: undefined,
    lastDeployment: NOW - 3 * DAY,
    maintenanceDay: WEDNESDAY,
    ...changes,
  } as ClusterView;
}

export function lockOf(changes: Partial<Plain<Lock>> = {}): Lock {
  return {
    cluster_id: PRODUCTION,
    reason: 'Release 42',
    locked_at: iso(NOW),
    owner_name: 'ada@example.com',
    ttl_in_days: 5,
    ...changes,
  } as Lock;
}

/** A key of 30 days that one credential of one cluster holds, the only one of its user. */
export function held(
  changes: {
    readonly id?: string;
    readonly user?: string;
    readonly age?: number;
    readonly status?: string;
    readonly holders?: readonly Holder[];
    /** Other keys of the user. */
    readonly others?: readonly AccessKey[];
    readonly journal?: Parameters<typeof journal>[0];
  } = {},
): Extract<HeldKey, { is: 'known' }> {
  const { id = A, user = 'qovery', age = 30 * DAY, status = 'Active', others = [] } = changes;
  const own = key(id, { status, createdAt: NOW - age });
  return {
    id,
    holders: changes.holders ?? [credential(id)],
    is: 'known',
    account: ACCOUNT,
    user: { name: user, keys: [own, ...others], journal: journal(changes.journal) },
    key: own,
    lastUse: undefined,
  };
}

/** An organisation in which nothing needs attention. */
export function reviewOf(changes: Partial<Review> = {}): Review {
  return {
    inputs: REVIEW,
    startedAt: NOW,
    endedAt: NOW,
    now: NOW,
    name: 'Acme',
    findings: [],
    accepted: [],
    unmatched: [],
    clusters: [view()],
    keys: [held()],
    credentials: [],
    tokens: [],
    auditLog: undefined,
    logs: { failing: 0, healthy: 1, of: 1, read: [view().id] },
    databases: [],
    further: { maintained: [], notMaintained: [], custom: [], policyTokens: [], scaleway: [] },
    ahead: nothingAhead(80),
    missing: [],
    unseen: [],
    ...changes,
  };
}
