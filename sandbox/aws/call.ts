import { iso } from '../answers.ts';
import type { User } from '../iam.ts';
import type { World } from '../world.ts';
import type { XmlValue } from '../xml.ts';

// What the actions of IAM and STS have in common: who calls, what they may do, and how lists are written.

export class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Absent for sessions: IAM then cannot guess which user is meant. */
  readonly userName?: string;
}

export interface Call {
  readonly world: World;
  readonly form: Record<string, string>;
  readonly caller: Caller;
}

export interface Action {
  readonly service: 'iam' | 'sts';
  readonly write?: boolean;
  readonly unsigned?: boolean;
  readonly run: (call: Call) => XmlValue;
}

/** AWS decides who may do something before it looks whether the thing exists. */
export function authorize({ world, caller }: Call, action: string, resource: string): void {
  if (!world.iam.isDenied(action, caller.arn)) return;
  throw accessDenied(caller, action, resource);
}

export function accessDenied(caller: Caller, action: string, resource: string): AwsError {
  const text = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  return new AwsError(403, 'AccessDenied', text);
}

/** The user that a call is about, once the caller is known to be allowed. */
export function authorizedUser(call: Call, action: string): User {
  const name = call.form['UserName'] ?? call.caller.userName;
  if (!name)
    throw new AwsError(
      400,
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    );
  authorize(call, action, `user ${name}`);
  const user = call.world.iam.user(call.caller.account, name);
  if (!user) throw new AwsError(404, 'NoSuchEntity', `The user with name ${name} cannot be found.`);
  return user;
}

export function required(form: Record<string, string>, name: string): string {
  const value = form[name];
  if (!value) {
    const field = name.charAt(0).toLowerCase() + name.slice(1);
    const text = `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`;
    throw new AwsError(400, 'ValidationError', text);
  }
  return value;
}

// The Query protocol's lists and pages

export function listOf(form: Record<string, string>, pattern: string): string[] {
  const values: string[] = [];
  for (let i = 1; ; i += 1) {
    const value = form[pattern.replace('#', String(i))];
    if (value === undefined) return values;
    values.push(value);
  }
}

export function paged(form: Record<string, string>, name: string, items: XmlValue[]): XmlValue {
  const start = Number(form['Marker'] ?? 0);
  const end = start + Number(form['MaxItems'] ?? 100);
  const truncated = end < items.length;
  return {
    [name]: items.slice(start, end),
    IsTruncated: truncated,
    Marker: truncated ? String(end) : undefined,
  };
}

/** IAM's dates have no fraction. */
export function second(time: number): string {
  return `${iso(time).slice(0, 19)}Z`;
}
