import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR } from '../../sandbox/clock.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { act } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { seedLargeCompany } from '../support/large-company.ts';
import { render } from './render.ts';

// The summaries of the built action, as a reader sees them on GitHub. SUMMARIES names a folder for pictures of them.

const FOLDER = process.env['SUMMARIES'] ?? mkdtempSync(join(tmpdir(), 'summaries-'));

/** What a name can hold: the end of a fold, of a fence and of a table, Mermaid, HTML, emoji, right to left. */
const HOSTILE = [
  `a</details></td><script>alert('1')</script>`,
  '"]; bar [9] %% `b` | c\n```\n# Title',
  '![x](https://x.example/x.png) [y](javascript:y) <img src=x onerror=z> @acme/team #1',
  'end:::class -->|x| click A "z" ; graph TD',
  '🚀 日本語 “quoted” — café',
  'שלום \u202eevil\u202c مرحبا',
] as const;

async function hostile(): Promise<Company> {
  const acme = await company({
    credentials: HOSTILE.map((name, n) => ({ name, user: `user-${n}`, keyAge: (100 - n) * DAY })),
  });
  const { world } = acme;
  for (const [n, name] of HOSTILE.entries()) {
    const credential = world.credentials[n];
    const status = n === 1 ? 'DEPLOYMENT_ERROR' : 'DEPLOYED';
    const cluster = world.addCluster({
      name,
      ...(credential && { credential }),
      status,
      region: name,
      version: name,
    });
    cluster.lock = {
      reason: name,
      ttlInDays: n === 2 ? undefined : 3,
      lockedAt: world.now - HOUR,
      ownerName: name,
    };
    world.addRegistry({ name, ...(credential?.key && { key: credential.key }), cluster });
    const database = { name, type: 'MYSQL', version: name, mode: 'MANAGED' as const, versions: ['9', name] };
    world.addEnvironment({ name, cluster, databases: [database] });
    world.addApiToken({ name, roleName: name });
    world.addLog(cluster.id, { type: 'error', step: 'x', text: `api error AddressLimitExceeded: ${name}` });
    world.addLog(cluster.id, { type: 'info', step: 'x', text: `[WARN] ${name} ...... 4/5 ${name}` });
    const by = { origin: name, triggeredBy: name, userAgent: name };
    const target = { targetType: 'CLUSTER', targetId: cluster.id, targetName: name, by };
    for (const type of ['MAINTENANCE', 'DEPLOYED', 'DEPLOY_FAILED', 'LOCK'])
      world.addEvent({ type, ...target });
    world.addEvent({ type: 'UPDATE', subTargetType: 'API_TOKEN', ...target });
  }
  return acme;
}

interface Summary {
  markdown: string;
  /** Diagrams in it. */
  diagrams: number;
  /** Something that a reader must see. */
  shows: readonly string[];
}

const SUMMARIES: Record<string, () => Promise<Summary>> = {
  'a rotation': async () => {
    await using acme = await company();
    const { summary } = await acme.rotate();
    return { markdown: summary, diagrams: 0, shows: ['AWS production', 'production-eu', 'Timeline'] };
  },
  'a lock': async () => {
    await using acme = await company();
    const inputs = { operation: 'lock', 'cluster-id': 'all', reason: 'release', 'ttl-in-days': '2' };
    const { summary } = await act(acme.sandbox, inputs);
    return { markdown: summary, diagrams: count(summary), shows: ['production-eu', 'release'] };
  },
  'a review of a large company': async () => {
    await using sandbox = await startSandbox({ seed: seedLargeCompany });
    const { summary } = await act(sandbox, { operation: 'review' });
    return {
      markdown: summary,
      diagrams: 2,
      shows: ['Maintenance review of Globex', 'Elastic IP quota (4 of 5)'],
    };
  },
  'what is due': async () => {
    await using sandbox = await startSandbox({ seed: seedLargeCompany });
    const { summary } = await act(sandbox, { operation: 'due' });
    return { markdown: summary, diagrams: 0, shows: ['2 of 6 keys need a run', 'AWS 1 as well'] };
  },
  'a hostile organisation: review': async () => {
    await using acme = await hostile();
    const { summary } = await act(acme.sandbox, { operation: 'review' });
    // Mermaid leaves out all labels of an axis where one has no room.
    return { markdown: summary, diagrams: 2, shows: [...HOSTILE, '日本語 quoted café'] };
  },
  'a hostile organisation: due': async () => {
    await using acme = await hostile();
    const { summary } = await act(acme.sandbox, { operation: 'due' });
    return { markdown: summary, diagrams: 0, shows: HOSTILE };
  },
  'a hostile organisation: rotation': async () => {
    await using acme = await hostile();
    for (const cluster of acme.world.clusters)
      Object.assign(cluster, { lock: undefined, status: 'DEPLOYED' });
    const { summary } = await acme.rotate({ 'credentials-id': 'all' });
    return { markdown: summary, diagrams: 0, shows: HOSTILE.slice(4, 5) };
  },
  'a hostile organisation: unlock': async () => {
    await using acme = await hostile();
    const { summary } = await act(acme.sandbox, { operation: 'unlock', 'cluster-id': 'all' });
    return { markdown: summary, diagrams: count(summary), shows: HOSTILE };
  },
};

function count(markdown: string): number {
  return markdown.match(/^```mermaid$/gm)?.length ?? 0;
}

/** As it reads: without what cannot be seen, and without what a browser makes of spaces. */
function plain(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe.each(Object.entries(SUMMARIES))('%s', (name, make) => {
  let made: Promise<Summary> | undefined;
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    const { markdown, diagrams, shows } = await (made ??= make());
    const picture = join(FOLDER, `${name.replace(/\W+/g, '-')}-${theme}.png`);
    const page = await render(markdown, theme, picture);
    expect(page).toMatchObject({ errors: [], diagrams, strangers: [] });
    const text = plain(page.text);
    for (const one of shows) expect(text).toContain(plain(one));
  });
});

test('a diagram that does not parse, and an element that got through, are seen', async () => {
  const page = await render(
    '# Title\n\n```mermaid\ntimeline\n  : : :\n graph nonsense [\n```\n\n<img src="x"> [y](javascript:y)',
  );
  expect(page.errors).toHaveLength(1);
  expect(page.strangers).toHaveLength(3);
});
