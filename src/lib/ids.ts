/**
 * Ids that cannot be mistaken for each other, or for any other text: where one is asked for, nothing else compiles,
 * and only the parsers here make one.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The id of an object of Qovery's, in lower case. Paths are built of nothing else. */
export type Uuid = Branded<'Uuid'>;
/** The id of an AWS access key, in upper case. */
export type AccessKeyId = Branded<'AccessKeyId'>;

export function uuid(text: string): Uuid | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? (id as Uuid) : undefined;
}

/**
 * The prefixes are AWS's: AKIA for the keys of IAM users, ASIA for temporary ones (IAM User Guide, "IAM identifiers").
 * Their length is not checked: AWS does not promise one, and says by itself which keys it does not know.
 */
export function accessKeyId(text: string): AccessKeyId | undefined {
  const id = text.trim().toUpperCase();
  return /^A[KS]IA[A-Z0-9]+$/.test(id) ? (id as AccessKeyId) : undefined;
}
