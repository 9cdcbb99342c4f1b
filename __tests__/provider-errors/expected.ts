/** What a text should be recognised as, and whether it is. */
import { type ProviderError, recognise } from '../../src/provider-errors/index.ts';

export interface Reported {
  readonly id: string;
  /** The public page that it is quoted from. */
  readonly source: string;
  /** The cloud of the cluster; `*`: of any, also of one that the catalogue does not know. */
  readonly cloud: 'AWS' | 'GCP' | 'AZURE' | 'SCW' | '*';
  readonly text: string;
  /** These fields, whatever the others are; null: nothing is to be recognised. */
  readonly expect: Expected | null;
}

type Fields = 'provider' | 'kind' | 'what' | 'service' | 'code' | 'region' | 'limit' | 'used' | 'wanted';
export type Expected = Partial<Pick<ProviderError, Fields>> & {
  /** Whether the provider raises it, and the review says where to ask. */
  readonly raisable?: boolean;
};

const EVERY = ['AWS', 'GCP', 'AZURE', 'SCW', 'ON_PREMISE'] as const;

export interface Answer {
  readonly provider: string;
  readonly found: Expected | undefined;
  readonly right: boolean;
}

/** What is recognised on each cloud that a text may be from. */
export function answersTo({ cloud, text, expect }: Reported): Answer[] {
  return (cloud === '*' ? EVERY : [cloud]).map((provider) => {
    const error = recognise(text, { provider, region: '' });
    const found = error && { ...error, raisable: error.link !== undefined };
    const right =
      expect === null
        ? found === undefined
        : found !== undefined && namesOf(expect).every((name) => found[name] === expect[name]);
    return { provider, found, right };
  });
}

function namesOf(expected: Expected): (keyof Expected)[] {
  return Object.keys(expected) as (keyof Expected)[];
}
