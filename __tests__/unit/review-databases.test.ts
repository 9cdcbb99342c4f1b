import { describe, expect, test } from '@jest/globals';
import type { Uuid } from '../../src/lib/ids.ts';
import type { ClusterEnvironment, Database } from '../../src/qovery/schemas.ts';
import { databaseFindings, newer, readDatabases } from '../../src/review/databases.ts';
import type { Part } from '../../src/review/finding.ts';

test.each([
  ['POSTGRESQL', '14.8', ['13', '14.8', '14.12', '15.2', '15.10', '16'], ['15.10', '16']],
  ['POSTGRESQL', '9.5', ['9.6', '10'], ['9.6', '10']],
  ['POSTGRESQL', '16', ['16.1', '16.9'], []],
  ['MYSQL', '8.0', ['8.0.40', '8.4', '9.1'], ['8.4', '9.1']],
  ['MONGODB', '4.4', ['4.4.9', '5.0', '6.0'], ['5.0', '6.0']],
  ['REDIS', '6.2', ['6.0', '7.0', '7.1'], ['7.1']],
  ['A_DATABASE_OF_TOMORROW', '1', ['2', ''], ['2']],
  ['POSTGRESQL', '', ['15'], ['15']],
  ['POSTGRESQL', '15', [], []],
])('%s %s: newer majors of %j', (type, version, offered, expected) => {
  expect(newer(type, version, offered)).toEqual(expected);
});

const environment = (
  id: string,
  types: string[] | null,
): ClusterEnvironment & { cluster: string; clusterId: string } => ({
  environment_id: id as Uuid,
  environment_name: id,
  project_id: 'p' as Uuid,
  project_name: 'shop',
  services: types && types.map((type) => ({ id: type, name: type, type })),
  cluster: 'production',
  clusterId: 'c',
});
const database = (id: string, changes: Partial<Database> = {}): Database => ({
  id: id as Uuid,
  name: id,
  type: 'POSTGRESQL',
  version: '14',
  mode: 'MANAGED',
  ...changes,
});
async function attempt<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { read: await read() };
  } catch (error) {
    return { unread: (error as Error).message };
  }
}

describe('databases', () => {
  test('are asked for only where there is one, or may be one; versions only of managed ones', async () => {
    const asked: string[] = [];
    const { databases, missing } = await readDatabases(
      {
        databases: async (id) => {
          asked.push(id);
          return [
            database(`${id}-db`),
            database('own', { mode: 'CONTAINER' }),
            database('?', { mode: null }),
          ];
        },
        databaseVersions: async (id) => {
          asked.push(id);
          return ['14', '15'];
        },
      },
      [
        environment('with', ['DATABASE', 'JOB']),
        environment('without', ['JOB', 'A_SERVICE_OF_TOMORROW']),
        environment('untold', null),
      ],
      attempt,
    );
    expect(asked.toSorted()).toEqual(['untold', 'untold-db', 'with', 'with-db']);
    expect(missing).toEqual([]);
    expect(databases.map(({ name, environment, newerMajors }) => [name, environment, newerMajors])).toEqual([
      ['with-db', 'shop/with', { read: ['15'] }],
      ['untold-db', 'shop/untold', { read: ['15'] }],
    ]);
  });

  test('what Qovery refuses is told', async () => {
    const { databases, missing } = await readDatabases(
      {
        databases: (id) =>
          id === 'a' ? Promise.reject(new Error('403')) : Promise.resolve([database('db')]),
        databaseVersions: () => Promise.reject(new Error('no')),
      },
      [environment('a', ['DATABASE']), environment('b', ['DATABASE'])],
      attempt,
    );
    expect(missing).toEqual([
      { what: 'the databases of', name: 'shop/a', why: '403' },
      { what: 'the newer versions of', name: 'db', why: 'no' },
    ]);
    expect(databases).toMatchObject([{ name: 'db', newerMajors: { unread: 'no' } }]);
    expect(databaseFindings(databases)).toEqual([]);
  });
});

test('databases of the same version with the same offer are one finding', () => {
  const of = (
    name: string,
    version: string,
    read: string[],
  ): Parameters<typeof databaseFindings>[0][number] => ({
    ...{
      id: name,
      name,
      type: 'POSTGRESQL',
      version,
      environment: 'shop/main',
      cluster: 'c',
      clusterId: 'c',
    },
    newerMajors: { read },
  });
  const findings = databaseFindings([of('a', '14', ['15']), of('b', '14', ['15']), of('c', '15', [])]);
  expect(findings.map(({ urgency, what }) => [urgency, what])).toEqual([
    ['plan', "The managed databases 'a', 'b' run POSTGRESQL 14; a newer major version is on offer: 15."],
  ]);
});
