/** Inputs that nobody reads: a slip of the pen, or of another operation, or of somebody else's action. Pure. */
import { distance, meant } from '../lib/nearest.ts';
import { INPUTS, INPUT_NAMES, type Operation, variableOf } from './definitions.ts';
import { type Environment, variable } from './environment.ts';
import { type Mistakes, refuseInput } from './mistakes.ts';

const OURS = new Set(INPUT_NAMES.map(variableOf));

/** What other actions and tools call it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  token: 'qovery-api-token',
  'role-arn': 'role-to-assume',
  'aws-role-arn': 'role-to-assume',
  'aws-access-key-id': 'role-to-assume',
  'aws-secret-access-key': 'role-to-assume',
  'aws-session-token': 'role-to-assume',
  'grace-period': 'delay',
};

/**
 * A name that is one edit from one of ours is refused. Any other is warned of: the runner hands on the inputs of a
 * composite action around ours (nektos/act#2874).
 */
export function unknownInputs(env: Environment, mistakes: Mistakes): string[] {
  const unknown = Object.keys(env).filter((name) => name.startsWith('INPUT_') && !OURS.has(name));
  return unknown.flatMap((name) => {
    const input = name.slice('INPUT_'.length).toLowerCase();
    const slip = INPUT_NAMES.find((ours) => distance(input, ours) === 1);
    if (slip === undefined && variable(env, name) === '') return [];
    if (slip === undefined) {
      const near = ELSEWHERE[input] ?? meant(input, INPUT_NAMES);
      const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
      return `Input '${input}' is not one of this action's inputs and is ignored.${hint}`;
    }
    mistakes.attempt(() => refuseInput(input, `is unknown; did you mean '${slip}'?`, slip));
    return [];
  });
}

/** An input that the operation does not read is told of, and ignored. */
export function unusedInputs(env: Environment, operation: Operation): string[] {
  return INPUT_NAMES.filter((name) => {
    const value = variable(env, variableOf(name));
    const { of, default: byDefault } = INPUTS[name];
    return !(of as readonly Operation[]).includes(operation) && value !== '' && value !== byDefault;
  }).map(
    (name) =>
      `Input '${name}' has no meaning for operation '${operation}' (it is for ${INPUTS[name].of.join(', ')}) and is ignored.`,
  );
}
