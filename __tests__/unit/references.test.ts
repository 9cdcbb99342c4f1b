import { describe, expect, test } from '@jest/globals';
import type { RotateInputs } from '../../src/inputs.ts';
import { BadInput } from '../../src/lib/errors.ts';
import { distance, nearest } from '../../src/lib/nearest.ts';
import { chooseClusters } from '../../src/qovery/choose-clusters.ts';
import { type Known, type Named, mistakesOf, resolveReferences } from '../../src/qovery/references.ts';
import { resolveNames } from '../../src/qovery/resolve-names.ts';

const id = (n: number): string => `bbbbbbbb-0000-4000-8000-${String(n).padStart(12, '0')}`;
const named = (n: number, name: string): Named => ({ id: id(n), name });

const KNOWN: Known = {
  cluster: [named(1, 'production-eu'), named(2, 'staging'), named(3, 'staging')],
  'cloud credential': [named(11, 'AWS production'), { id: id(12).toUpperCase(), name: ' padded ' }],
  environment: [named(21, 'shop')],
};

describe('an id or a name', () => {
  test.each([
    ['an id', id(1), id(1)],
    ['an exact name', 'production-eu', id(1)],
  ])('%s', (_, reference, found) => {
    expect(resolveReferences([reference], 'cluster', KNOWN)).toEqual({ ids: [found], unresolved: [] });
  });

  test('stands for what Qovery has, in the way in which Qovery writes it, once', () => {
    const references = [id(12), 'padded', 'AWS production', id(11)];
    expect(resolveReferences(references, 'cloud credential', KNOWN).ids).toEqual([
      id(12).toUpperCase(),
      id(11),
    ]);
  });

  test('is the same name, however its letters with accents were typed', () => {
    for (const [given, known] of [
      ['caf\u00e9', 'cafe\u0301'],
      ['cafe\u0301', 'caf\u00e9'],
    ] as const) {
      const cluster = [named(1, known)];
      expect(resolveReferences([given], 'cluster', { cluster }).ids).toEqual([id(1)]);
    }
  });

  test.each([
    ['of two: both ids are told', 'staging', 'is the name of 2 clusters', [id(2), id(3)]],
    [
      'unknown: those that there are',
      'production',
      'is no cluster of this organisation',
      ['production-eu', id(1)],
    ],
    ['in other case, which is another name', 'Production-EU', 'is no cluster of this organisation', [id(1)]],
    [
      'an id of nothing',
      id(9),
      'is no cluster of this organisation, or none that this token may see',
      [id(1)],
    ],
    ['an id of a credential', id(11), "is the cloud credential 'AWS production', not a cluster", [id(1)]],
    ['an id of an environment', id(21), "is the environment 'shop', not a cluster", []],
    ['a name of another kind', 'shop', "is the environment 'shop', not a cluster", []],
  ])('%s', (_, reference, what, valid) => {
    const { ids, unresolved } = resolveReferences([reference], 'cluster', KNOWN);
    expect(ids).toEqual([]);
    expect(unresolved).toHaveLength(1);
    expect(unresolved[0]?.what).toContain(what);
    for (const text of valid) expect(unresolved[0]?.valid).toContain(text);
  });

  test('of many: the nearest name, and no list of all', () => {
    const cluster = Array.from({ length: 300 }, (_, n) => named(n, `cluster-${n}`));
    const { unresolved } = resolveReferences(['cluster-1234'], 'cluster', { cluster });
    expect(unresolved[0]?.valid).toBe(
      `the id or the exact name of one of 300 clusters; the nearest is 'cluster-123' (${id(123)})`,
    );
  });

  test('what is wrong is told with the input, and names from outside are harmless', () => {
    const hostile = { cluster: [named(1, 'evil\n::error::\u202ex')] };
    const { unresolved } = resolveReferences(['x', 'y'], 'cluster', hostile);
    const { message } = new BadInput(mistakesOf('cluster-id', unresolved), 'Nothing was changed.');
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toMatch(
      /^2 inputs cannot be used\. Nothing was changed\.\n- Input 'cluster-id' has 'x', which is no cluster/,
    );
    expect(message).not.toContain('\u202e');
  });
});

