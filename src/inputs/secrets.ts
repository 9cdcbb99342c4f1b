/** Every secret that the process was given. Pure. */
import { type Environment, unquoted } from './environment.ts';
import { secretsInAddresses } from './proxy.ts';

/** Whatever their length. */
const NAMES = new Set([
  'INPUT_QOVERY-API-TOKEN',
  'INPUT_GITHUB-TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_TOKEN',
]);
/** Other variables with such a name, where the value is long enough to be a secret, and no `true`. */
const LIKE_A_SECRET = /(TOKEN|SECRET|SECRET_ACCESS_KEY|PASSWORD|PASSWD|PRIVATE[_-]KEY|API[_-]KEY)$/i;
const MIN_LENGTH = 16;

export function secretsIn(env: Environment): string[] {
  const named = Object.entries(env).flatMap(([name, value = '']) => {
    // An expression that no runner has put a value in the place of.
    if (value.trim().startsWith('${{')) return [];
    const secret = NAMES.has(name.toUpperCase()) || (LIKE_A_SECRET.test(name) && value.length >= MIN_LENGTH);
    return secret ? [value, withoutScheme(value)] : [];
  });
  return [...new Set([...named, ...secretsInAddresses(env)])].filter((secret) => secret.trim() !== '');
}

/** A token without the quotes around it, and without the word that people copy along with it from a header. */
export function withoutScheme(token: string): string {
  return unquoted(unquoted(token).replace(/^(?:Authorization:\s*)?(?:Token|Bearer)\s+/i, ''));
}
