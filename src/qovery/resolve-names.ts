/** Names that were given to `rotate` in the place of ids, looked up in Qovery before the rotation begins. */
import { all } from '../lib/all.ts';
import type { Reference, RotateInputs } from '../inputs.ts';
import { BadInput, type Mistake } from '../lib/errors.ts';
import type { QoveryApi } from './api.ts';
import { type Kind, type Known, type Named, isId, mistakesOf, resolveReferences } from './references.ts';

const FIELDS = {
  credentials: { input: 'credentials-id', kind: 'cloud credential' },
  clusters: { input: 'cluster-id', kind: 'cluster' },
  ignoreClusters: { input: 'ignore-cluster-id', kind: 'cluster' },
  verifyEnvironments: { input: 'verify-environment-id', kind: 'environment' },
  ignoreEnvironments: { input: 'ignore-environment-id', kind: 'environment' },
} as const satisfies Partial<Record<keyof RotateInputs, { input: string; kind: Kind }>>;

type Field = keyof typeof FIELDS;
type NamesApi = Pick<QoveryApi, 'credentials' | 'clusters' | 'environments'>;

/**
 * The same inputs with ids alone. Where no name was given, nothing is asked: what an id stands for, the rotation sees.
 *
 * @throws {BadInput} about every name that stands for nothing, or for more than one thing
 */
export async function resolveNames(inputs: RotateInputs, api: NamesApi): Promise<RotateInputs> {
  const fields = (Object.keys(FIELDS) as Field[]).filter((field) => namesIn(inputs, field).length > 0);
  if (fields.length === 0) return inputs;
  const known = await read(
    api,
    fields.some((field) => FIELDS[field].kind === 'environment'),
  );
  const resolved: Partial<Record<Field, readonly string[]>> = {};
  const mistakes: Mistake[] = [];
  for (const field of fields) {
    const { input, kind } = FIELDS[field];
    // Ids stay as they are: one that stands for nothing may be an environment that no cluster runs any more.
    const { ids, unresolved } = resolveReferences(namesIn(inputs, field), kind, known);
    resolved[field] = [...new Set([...referencesIn(inputs, field).filter(isId), ...ids])];
    mistakes.push(...mistakesOf(input, unresolved, field === 'credentials' ? "'all'" : ''));
  }
  if (mistakes.length > 0) throw new BadInput(mistakes, 'Nothing was changed.');
  return { ...inputs, ...resolved };
}

function referencesIn(inputs: RotateInputs, field: Field): readonly Reference[] {
  const given = inputs[field];
  return given === undefined || given === 'all' ? [] : given;
}

function namesIn(inputs: RotateInputs, field: Field): Reference[] {
  return referencesIn(inputs, field).filter((reference) => !isId(reference));
}

async function read(api: NamesApi, withEnvironments: boolean): Promise<Known> {
  const [credentials, clusters] = await all([api.credentials(), api.clusters()]);
  const environments: Named[] = [];
  for (const cluster of withEnvironments ? clusters : []) {
    for (const { environment_id: id, environment_name: name } of await api.environments(cluster.id))
      environments.push({ id, name });
  }
  return {
    'cloud credential': credentials.map(({ credential }) => credential),
    cluster: clusters,
    ...(withEnvironments ? { environment: environments } : {}),
  };
}
