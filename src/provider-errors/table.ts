/**
 * The shape of the catalogue. It is a table: to teach it another error, add a row. The order of rows means nothing;
 * which of several rows wins is said once, in `recognise` (index.ts).
 */

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

export interface Row {
  /**
   * Decides. Names what only this error says: its code, or its sentence. Repetitions are bounded (`{0,99}`), so that
   * no text can make it slow. Named groups here and in `details`: `limit`, `used` and `wanted` are numbers, `name`
   * fills `{name}` in `what` and `code`, `region` is where.
   */
  readonly pattern: RegExp;
  readonly kind: Kind;
  /** The quota's official name, or a short name of the problem. */
  readonly what: string;
  /** Where the provider keeps the quota; the link is made of them. */
  readonly service?: string;
  readonly code?: string;
  /** What is counted, where it is not things: `vCPU`, `TiB`. */
  readonly unit?: string;
  /** Further numbers of this error, wherever they are in the text. */
  readonly details?: readonly RegExp[];
  /** Whose quota it is depends on the type of instance that the text names; this row's own is the usual one. */
  readonly families?: readonly Family[];
  /** A quota of the whole account, kept in the home region of the partition. */
  readonly global?: true;
  /** A quota that the provider raises for nobody. */
  readonly fixed?: true;
  /** Instead of the usual advice for this kind. */
  readonly advice?: string;
  /** A sentence that says little: any row with a code of its own wins. */
  readonly vague?: true;
}

/** A family of instance types with a quota of its own. */
export interface Family {
  readonly types: RegExp;
  readonly what: string;
  readonly code: string;
}

export interface Provider {
  readonly name: 'AWS' | 'GCP' | 'Azure' | 'Scaleway';
  /** As Qovery calls it (`cloud_provider`). */
  readonly qovery: string;
  readonly rows: readonly Row[];
  /** A region of this provider in a text, in the group `region`. */
  readonly region: RegExp;
  /** How long the provider usually takes to raise a quota: Qovery's documentation, "Cloud Provider Quotas". */
  readonly usualTime: string;
  /** Where to ask for more. */
  readonly link: (quota: Quota, region: string) => string;
}

export interface Quota {
  readonly service: string | undefined;
  readonly code: string | undefined;
  readonly global: boolean;
}
