/** Words for what happened, and for what a cluster means. The only place where they are made. Pure. */
import type { EventKind, RotationEvent } from '../model.ts';
import type { ClusterReport, ClusterRole } from './report.ts';

const EVENTS: Readonly<Record<EventKind, (subject: string, detail: string) => string>> = {
  'key-created': (key) => `created ${key}`,
  'key-stored': (holder) => `stored the new key in the ${holder}`,
  'stored-everywhere': () => 'stored the new key everywhere',
  'cluster-deploying': (name) => `asked Qovery to deploy '${name}'`,
  'cluster-deployed': (name) => `'${name}' is deployed with the new key`,
  'cluster-failed': (name, status) => `the deployment of '${name}' ended in ${status}`,
  'all-deployed': () => 'every cluster is deployed with the new key',
  'environment-deploying': (id) => `asked Qovery to redeploy environment ${id}, as a test`,
  'environment-deployed': (id) => `environment ${id} runs on the new key`,
  'all-verified': () => 'the test deployments succeeded',
  'key-deactivated': (key) => `deactivated ${key}`,
  'key-activated': (key, why) => `activated ${key} again: ${why}`,
  'key-deleted': (key) => `deleted ${key}`,
  'key-replaced': (key) => `deleted ${key}, which was not stored everywhere`,
  'key-discarded': (key) => `deleted ${key}, which was never in use`,
};

export function describeEvent({ kind, subject, detail = '' }: RotationEvent): string {
  return EVENTS[kind](subject, detail);
}

const ROLES: Readonly<Record<ClusterRole, string>> = {
  deployed: 'deployed with the new key',
  deploying: 'deploying with the new key',
  'not-deployed': 'not deployed with the new key',
  off: 'left alone: takes the key up when it starts',
  ignored: 'ignored: has no key, once the old one is gone, until its next deployment',
  none: '',
};

export function describeCluster({ role, detail }: Pick<ClusterReport, 'role' | 'detail'>): string {
  return [ROLES[role], detail].filter((text) => text !== '').join(': ');
}
