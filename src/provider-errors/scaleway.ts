/**
 * Scaleway: `{"type", "message", "resource", "details": [{"resource", "quota", "current"}]}`, and what its SDKs make of
 * it (scaleway-sdk-go scw/errors.go). `code` is the resource, as Scaleway spells it.
 */
import type { Cloud, Numbers, Passage, Row } from './model.ts';
import { numberOf, pair, some } from './numbers.ts';
import { type Groups, type Match, type Rule, compile, sentencesIn } from './rules.ts';

const SIGN = /scaleway|\bscw\b|"type": ?"|type: ?invalid_request_error/;

function ofScaleway(row: Row): Rule['row'] {
  return (_, passage) => (SIGN.test(passage.lower) ? row : undefined);
}

/** A name with a long number in it might be an account's. */
function named({ groups: { name = '' } }: Match): Row {
  if (name === '' || /\d{6}/.test(name)) return SOME;
  // CpServersType_PRO2_XXS in another case.
  const code = /^cpserverstype_/i.test(name) ? `CpServersType_${name.slice(14).toUpperCase()}` : name;
  return { kind: 'quota', what: code, code };
}

function namedByType(match: Match, passage: Passage): Row | undefined {
  return /quota/.test(passage.lower) ? named(match) : undefined;
}

/** `"current": 70, "quota": 100`. */
function ofDetail({ used, limit }: Groups): Numbers {
  return some({ used: numberOf(used), limit: numberOf(limit), wanted: undefined });
}

const SOME: Row = { kind: 'quota', what: 'A quota of Scaleway' };
const NOT_VALIDATED: Row = {
  kind: 'account',
  what: 'Scaleway has not validated the account yet',
  advice: 'Complete the registration (identity, payment) in the console of Scaleway.',
};
const CREDENTIALS: Row = { kind: 'credentials', what: 'Scaleway does not accept the API key' };
const DENIED: Row = { kind: 'permissions', what: 'Scaleway denies an action to the API key of Qovery' };
const OUT_OF_STOCK: Row = {
  kind: 'capacity',
  what: 'Scaleway has no free machines of this type in the zone',
};
const THROTTLED: Row = { kind: 'throttling', what: 'Too many Scaleway API calls at once' };

const NAME = '(?<name>[a-z0-9_-]{1,80})';
const DETAIL = [
  `"resource": ?"${NAME}"[^{}]{0,80}?"quota": ?(?<limit>\\d{1,9})[^{}]{0,40}?"current": ?(?<used>\\d{1,9})`,
  `"current": ?(?<used>\\d{1,9})[^{}]{0,40}?"quota": ?(?<limit>\\d{1,9})[^{}]{0,80}?"resource": ?"${NAME}"`,
  `"quota": ?(?<limit>\\d{1,9})[^{}]{0,40}?"current": ?(?<used>\\d{1,9})[^{}]{0,80}?"resource": ?"${NAME}"`,
  `"resource": ?"${NAME}"[^{}]{0,80}?"current": ?(?<used>\\d{1,9})[^{}]{0,40}?"quota": ?(?<limit>\\d{1,9})`,
];

const RULES = compile([
  // Several may follow each other: "a has reached its quota (1/1), b has reached its quota (2/2)".
  {
    says: new RegExp(
      ` has reached its quota(?: \\((?<used>\\d{1,9})/(?<limit>\\d{1,9})\\))?(?<=\\b${NAME} has reached its quota[ ()\\d/]{0,24})`,
    ),
    row: named,
    numbers: pair,
  },
  ...DETAIL.map((source): Rule => ({ says: new RegExp(source), row: named, numbers: ofDetail })),
  { says: new RegExp(`quota exceeded for this resource[^{}]{0,80}"resource": ?"${NAME}"`), row: named },
  { says: new RegExp(`"resource": ?"${NAME}"[^{}]{0,120}quota exceeded`), row: namedByType },
  { says: new RegExp(`reached the maximum number of ${NAME} authorized by your organization`), row: named },
  { says: /quota exceeded for this resource/, row: { ...SOME, vague: true } },
  { says: /quotas_exceeded/, row: { ...SOME, vague: true } },
  { says: /quota\(s\) exceeded: quotas reached/, row: { ...SOME, vague: true } },
  {
    // Object Storage; so does a new account whose registration is not complete (Qovery/engine src/cmd/terraform.rs).
    says: /<code>quotaexceeded<\/code>/,
    row: {
      kind: 'quota',
      what: 'Object Storage',
      advice:
        'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more.',
    },
  },
  { says: /scw new account requires cloud provider validation/, row: NOT_VALIDATED },
  { says: /terraform_cloud_provider_activation_required/, row: NOT_VALIDATED },
  { says: /scaleway-sdk-go: denied authentication/, row: CREDENTIALS },
  { says: /denied_authentication/, row: CREDENTIALS },
  { says: /type: ?invalid_auth, ?apimessage/, row: CREDENTIALS },
  { says: /scaleway-sdk-go: .{0,200}http error 401/, row: CREDENTIALS },
  { says: /scaleway-sdk-go: insufficient permissions/, row: DENIED },
  { says: /http error 403 forbidden: permission denied/, row: ofScaleway(DENIED) },
  { says: /"type": ?"permissions_denied/, row: DENIED },
  { says: /type: ?authorization_required/, row: DENIED },
  { says: /"type": ?"authorization_required/, row: DENIED },
  { says: /resource \S{1,60} is out of stock/, row: ofScaleway(OUT_OF_STOCK) },
  { says: /out_of_stock/, row: ofScaleway(OUT_OF_STOCK) },
  { says: /http error 429 too many/, row: ofScaleway(THROTTLED) },
  { says: /too_many_requests/, row: ofScaleway(THROTTLED) },
  { says: /scaleway-sdk-go: too many requests/, row: THROTTLED },
]);

export const scaleway: Cloud = {
  name: 'Scaleway',
  qovery: 'SCW',
  find: (passage) => sentencesIn(passage, RULES),
  // Zones too: fr-par-2.
  region: (lower) => /\b((?:fr-par|nl-ams|pl-waw|it-mil))(?:-\d)?\b/.exec(lower)?.[1],
  usualTime: '1 to 3 business days',
  link: () => 'https://console.scaleway.com/support/tickets/create',
};
