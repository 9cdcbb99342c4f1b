/** The usual variables for proxies: checked like inputs, and never quoted, for they may hold a password. Pure. */
import { type Environment, unquoted, variable } from './environment.ts';
import { type Mistakes, refuse } from './mistakes.ts';

/** Checked, and in the canonical form of URLs: nothing below the inputs reads the environment. */
export interface ProxySettings {
  readonly HTTPS_PROXY?: string;
  readonly HTTP_PROXY?: string;
  readonly NO_PROXY?: string;
}

export function proxySettings(env: Environment, mistakes: Mistakes): ProxySettings {
  const settings: Record<string, string> = {};
  for (const upper of ['HTTPS_PROXY', 'HTTP_PROXY'] as const) {
    // Lower case first, as curl has it.
    const name = [upper.toLowerCase(), upper].find((candidate) => variable(env, candidate) !== '');
    if (name !== undefined)
      settings[upper] = mistakes.attempt(() => proxyUrl(name, unquoted(variable(env, name))));
  }
  const noProxy = unquoted(variable(env, 'no_proxy') || variable(env, 'NO_PROXY'));
  return noProxy === '' ? settings : { ...settings, NO_PROXY: noProxy };
}

const EXAMPLE = 'http://proxy.example.com:3128';
const WITH_USER = 'http://user:password@proxy.example.com:3128';
const ENCODED = `${WITH_USER}, with special characters in user and password percent-encoded: # as %23, / as %2F, ? as %3F, @ as %40, % as %25`;

/** @throws {BadInput} which never quotes the value */
function proxyUrl(name: string, value: string): string {
  const subject = `Variable '${name}'`;
  const { scheme, user, host } = partsOf(value);
  if (scheme !== 'http' && scheme !== 'https') {
    refuse(
      subject,
      `names a proxy of the kind '${scheme}', which is not supported`,
      `an HTTP proxy, like ${EXAMPLE}`,
    );
  }
  if (user !== undefined && (/[#/?@\\[\]<>^|"`{}\s]/.test(user) || decoded(user) === undefined))
    refuse(subject, 'has a user or password with a character that is not allowed there', ENCODED);
  if (user !== undefined && !user.includes(':'))
    refuse(subject, 'names a user without a password, which is not supported', WITH_USER);
  const url = URL.parse(`${scheme}://${user === undefined ? '' : `${user}@`}${host}`);
  if (url === null || url.port === '0' || !isHost(host, url.hostname))
    return refuse(subject, 'has no valid host and port', `${EXAMPLE}, or ${ENCODED}`);
  return new URL('/', url).href;
}

/** No number alone, and no word or variable that stands where a host is meant. URLs take all of these for one. */
function isHost(written: string, hostname: string): boolean {
  return (
    !/^\d+(?:[:/]|$)/.test(written) &&
    /^(?:\[[\da-f:.]+\]|[\w.-]+)$/i.test(hostname) &&
    !/^(?:https?|direct|none|null|undefined|false)$/.test(hostname)
  );
}

/** What stands where in the address of a proxy, be it valid or not: the user is all before the last `@`. */
function partsOf(value: string): { scheme: string; user: string | undefined; host: string } {
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(.*)$/is.exec(value) ?? ['', 'http', value];
  const at = rest.lastIndexOf('@');
  return {
    scheme: scheme?.toLowerCase() ?? 'http',
    user: at < 0 ? undefined : rest.slice(0, at),
    host: rest.slice(at + 1),
  };
}

/**
 * Every form in which the user and password of a proxy could be printed, whether or not its address is valid; and those of
 * any other address that has a password in it.
 */
export function secretsInAddresses(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, given = '']) => {
    const value = unquoted(given);
    const { user, host } = partsOf(value);
    if (user === undefined || !(/_proxy$/i.test(name) || URL.parse(value)?.password)) return [];
    return [user, decoded(user) ?? user].flatMap((pair) => {
      const colon = pair.indexOf(':');
      // With what stands around it: by itself, a short password is found everywhere in a text.
      const whole = [`${pair}@`, `${pair}@${host}`, basic(pair)];
      if (colon < 0) return pair.length < MIN_TOKEN_LENGTH ? whole : [...whole, pair];
      const password = pair.slice(colon + 1);
      // A short one in an address of somebody else, as of a test database, is a word like any other.
      if (!/_proxy$/i.test(name) && password.length < MIN_PASSWORD_LENGTH) return [...whole, pair];
      return [...whole, pair, password, decoded(password) ?? password];
    });
  });
}

const MIN_PASSWORD_LENGTH = 8;
/** A user without a password may be a token; a shorter one is a name. */
const MIN_TOKEN_LENGTH = 12;

/** As the header `Proxy-Authorization` has it. */
function basic(pair: string): string {
  return Buffer.from(pair.includes(':') ? pair : `${pair}:`).toString('base64');
}

/** `undefined` where a `%` stands for itself. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