test('clusters are chosen by word, id and name; the error tells the words, too', () => {
  const clusters = [
    { id: id(1), name: 'production-eu', production: true },
    { id: id(2), name: 'staging' },
  ] as unknown as Parameters<typeof chooseClusters>[1];
  const names = (choice: Parameters<typeof chooseClusters>[0]): string[] =>
    chooseClusters(choice, clusters).chosen.map(({ name }) => name);
  expect(names('all')).toEqual(['production-eu', 'staging']);
  expect(names('production')).toEqual(['production-eu']);
  expect(names('non-production')).toEqual(['staging']);
  expect(names(['staging', id(1), id(2)])).toEqual(['staging', 'production-eu']);
  expect(chooseClusters(['prod'], clusters).unresolved[0]?.valid).toMatch(
    /'production-eu' \(.*; or 'all', 'production', 'non-production'$/,
  );
});

describe('names that rotate is given', () => {
  const inputs = (given: Partial<RotateInputs>): RotateInputs =>
    ({
      operation: 'rotate',
      credentials: [id(11)],
      clusters: undefined,
      ignoreClusters: [],
      verifyEnvironments: [],
      ignoreEnvironments: [],
      ...given,
    }) as unknown as RotateInputs;
  const asked: string[] = [];
  const api = {
    credentials: async () => {
      asked.push('credentials');
      return KNOWN['cloud credential']?.map((credential) => ({ credential }));
    },
    clusters: async () => {
      asked.push('clusters');
      return KNOWN.cluster;
    },
    environments: async (cluster: string) => {
      asked.push(`environments of ${cluster}`);
      return cluster === id(1) ? [{ environment_id: id(21), environment_name: 'shop' }] : [];
    },
  } as unknown as Parameters<typeof resolveNames>[1];
  const resolve = async (given: Partial<RotateInputs>): Promise<RotateInputs> => {
    asked.length = 0;
    return resolveNames(inputs(given), api);
  };

  test('are looked up; where there are none, nothing is asked', async () => {
    expect(await resolve({ clusters: [id(1)] })).toEqual(inputs({ clusters: [id(1)] }));
    expect(asked).toEqual([]);
    const given = { credentials: [id(12), 'AWS production'], ignoreClusters: ['production-eu'] };
    expect(await resolve(given)).toMatchObject({ credentials: [id(12), id(11)], ignoreClusters: [id(1)] });
    expect(asked.toSorted()).toEqual(['clusters', 'credentials']);
    expect(
      await resolve({ credentials: 'all', verifyEnvironments: ['shop'], ignoreEnvironments: ['shop'] }),
    ).toMatchObject({
      credentials: 'all',
      verifyEnvironments: [id(21)],
      ignoreEnvironments: [id(21)],
    });
    expect(asked).toContain(`environments of ${id(3)}`);
  });

  test('all mistakes are one error', async () => {
    const wrong = resolve({
      credentials: ['production-eu'],
      clusters: ['staging'],
      verifyEnvironments: ['x'],
    });
    await expect(wrong).rejects.toThrow(BadInput);
    const { message } = (await wrong.catch((error: unknown) => error)) as BadInput;
    expect(message).toMatch(/^3 inputs cannot be used\. Nothing was changed\.\n/);
    for (const text of [
      "- Input 'credentials-id' has 'production-eu', which is the cluster 'production-eu', not a cloud credential.",
      "- Input 'cluster-id' has 'staging', which is the name of 2 clusters. Valid: the id of one of them: ",
      "- Input 'verify-environment-id' has 'x', which is no environment of this organisation",
    ])
      expect(message).toContain(text);
  });
});

describe('the nearest word', () => {
  test.each([
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'abcd', 1],
    ['abc', 'bc', 1],
    ['abc', 'abd', 1],
    ['ca', 'abc', 3],
    ['', 'abc', 3],
  ])('%s and %s: %i edits', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
    expect(distance(b, a)).toBe(edits);
  });

  test('has the word in it, if there is one, and differs least', () => {
    expect(nearest('api-token', ['github-token', 'qovery-api-token'])[0]).toBe('qovery-api-token');
    expect(nearest('rotat', ['lock', 'rotate'])[0]).toBe('rotate');
    expect(nearest('x', [])).toEqual([]);
  });
});
