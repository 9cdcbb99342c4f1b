/** Errors of Scaleway. `code` is the resource, as Scaleway spells it. */
import type { Provider, Row } from './table.ts';

const ROWS: readonly Row[] = [
  {
    kind: 'quota',
    // scaleway-sdk-go: quota exceeded(s): CpServersType_PRO2_XXS has reached its quota (0/1)
    pattern: /quota exceeded\(s\): (?<name>[A-Za-z0-9_-]{1,80}) has reached its quota/,
    what: '{name}',
    code: '{name}',
    details: [/has reached its quota \((?<used>\d{1,9})\/(?<doubtful>\d{1,9})\)/],
  },
  {
    kind: 'quota',
    // The answers of the API themselves (scaleway-sdk-go scw/errors.go).
    pattern: /\bquotas_exceeded\b|\bQuota exceeded for this resource\b/,
    what: '{name}',
    code: '{name}',
    details: [
      /"resource": ?"(?<name>[A-Za-z0-9_-]{1,80})"/,
      /"quota": ?(?<limit>\d{1,9})/,
      /"current": ?(?<used>\d{1,9})/,
    ],
  },
  {
    kind: 'quota',
    // Object Storage; so does a new account whose registration is not complete (Qovery/engine src/cmd/terraform.rs).
    pattern: /<Code>QuotaExceeded<\/Code>/,
    what: 'Object Storage',
    advice:
      'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more.',
  },
  {
    kind: 'account',
    pattern:
      /SCW new account requires cloud provider validation|\bTERRAFORM_CLOUD_PROVIDER_ACTIVATION_REQUIRED\b/,
    what: 'Scaleway has not validated the account yet',
    advice: 'Complete the registration (identity, payment) in the console of Scaleway.',
  },
  {
    kind: 'credentials',
    pattern: /scaleway-sdk-go: denied authentication/,
    what: 'Scaleway does not accept the API key',
  },
  {
    kind: 'permissions',
    pattern: /scaleway-sdk-go: (?:insufficient permissions|http error 403 Forbidden: permission denied)/,
    what: 'Scaleway denies an action to the API key of Qovery',
  },
  {
    kind: 'capacity',
    pattern: /\bis out of stock\b|\bout_of_stock\b/,
    what: 'Scaleway has no free machines of this type in the zone',
  },
  {
    kind: 'throttling',
    pattern: /scaleway-sdk-go: http error 429 /,
    what: 'Too many Scaleway API calls at once',
  },
];

export const scaleway: Provider = {
  name: 'Scaleway',
  qovery: 'SCW',
  rows: ROWS,
  region: /\b(?<region>(?:fr-par|nl-ams|pl-waw)(?:-\d)?)\b/,
  usualTime: '1 to 3 business days',
  link: () => 'https://console.scaleway.com/support/tickets/create',
};
