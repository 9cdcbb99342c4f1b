import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';

// Keeps the direction of dependencies: the diagram in docs/architecture.md is the rule, and src/ is held against it.

const root = new URL('../../', import.meta.url);

function filesOf(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(new URL(`${folder}/${path}`, root), 'utf8') }));
}

const files = filesOf('src');

interface Import {
  readonly from: string;
  /** Types alone: nothing of it is there when the action runs. */
  readonly typesOnly: boolean;
  readonly of: string;
}

function importsOf(sources: typeof files): Import[] {
  return sources.flatMap(({ path, text }): Import[] => {
    const found = text.matchAll(
      /^(?:import|export)\s+(type\s+)?(?:[^'"();]*?\s+from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
    );
    return [...found].map(([, type, fixed, onDemand]) => ({
      from: path,
      typesOnly: type !== undefined,
      of: fixed ?? onDemand ?? '',
    }));
  });
}

const imports = importsOf(files);

/** The box of the diagram that a file is in: its folder, or, beside main.ts, itself. */
function boxOf(path: string): string {
  const [folder = '', file] = path.split('/');
  if (file !== undefined) return folder;
  // Of the version, whoever speaks to a server.
  return folder === 'version.ts' ? 'lib' : folder.replace('.ts', '');
}

/** The folder of a file, however deep: what may not be in a circle with another. */
function folderOf(path: string): string {
  return path.includes('/') ? posix.dirname(path) : path;
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

function edgesOf(found: readonly Import[]): Edge[] {
  return found.flatMap(({ from, of }) => {
    if (!of.startsWith('.')) return [];
    const target = posix.normalize(posix.join(posix.dirname(from), of));
    return target.startsWith('..') ? [] : [{ from, to: target }];
  });
}

const inside = edgesOf(imports);

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

/** Between the rooms of rotation/. The files beside them are everybody's: the model, the journal, the context. */
const rooms = inside.filter(({ from, to }) =>
  [from, to].every((path) => path.startsWith('rotation/') && path.split('/').length === 3),
);

const real = graphOf(
  inside.map(({ from, to }) => [boxOf(from), boxOf(to)] as const).filter(([a, b]) => a !== b),
);

/** Imports, types included, that are part of a circle of these places. */
function circles(edges: readonly Edge[], placeOf: (path: string) => string): string[] {
  const between = edges.filter(({ from, to }) => placeOf(from) !== placeOf(to));
  const graph = graphOf(between.map(({ from, to }) => [placeOf(from), placeOf(to)] as const));
  return between
    .filter(({ from, to }) => reachable(graph, placeOf(to)).has(placeOf(from)))
    .map(({ from, to }) => `${from} imports ${to}`);
}

describe('no circles, types included', () => {
  const sandbox = edgesOf(importsOf(filesOf('sandbox')));

  test('of the boxes of src/', () => expect(circles(inside, boxOf)).toEqual([]));
  test('of files in src/', () => expect(circles(inside, (path) => path)).toEqual([]));
  test('of files in sandbox/', () => expect(circles(sandbox, (path) => path)).toEqual([]));
  test('of the rooms of a rotation', () => expect(circles(rooms, folderOf)).toEqual([]));
});

describe('the folders of src/', () => {
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
      (box) => !['main', 'run', 'operation', 'inputs'].includes(box),
    );
    expect(folders.filter((folder) => !text.includes(`| \`${folder}/\``))).toEqual([]);
  });
});

/** Who may import a package. One place each, so that it can be replaced. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@actions/core': ['lib/output.ts', 'run.ts'],
  '@actions/github': ['github'],
  '@aws-sdk/client-eks': ['aws'],
  '@aws-sdk/client-iam': ['aws'],
  '@aws-sdk/client-rds': ['aws'],
  '@aws-sdk/client-service-quotas': ['aws'],
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
  const more = ['qovery/status.ts', 'rotation/journal.ts', 'rotation/model.ts'];
  const pure = files.filter(
    ({ path, text }) =>
      more.includes(path) ||
      path.startsWith('rotation/decide/') ||
      /^\/\*\*(?:(?!\*\/)[\s\S])*\bPure[.;]/.test(text),
  );

  test('is there: everything that decides, the guard, what a status means', () => {
    const paths = pure.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([...more, 'rotation/decide/guard.ts']));
    expect(paths.filter((path) => path.startsWith('rotation/decide/')).length).toBeGreaterThan(8);
  });

  test.each(pure.map(({ path, text }) => [path, text] as const))(
    '%s waits for nothing, and knows no time, chance or process',
    (_, text) => {
      const found = text
        .replace(/\/\*[^]*?\*\//g, '')
        .match(
          /\basync\b|\bawait\s|\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\bprocess\.|\bset(?:Timeout|Interval|Immediate)\b|from 'node:(?!crypto)[a-z]+'/g,
        );
      expect(found).toBeNull();
    },
  );

  test('decides on values alone: it imports no client, and nothing that performs or observes', () => {
    const reached = imports
      .filter(({ from, typesOnly }) => from.startsWith('rotation/decide/') && !typesOnly)
      .map(({ of }) => posix.normalize(posix.join('rotation/decide', of)));
    expect(
      reached.filter((path) => /rotation\/(perform|observe|report)\/|\/(api|http|clients)\.ts$/.test(path)),
    ).toEqual([]);
  });
});
