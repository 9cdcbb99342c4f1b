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
    pattern: /\bquotas_exceeded\b/,
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
      'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more, then deploy again.',
  },
  {
    kind: 'account',
    pattern:
      /SCW new account requires cloud provider validation|\bTERRAFORM_CLOUD_PROVIDER_ACTIVATION_REQUIRED\b/,
    what: 'Scaleway has not validated the account yet',
    advice: 'Complete the registration (identity, payment) in the console of Scaleway; then deploy again.',
  },
  {
    kind: 'credentials',
    pattern:
      /scaleway-sdk-go: (?:denied authentication|authentication is denied|invalid (?:access|secret) key)/i,
    what: 'Scaleway does not accept the API key',
  },
  {
    kind: 'permissions',
    pattern: /scaleway-sdk-go: insufficient permissions/i,
    what: 'Scaleway denies an action to the API key of Qovery',
  },
  {
    kind: 'capacity',
    pattern: /scaleway-sdk-go: resource .{0,120}? is out of stock|\bout_of_stock\b|\bis out of stock\b/,
    what: 'Scaleway has no free machines of this type in the zone',
  },
  {
    kind: 'throttling',
    pattern: /scaleway-sdk-go: .{0,60}?too many requests/i,
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
