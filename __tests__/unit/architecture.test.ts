import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';

// Keeps the direction of dependencies: the diagram in docs/architecture.md is the rule, and src/ is held against it.

const root = new URL('../../', import.meta.url);
const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(new URL(`src/${path}`, root), 'utf8') }));

interface Import {
  readonly from: string;
  /** Types alone: nothing of it is there when the action runs. */
  readonly typesOnly: boolean;
  readonly of: string;
}

const imports = files.flatMap(({ path, text }): Import[] => {
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'"();]*?\s+from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, type, fixed, onDemand]) => ({
    from: path,
    typesOnly: type !== undefined,
    of: fixed ?? onDemand ?? '',
  }));
});

/** The box of the diagram that a file is in. What lies beside main.ts and run.ts is the base. */
function boxOf(path: string): string {
  const [folder = '', file] = path.split('/');
  if (file !== undefined) return folder;
  return folder === 'main.ts' || folder === 'run.ts' ? folder.replace('.ts', '') : 'base';
}

const inside = imports.flatMap(({ from, of }) => {
  if (!of.startsWith('.')) return [];
  const target = posix.normalize(posix.join(posix.dirname(from), of));
  return target.startsWith('..') ? [] : [{ from, to: target }];
});

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(edges: readonly (readonly [string, string])[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [a, b] of edges) graph.set(a, (graph.get(a) ?? new Set()).add(b));
  return graph;
}

function reachable(graph: Graph, from: string): Set<string> {
  const seen = new Set<string>();
  const visit = (box: string): void => {
    for (const next of graph.get(box) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(from);
  return seen;
}

/** The arrows without those that follow from the others: what a picture needs. */
function reduced(graph: Graph): string[] {
  return [...graph].flatMap(([a, targets]) =>
    [...targets]
      .filter((b) => ![...targets].some((other) => other !== b && reachable(graph, other).has(b)))
      .map((b) => `${a} --> ${b}`),
  );
}

const real = graphOf(
  inside.map(({ from, to }) => [boxOf(from), boxOf(to)] as const).filter(([a, b]) => a !== b),
);

describe('the folders of src/', () => {
  test('import each other in one direction', () => {
    const cycles = [...real.keys()].filter((box) => reachable(real, box).has(box));
    const culprits = inside
      .filter(({ from, to }) => cycles.includes(boxOf(from)) && cycles.includes(boxOf(to)))
      .filter(({ from, to }) => boxOf(from) !== boxOf(to))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(culprits).toEqual([]);
  });

  test('are drawn in docs/architecture.md as they are', () => {
    const text = readFileSync(new URL('docs/architecture.md', root), 'utf8');
    const [, diagram = ''] = /```mermaid\n(flowchart .*?)```/s.exec(text) ?? [];
    const drawn = [...diagram.matchAll(/^ *([\w-]+)(?:\[.*?\])? --> ([\w-]+)/gm)].map(
      ([, a = '', b = '']) => `${a} --> ${b}`,
    );
    expect(drawn.toSorted()).toEqual(reduced(real).toSorted());
  });

  test('are all in its table', () => {
    const text = readFileSync(new URL('docs/architecture.md', root), 'utf8');
    const folders = [...new Set(files.map(({ path }) => boxOf(path)))].filter(
      (box) => !['main', 'run', 'base'].includes(box),
    );
    expect(folders.filter((folder) => !text.includes(`| \`${folder}/\``))).toEqual([]);
  });
});

/** Who may import a package. One place each, so that it can be replaced. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@actions/core': ['lib', 'run.ts'],
  '@actions/github': ['github'],
  '@aws-sdk/client-iam': ['aws'],
  '@aws-sdk/client-sts': ['aws'],
  // Types of the SDK's requests: nothing of it is in the bundle.
  '@smithy/types': ['aws'],
  undici: ['lib'],
  // Types of Qovery's API: nothing of it is in the bundle.
  'qovery-typescript-axios': ['qovery', 'holders'],
  valibot: ['qovery', 'github'],
};

describe('packages', () => {
  const foreign = imports
    .map(({ of, ...rest }) => ({ ...rest, of: of.replace(/^.*node_modules\//, '') }))
    .filter(({ of }) => !of.startsWith('.') && !of.startsWith('node:'));

  test('are imported where they belong, and nowhere else', () => {
    const strays = foreign.filter(({ from, of }) => {
      const name = of.split('/').slice(0, of.startsWith('@') ? 2 : 1);
      const allowed = PACKAGES[name.join('/')] ?? [];
      return !allowed.includes(from) && !allowed.includes(from.split('/')[0] ?? '');
    });
    expect(strays).toEqual([]);
  });

  test("only the types of Qovery's client are used", () => {
    const values = foreign.filter(({ of, typesOnly }) => of === 'qovery-typescript-axios' && !typesOnly);
    expect(values).toEqual([]);
  });
});

test('only main.ts and run.ts read the inputs; everything else knows their types alone', () => {
  const readers = imports.filter(({ of, typesOnly }) => of.endsWith('/inputs.ts') && !typesOnly);
  expect(readers.map(({ from }) => from)).toEqual(['main.ts', 'run.ts']);
});

describe('a pure module', () => {
  /** They do not say it in their first comment, which has more to say. */
  const more = ['qovery/status.ts', 'rotation/guard.ts', 'rotation/journal.ts', 'rotation/preflight.ts'];
  const pure = files.filter(
    ({ path, text }) => more.includes(path) || /^\/\*\*(?:(?!\*\/)[\s\S])*\bPure[.;]/.test(text),
  );

  test('is there: the order of steps, the guard, what a status means', () => {
    expect(pure.map(({ path }) => path)).toEqual(
      expect.arrayContaining([...more, 'rotation/decide.ts', 'rotation/clusters.ts']),
    );
  });

  test.each(pure.map(({ path, text }) => [path, text] as const))(
    '%s waits for nothing, and knows no time, chance or process',
    (_, text) => {
      const found = text.match(
        /\basync\b|\bawait\s|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|from 'node:(?!crypto)[a-z]+'/g,
      );
      expect(found).toBeNull();
    },
  );
});
