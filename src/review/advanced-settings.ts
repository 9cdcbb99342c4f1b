/** What somebody has configured by hand: the advanced settings of the clusters that differ from Qovery's defaults. */
import { isDeepStrictEqual } from 'node:util';
import { all } from '../lib/all.ts';
import { blocks, code, details, escape, table } from '../lib/markdown.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { AdvancedSettings } from '../qovery/schemas.ts';
import type { ClusterView } from './clusters.ts';
import { type Finding, type Missing, type Part, isRead, listOf } from './finding.ts';

export interface CustomSettings {
  readonly cluster: ClusterView;
  readonly settings: readonly { readonly name: string; readonly value: string; readonly usual: string }[];
  /** `k8s.use_api_gateway` is off: what comes from the internet goes through ingress-nginx. */
  readonly ingressNginx: boolean;
}

/**
 * Texts of a fixed choice (Qovery's OpenAPI document, ClusterAdvancedSettings). Every other text, list or map is somebody's
 * own, and may be a secret.
 */
const CHOICES = new Set([
  'aws.eks.ec2.metadata_imds',
  'aws.eks.efs.performance_mode',
  'aws.eks.efs.throughput_mode',
  'aws.eks.efs.transition_to_ia',
  'loki.deployment_mode',
  'registry.mirroring_mode',
]);

/** One request for the defaults, and one for each cluster. */
export async function readCustomSettings(
  api: Pick<QoveryApi, 'advancedSettings' | 'defaultAdvancedSettings'>,
  clusters: readonly ClusterView[],
  attempt: <T>(read: () => Promise<T>) => Promise<Part<T>>,
): Promise<{ custom: CustomSettings[]; missing: Missing[] }> {
  if (clusters.length === 0) return { custom: [], missing: [] };
  const defaults = await attempt(() => api.defaultAdvancedSettings());
  if (!isRead(defaults))
    return { custom: [], missing: [{ what: 'the default advanced settings', why: defaults.unread }] };
  const missing: Missing[] = [];
  const custom = await all(
    clusters.map(async (cluster) => {
      const part = await attempt(() => api.advancedSettings(cluster.id));
      if (isRead(part)) return [compare(cluster, part.read, defaults.read)];
      missing.push({ what: 'the advanced settings of', name: cluster.name, why: part.unread });
      return [];
    }),
  );
  return { custom: custom.flat(), missing };
}

/** What the defaults do not name cannot differ from them. */
function compare(cluster: ClusterView, own: AdvancedSettings, defaults: AdvancedSettings): CustomSettings {
  const settings = Object.entries(defaults)
    .filter(([name, usual]) => Object.hasOwn(own, name) && !isDeepStrictEqual(asSet(own[name]), asSet(usual)))
    .map(([name, usual]) => ({ name, value: shown(name, own[name]), usual: shown(name, usual) }));
  const ingressNginx = own['k8s.use_api_gateway'] === false;
  return {
    cluster,
    settings: settings.toSorted((a, b) => a.name.localeCompare(b.name)),
    ingressNginx,
  };
}

/** Qovery tells some numbers and flags as texts, and nothing as an empty text. */
function asSet(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function shown(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  const isChoice = typeof value === 'string' && CHOICES.has(name) && /^\w{1,40}$/.test(value);
  if (isChoice) return value;
  const size = Array.isArray(value)
    ? value.length
    : typeof value === 'object'
      ? Object.keys(value).length
      : value;
  if (size === 0 || size === '') return 'empty';
  return 'set, not shown';
}

export function settingsFindings(custom: readonly CustomSettings[]): Finding[] {
  const names = (some: readonly CustomSettings[]): string => listOf(some.map(({ cluster }) => cluster.name));
  const changed = custom.filter(({ settings }) => settings.length > 0);
  const count = changed.reduce((sum, { settings }) => sum + settings.length, 0);
  const nginx = custom.filter(({ ingressNginx }) => ingressNginx);
  const findings: Finding[] = [];
  if (changed.length > 0) {
    findings.push({
      id: 'custom-configuration',
      urgency: 'plan',
      what: `${count} advanced ${count === 1 ? 'setting differs' : 'settings differ'} from Qovery's defaults, on ${names(changed)}.`,
      next: 'Write down why each of them was changed, and look at them after updates: they are listed below.',
    });
  }
  if (nginx.length > 0) {
    findings.push({
      id: 'ingress-nginx',
      urgency: 'plan',
      what: `${nginx.length === 1 ? 'Cluster' : 'Clusters'} ${names(nginx)} ${nginx.length === 1 ? 'has' : 'have'} the setting k8s.use_api_gateway off, so ingress-nginx serves the traffic: it has had no fixes since March 2026.`,
      next: 'Plan the move to the Gateway API: turn k8s.use_api_gateway on in staging first, as Qovery documents it.',
    });
  }
  return findings;
}

export function settingsSection(custom: readonly CustomSettings[]): string {
  const rows = custom.flatMap(({ cluster, settings }) =>
    settings.map(({ name, value, usual }) => [
      escape(cluster.name),
      code(name),
      escape(value),
      escape(usual),
    ]),
  );
  if (rows.length === 0) return '';
  return details(
    `Advanced settings that differ from the defaults (${rows.length})`,
    blocks([
      'Flags and numbers are shown. Texts and lists are not, since they may hold a secret: see them in the settings of the cluster in Qovery.',
      table(['Cluster', 'Setting', 'Value', 'Default'], rows),
    ]),
  );
}

export function settingsReport(custom: readonly CustomSettings[]): object[] {
  return custom
    .filter(({ settings }) => settings.length > 0)
    .map(({ cluster, settings }) => ({
      cluster_id: cluster.id,
      cluster: cluster.name,
      settings: settings.map(({ name, value, usual }) => ({ name, value, default: usual })),
    }));
}
