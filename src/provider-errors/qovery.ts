/**
 * What Qovery itself says of any provider's errors: the tags and sentences of its engine (Qovery/engine
 * src/errors/mod.rs, src/cmd/terraform.rs) and the examples of its documentation ("Cloud Provider Quotas"). They say
 * little, and its tag for quotas is missing more often than not, so the provider's own words win wherever they are.
 */
import type { Row } from './table.ts';

const OF_ENGINE: readonly Omit<Row, 'vague'>[] = [
  {
    kind: 'quota',
    pattern: /cloud provider quotas exceeded\. `(?<name>[^`\n]{1,80})` has reached its quotas/i,
    what: '{name}',
    details: [
      /has reached its quotas: \((?<used>\d{1,9})\/(?<limit>\d{1,9})\)/,
      /has reached its quotas of (?<limit>\d{1,9})/,
    ],
  },
  {
    kind: 'quota',
    pattern: /\bTERRAFORM_CLOUD_PROVIDER_QUOTAS_REACHED\b|\bOBJECT_STORAGE_QUOTA_EXCEEDED\b/,
    what: 'A quota of the cloud account',
  },
  {
    kind: 'account',
    pattern:
      /\bTERRAFORM_(?:CLOUD_PROVIDER_ACTIVATION_REQUIRED|SERVICE_NOT_ACTIVATED_OPT_IN_REQUIRED|ACCOUNT_BLOCKED_BY_PROVIDER)\b|new account requires cloud provider validation/,
    what: 'The cloud account is blocked, or not activated',
  },
  {
    kind: 'credentials',
    pattern: /\b(?:TERRAFORM|CLOUD_PROVIDER_CLIENT|CONTAINER_REGISTRY)_INVALID_CREDENTIALS\b/,
    what: 'The cloud credentials are not accepted',
  },
  {
    kind: 'permissions',
    pattern: /\bTERRAFORM_NOT_ENOUGH_PERMISSIONS\b/,
    what: 'The cloud credentials lack a permission',
  },
  {
    kind: 'capacity',
    pattern: /Insufficient capacity to launch instances/i,
    what: 'The provider has no free instances of this type',
  },
];

export const ofQovery: readonly Row[] = OF_ENGINE.map((row) => ({ ...row, vague: true }));
