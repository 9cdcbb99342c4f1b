export const OPERATIONS = ['rotate', 'lock', 'unlock', 'review', 'due'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Every input: its default (as in action.yml, where tests compare it) and the operations that read it. */
export const INPUTS = {
  operation: { default: 'rotate', of: OPERATIONS },
  'qovery-api-token': { default: '', of: OPERATIONS },
  'qovery-api-url': { default: 'https://api.qovery.com', of: OPERATIONS },
  'organization-id': { default: '', of: OPERATIONS },
  'credentials-id': { default: '', of: ['rotate'] },
  'cluster-id': { default: '', of: ['rotate', 'lock', 'unlock', 'review'] },
  'role-to-assume': { default: '', of: ['rotate', 'review', 'due'] },
  'aws-region': { default: '', of: ['rotate', 'review', 'due'] },
  'aws-iam-user': { default: '', of: ['rotate', 'review', 'due'] },
  delay: { default: '7200', of: ['rotate'] },
  'deactivate-for': { default: '15m', of: ['rotate'] },
  'max-age': { default: '', of: ['rotate', 'review', 'due'] },
  'finish-within': { default: '14d', of: ['rotate'] },
  'wait-for-deletion': { default: 'true', of: ['rotate'] },
  'deploy-timeout': { default: '1h', of: ['rotate'] },
  'verify-environment-id': { default: '', of: ['rotate'] },
  'retire-key': { default: '', of: ['rotate'] },
  'ignore-cluster-id': { default: '', of: ['rotate'] },
  'ignore-environment-id': { default: '', of: ['rotate'] },
  reason: { default: '', of: ['lock', 'unlock'] },
  'ttl-in-days': { default: '', of: ['lock'] },
  since: { default: '30d', of: ['review'] },
  'quota-threshold': { default: '80', of: ['review'] },
  'accept-findings': { default: '', of: ['review'] },
  'report-issue': { default: 'false', of: ['rotate', 'review'] },
  'github-token': { default: '${{ github.token }}', of: OPERATIONS },
  'dry-run': { default: 'false', of: ['rotate', 'lock', 'unlock'] },
  summary: { default: 'true', of: OPERATIONS },
} as const satisfies Record<string, { default: string; of: readonly Operation[] }>;

export type InputName = keyof typeof INPUTS;
export const INPUT_NAMES = Object.keys(INPUTS) as InputName[];

/** GitHub passes the input `a-b` as the variable `INPUT_A-B`. */
export function variableOf(input: string): string {
  return `INPUT_${input.toUpperCase()}`;
}
