import { describe, expect, test } from '@jest/globals';
import { secretsIn } from '../../src/inputs/secrets.ts';
import { escape } from '../../src/lib/markdown.ts';
import { Secrets } from '../../src/lib/secrets.ts';
import { findLeak } from '../support/leaks.ts';

/** Like a real one: 40 characters of base64's alphabet, with those that change when they are escaped. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLE=Key';

function holding(...values: string[]): { secrets: Secrets; masked: string[] } {
  const masked: string[] = [];
  const secrets = new Secrets((value) => masked.push(value));
  for (const value of values) secrets.add(value);
  return { secrets, masked };
}

const COMMON: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in a URL', (secret) => encodeURIComponent(secret)],
  ['in JSON', (secret) => JSON.stringify(secret)],
  ['in JSON with escaped slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
];

const FORMS: typeof COMMON = [
  ...COMMON,
  ['in a URL, in lower case', (secret) => encodeURIComponent(secret).replaceAll('%2F', '%2f')],
  ['in a URL within a URL', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in a form', (secret) => new URLSearchParams({ a: secret }).toString()],
  [
    "in .NET's JSON",
    (secret) => secret.replaceAll('+', '\\u002B').replaceAll('/', '\\u002F').replaceAll('=', '\\u003D'),
  ],
  ['in HTML', (secret) => secret.replaceAll('/', '&#x2F;')],
  ['in our own Markdown', (secret) => escape(`the key ${secret} of`)],
  ['in the header Basic', (secret) => Buffer.from(`user:${secret}`).toString('base64')],
  ['in base64, one byte further', (secret) => Buffer.from(`usern:${secret}!`).toString('base64')],
  ['in base64, two bytes further', (secret) => Buffer.from(`userna:${secret}!!`).toString('base64')],
  ['in base64 for URLs', (secret) => Buffer.from(`?>${secret}`).toString('base64url')],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
];

describe('a secret', () => {
  test.each(FORMS)('is removed %s', (_, form) => {
    for (const secret of [SECRET, `__${SECRET}_&<`]) {
      const text = `before ${form(secret)} and ${form(secret)} after`;
      const clean = holding(secret).secrets.redact(text);
      expect(findLeak(text, secret)).toBeDefined();
      expect(findLeak(clean, secret)).toBeUndefined();
      expect(clean).toMatch(/^before .*\*\*\*.* and .*\*\*\*.* after$/);
    }
  });

  test.each(COMMON)('is masked %s before anything can print it', (_, form) => {
    const text = form(SECRET).replace(/^"|"$/g, '');
    expect(holding(SECRET).masked).toContain(text);
  });

  test('with quotes and line breaks is removed as JSON would carry it', () => {
    const odd = 'two\nlines and "quotes"';
    expect(holding(odd).secrets.redact(JSON.stringify({ detail: odd }))).toBe('{"detail":"***"}');
  });

  test('that is the beginning of another leaves nothing of it', () => {
    const { secrets } = holding('token-of-ann', 'token-of-ann-and-bob');
    expect(secrets.redact('token-of-ann-and-bob')).not.toContain('bob');
  });

  test.each([
    [
      'begins within another',
      'left-half-middle',
      'middle-right-half',
      'a left-half-middle-right-half b',
      'a *** b',
    ],
    ['is a part of another', 'middle', 'left-middle-right', 'a left-middle-right b', 'a *** b'],
    ['follows another', 'left-secret', 'right-secret', 'left-secretright-secret', '******'],
  ])('that %s leaves nothing of either', (_, one, other, text, clean) => {
    expect(holding(one, other).secrets.redact(text)).toBe(clean);
    expect(holding(other, one).secrets.redact(text)).toBe(clean);
  });

  test('of several lines is removed as a whole, on one line, and line by line', () => {
    const { secrets } = holding('-----BEGIN\nfirst line\nsecond line\n');
    for (const text of [
      'x -----BEGIN\nfirst line\nsecond line y',
      '-----BEGIN first line second line',
      'second line',
    ])
      expect(secrets.redact(text)).not.toMatch(/first|second/);
  });

  test('that is too short to be told from the rest of a text is none', () => {
    const { secrets, masked } = holding('a', 'abc', ' ab ');
    expect(masked).toEqual([]);
    expect(secrets.redact('abc, a secret')).toBe('abc, a secret');
  });

  test('is masked once, however often it comes', () => {
    const { masked } = holding(SECRET, SECRET);
    expect(new Set(masked).size).toBe(masked.length);
  });

  test('that is empty would hide everything, and is none', () => {
    const { secrets, masked } = holding('');
    expect(masked).toEqual([]);
    expect(secrets.redact('text')).toBe('text');
  });

  test('with the characters of a pattern or a replacement is taken literally', () => {
    const { secrets } = holding('a.*b$&');
    expect(secrets.redact('axxb a.*b$& $&')).toBe('axxb *** $&');
  });
});

test('what is no secret stays', () => {
  expect(holding(SECRET).secrets.redact('AKIAAAAAAAAAAAAAAAAA is active')).toBe(
    'AKIAAAAAAAAAAAAAAAAA is active',
  );
});

describe('a part of a secret in an error', () => {
  const cut = (...values: string[]): ((text: string) => string) => {
    const { secrets } = holding(...values);
    return (text) => secrets.redactError(text);
  };

  test.each([8, 24, 36, 39])(
    'its first and its last %d characters are hidden, to the last of them',
    (length) => {
      for (const [form, write] of FORMS) {
        if (/Basic|further/.test(form)) continue;
        for (const part of [SECRET.slice(0, length), SECRET.slice(-length)]) {
          // Base64 and hex are cut once they are written.
          const whole = write(SECRET).replace(/^"|"$/g, '');
          const written = /base64|hex/.test(form)
            ? part === SECRET.slice(0, length)
              ? whole.slice(0, length)
              : whole.slice(-length)
            : write(part).replace(/^"|"$/g, '').replace(/^a=/, '');
          if (/Markdown|base64 for URLs/.test(form)) continue;
          expect(cut(SECRET)(`[Source: "key":"${written}"…[truncated 50 chars]`)).toBe(
            '[Source: "key":"***"…[truncated 50 chars]',
          );
        }
      }
    },
  );

  test('of several secrets, each; and a whole one as ever', () => {
    const other = 'qov_0123456789abcdef0123';
    expect(cut(SECRET, other)(`${SECRET.slice(0, 20)}, ${other.slice(-9)}, ${other}`)).toBe('***, ***, ***');
  });

  test.each([
    ['seven characters', SECRET, `${SECRET.slice(0, 7)} ${SECRET.slice(-7)}`],
    ['a part of a short one', 'hushhush1234567', 'hushhush1'],
    ['words', 'production-europe-0123', 'production-europe is not there'],
    [
      'the host of a proxy',
      'ann:hush-hush-hush@proxy.example.com:3128',
      'proxy.example.com:3128 (ECONNREFUSED)',
    ],
    ['the middle', SECRET, SECRET.slice(10, 30)],
  ])('not %s', (_, secret, text) => {
    expect(cut(secret)(text)).toBe(text);
  });

  test('but not in whole answers, where it may be anything', () => {
    expect(holding(SECRET).secrets.redact(SECRET.slice(0, 20))).toBe(SECRET.slice(0, 20));
  });

  test('a long text of what is nearly one takes no time', () => {
    const { secrets } = holding(
      SECRET,
      'a'.repeat(1000),
      ...Array.from({ length: 20 }, (_, n) => `${n}${SECRET}`),
    );
    const text = `${'a'.repeat(999)} ${SECRET.slice(0, 7)}%2F\u200b`.repeat(1000);
    const before = performance.now();
    secrets.redactError(text);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

test.each(['\u200b', '\u2060', '\u00ad', '\ufe0f', '\u{e0041}', '\u0000', '\u202e', '\u3164\u115f'])(
  'a secret with what nobody sees between its characters is the secret: %j',
  (unseen) => {
    const { secrets } = holding(SECRET, 'hush');
    const text = `⚠\ufe0f before ${SECRET.split('').join(unseen)}, ${[...'hush'].join(unseen)} after 👩‍💻`;
    expect(secrets.redact(text)).toBe('⚠\ufe0f before ***, *** after 👩‍💻');
    expect(secrets.redactError(text.replace(SECRET.slice(-1), ''))).toBe('⚠\ufe0f before ***, *** after 👩‍💻');
  },
);

describe('of the environment', () => {
  const removed = (env: Record<string, string>, text: string): string => {
    const secrets = new Secrets(() => undefined);
    for (const secret of secretsIn(env)) secrets.add(secret);
    return secrets.redact(text);
  };

  test.each([
    'INPUT_QOVERY-API-TOKEN',
    'INPUT_GITHUB-TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
  ])('%s is a secret, however short', (name) => {
    expect(removed({ [name]: ' hushhush\n' }, 'it is hushhush')).toBe('it is ***');
  });

  test.each(['Token', 'Bearer', 'bearer', 'Authorization: Token'])(
    "a token with '%s' before it, and without",
    (word) => {
      const env = { 'INPUT_QOVERY-API-TOKEN': `${word} hushhush` };
      expect(removed(env, `${word} hushhush, hushhush`)).toBe('***, ***');
    },
  );

  test('a variable that is named like a secret, where its value is long enough for one', () => {
    const env = {
      NPM_TOKEN: 'npm_0123456789abcdef',
      USE_TOKEN: 'true',
      DB_PASSWORD: 'postgres',
      PATH: '/usr/local/bin:/usr/bin',
    };
    expect(removed(env, 'npm_0123456789abcdef true postgres /usr/local/bin:/usr/bin')).toBe(
      '*** true postgres /usr/local/bin:/usr/bin',
    );
  });

  test('an expression that no runner has replaced is no secret', () => {
    expect(removed({ 'INPUT_GITHUB-TOKEN': '${{ github.token }}' }, '${{ github.token }}')).toContain(
      'github',
    );
  });

  test.each([
    [
      'valid',
      'http://ann:pass%23word@proxy:3128',
      ['pass%23word', 'pass#word', 'ann:pass#word', btoa('ann:pass#word')],
    ],
    [
      'with a sign that is not encoded',
      'http://ann:pa#ss/wo?rd@proxy:3128',
      ['pa#ss/wo?rd', btoa('ann:pa#ss/wo?rd')],
    ],
    ['with an @ in the password', 'http://ann:p@ssword@proxy:3128', ['p@ssword']],
    ['with a bad port', 'http://ann:password@proxy:port', ['password']],
    ['with a broken encoding', 'http://ann:pass%zz@proxy:3128', ['pass%zz']],
    ['without a scheme', 'ann:password@proxy:3128', ['password']],
    ['in quotes', '"http://ann:password@proxy:3128"', ['password', 'ann:password']],
    ['of another kind', 'socks5://ann:password@proxy:1080', ['password']],
    [
      'a token as the user',
      'http://0123456789abcdef@proxy:3128',
      ['0123456789abcdef', btoa('0123456789abcdef:')],
    ],
  ])('a proxy: %s', (_, url, hidden) => {
    for (const name of ['HTTPS_PROXY', 'http_proxy', 'ALL_PROXY']) {
      for (const secret of hidden) {
        expect(removed({ [name]: url }, `see ${secret} and ${url}`)).not.toContain(secret);
      }
    }
  });

  test('the password of any other address, too, and no address without one', () => {
    const env = {
      'INPUT_QOVERY-API-URL': 'https://ann:hushhush@example.com',
      DATABASE_URL: 'postgres://a:opensesame@db',
    };
    expect(removed(env, 'hushhush, opensesame, example.com')).toBe('***, ***, example.com');
    expect(removed({ PAGE: 'https://example.com/user:part@x' }, 'example.com/user:part')).toBe(
      'example.com/user:part',
    );
  });

  test('a short one of somebody else is a word like any other, but beside its user', () => {
    const env = { DATABASE_URL: 'postgres://test:test@localhost/app', CACHE: 'redis://:1234@cache' };
    expect(removed(env, 'AWS test, 123456789012')).toBe('AWS test, 123456789012');
    expect(removed(env, 'postgres://test:test@localhost/app')).toBe('postgres://***');
  });

  test('a password of one to three characters is hidden where it belongs to its user, and nowhere else', () => {
    const env = { HTTPS_PROXY: 'http://a:b@proxy:3128' };
    expect(removed(env, 'a b, a cab, http://a:b@proxy:3128')).toBe('a b, a cab, http://***');
    expect(removed(env, `Basic ${btoa('a:b')}`)).toBe('Basic ***');
  });
});
