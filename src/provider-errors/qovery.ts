/**
 * What Qovery itself says of any provider's errors: the tags and sentences of its engine (Qovery/engine
 * src/errors/mod.rs, src/cmd/terraform.rs) and the examples of its documentation ("Cloud Provider Quotas"). They say
 * little, and its tag for quotas is missing more often than not, so the provider's own words win wherever they are.
 */
import type { Passage, Row, Sighting } from './model.ts';
import { numberOf, some } from './numbers.ts';
import { compile, sentencesIn } from './rules.ts';

const SOME_QUOTA: Row = { kind: 'quota', what: 'A quota of the cloud account', vague: true };
const ACCOUNT: Row = {
  kind: 'account',
  what: 'The cloud account is blocked, or not activated',
  vague: true,
};

const RULES = compile([
  {
    says: /cloud provider quotas exceeded\. `(?<name>[^`]{1,80})` has reached its quotas(?:: \((?<used>\d{1,9})\/(?<limit>\d{1,9})\)| of (?<of>\d{1,9}))?/,
    row: ({ groups: { name = '' } }) =>
      name === '' || /\d{6}/.test(name) ? SOME_QUOTA : { kind: 'quota', what: name.trim(), vague: true },
    numbers: ({ used, limit, of }) =>
      some({ used: numberOf(used), limit: numberOf(limit ?? of), wanted: undefined }),
  },
  { says: /terraform_cloud_provider_quotas_reached/, row: SOME_QUOTA },
  { says: /object_storage_quota_exceeded/, row: SOME_QUOTA },
  { says: /terraform_cloud_provider_activation_required/, row: ACCOUNT },
  { says: /terraform_service_not_activated_opt_in_required/, row: ACCOUNT },
  { says: /terraform_account_blocked_by_provider/, row: ACCOUNT },
  { says: /new account requires cloud provider validation/, row: ACCOUNT },
  {
    says: /\b(?:terraform|cloud_provider_client|container_registry)_invalid_credentials/,
    row: { kind: 'credentials', what: 'The cloud credentials are not accepted', vague: true },
  },
  {
    says: /terraform_not_enough_permissions/,
    row: { kind: 'permissions', what: 'The cloud credentials lack a permission', vague: true },
  },
  {
    says: /insufficient capacity to launch instances/,
    row: { kind: 'capacity', what: 'The provider has no free instances of this type', vague: true },
  },
]);

export function saidByQovery(passage: Passage): Sighting[] {
  return sentencesIn(passage, RULES);
}
