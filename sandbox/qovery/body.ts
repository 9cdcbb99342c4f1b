import type { KeyPair } from '../iam.ts';
import { QoveryError } from './call.ts';

// Reading request bodies

export type Fields = Record<string, unknown>;

export function objectOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new QoveryError(400, `${place} must be an object`);
  return value as Fields;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new QoveryError(400, `${name} must not be blank`);
  return value;
}

/** An optional field may be left out, and is never null: the specification calls none of them nullable. */
export function optionalText(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined ? undefined : text(fields, name);
}

export function pair(fields: Fields): KeyPair {
  return { id: text(fields, 'access_key_id'), secret: text(fields, 'secret_access_key') };
}
