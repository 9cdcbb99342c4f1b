/** The words of the catalogue: what a provider's error is, and what each cloud contributes. Types alone, and one list. */

/** The most pressing first: of two errors in one text, the reader is told of the one that waits for a person. */
export const KINDS = [
  'quota',
  'addresses',
  'account',
  'credentials',
  'permissions',
  'capacity',
  'throttling',
] as const;
export type Kind = (typeof KINDS)[number];

export type CloudName = 'AWS' | 'GCP' | 'Azure' | 'Scaleway';

/** Where the log is from. */
export interface Place {
  /** Qovery's `cloud_provider`: AWS, GCP, AZURE, SCW; for any other, the errors of all providers are looked for. */
  readonly provider: string;
  readonly region: string;
}

export interface Numbers {
  readonly limit?: number;
  readonly used?: number;
  readonly wanted?: number;
}

export interface ProviderError extends Numbers {
  readonly kind: Kind;
  readonly provider: CloudName;
  /** The quota's official name, or a short name of the problem. */
  readonly what: string;
  /** AWS: as Service Quotas calls it. GCP: the API. */
  readonly service?: string;
  /** AWS: the code of the quota. GCP: the metric. Azure: the family of cores. Scaleway: the resource. */
  readonly code?: string;
  /** What the numbers count, where it is not things: `vCPU`, `TiB`. */
  readonly unit?: string;
  /** Named in the text, else the cluster's. */
  readonly region?: string;
  /** A limit that the provider raises for nobody. */
  readonly fixed?: true;
  /** What to do, in a sentence or two. */
  readonly advice: string;
  /** Where to ask for more. Only for quotas that can be raised. */
  readonly link?: string;
  /** How long the provider usually takes to raise it. */
  readonly usualTime?: string;
  /** A text ready to send to the provider. Made of official names and numbers alone. */
  readonly request?: string;
}

/** An error that a log tells of, once however often it does. */
export interface LogProblem {
  readonly error: ProviderError;
  /** When it was told last; undefined where the log has no time. */
  readonly at: number | undefined;
  readonly count: number;
}

/** What an error means. */
export interface Row {
  readonly kind: Kind;
  /** The quota's official name, or a short name of the problem. */
  readonly what: string;
  readonly service?: string;
  readonly code?: string;
  readonly unit?: string;
  /** Whose quota it is depends on the type of instance that the text names; this row's own is the usual one. */
  readonly families?: readonly Family[];
  /** A quota of the whole account, kept in the home region of the partition. */
  readonly global?: true;
  /** A limit that the provider raises for nobody. */
  readonly fixed?: true;
  /** Instead of the usual advice for this kind. */
  readonly advice?: string;
  /** Says that it is some quota, of some service, and not which: told only where the text has nothing better. */
  readonly vague?: true;
}

/** A family of instance types with a quota of its own. */
export interface Family {
  readonly types: RegExp;
  readonly what: string;
  readonly code: string;
}

/** The part of a text that tells of an error: without colours and escapes, on one line, in ASCII, with single spaces. */
export interface Passage {
  /** Where it begins in the text. */
  readonly from: number;
  readonly text: string;
  /** The same in lower case, character by character. */
  readonly lower: string;
  /** The words by which errors are found (passages.ts), in order, and where they are in the text. */
  readonly hits: readonly Hit[];
}

export interface Hit {
  readonly at: number;
  readonly end: number;
  /** Without the blank that it may have or not: `toomany` for `too many`. */
  readonly word: string;
}

/** An error seen in a passage, from `at` to `end`. */
export interface Sighting {
  readonly row: Row;
  readonly at: number;
  readonly end: number;
  /** By an error code, by a sentence, or by what was asked for when a code says little. */
  readonly by: 'code' | 'sentence' | 'guess';
  /** Numbers that the form of the error gives apart from its message. */
  readonly numbers?: Numbers;
}

export interface Cloud {
  readonly name: CloudName;
  /** As Qovery calls it (`cloud_provider`). */
  readonly qovery: string;
  /** These are Qovery's words for the errors of this cloud. */
  readonly ofQovery?: true;
  /** Everything that a passage tells of, in any order; may overlap. */
  readonly find: (passage: Passage) => Sighting[];
  /** The first region that a text in lower case names. */
  readonly region: (lower: string) => string | undefined;
  /** How long the provider usually takes to raise a quota: Qovery's documentation, "Cloud Provider Quotas". */
  readonly usualTime: string;
  /** Where to ask for more. */
  readonly link: (row: Row, region: string) => string | undefined;
}
