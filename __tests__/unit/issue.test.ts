import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/error.ts';
import type { Environment, ReviewInputs, RotateInputs } from '../../src/inputs.ts';
import { readInputs } from '../../src/inputs.ts';
import {
  type Author,
  type Issue,
  type Wanted,
  hasMarker,
  issueProblem,
  planFor,
  vouches,
  wantedIssue,
} from '../../src/github/issue.ts';
import { NOW } from './support/fixtures.ts';

const ORGANIZATION = 'aaaaaaaa-0000-4000-8000-000000000001';
const id = (n: number): string => `bbbbbbbb-0000-4000-8000-${String(n).padStart(12, '0')}`;

function inputs(given: Record<string, string>, env: Environment = {}): RotateInputs | ReviewInputs {
  const all = {
    'qovery-api-token': 'qov_token',
    'organization-id': ORGANIZATION,
    'credentials-id': 'all',
    'report-issue': 'true',
    'github-token': 'ghs_token',
    ...given,
  };
  const read = readInputs({
    GITHUB_REPOSITORY: 'acme/infrastructure',
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...env,
  });
  if (read.operation !== 'rotate' && read.operation !== 'review') throw new Error(read.operation);
  return read;
}

const wanted = (given: Record<string, string> = {}, attention = true, markdown = '### Pending'): Wanted =>
  wantedIssue(inputs(given), attention, markdown, NOW);

describe('marker and title', () => {
  test('a title of more than 256 characters, which GitHub refuses, is cut; the marker is not', () => {
    const names = ['a', 'b', 'c'].map((letter) => letter.repeat(90));
    const { title, marker } = wanted({ 'credentials-id': names.join(',') });
    expect(title).toHaveLength(256);
    expect(title).toMatch(/^Qovery: rotation of AWS keys \(a+, b+, c+…$/);
    expect(marker).toContain(names.join(', '));
  });

  const role = 'arn:aws:iam::123456789012:role/qovery';
  test.each<[Record<string, string>, string, string]>([
    [{}, `rotate ${ORGANIZATION} all`, 'Qovery: rotation of AWS keys'],
    [
      { 'role-to-assume': role },
      `rotate ${ORGANIZATION} all, account 123456789012`,
      'Qovery: rotation of AWS keys (all, account 123456789012)',
    ],
    [
      { 'credentials-id': `${id(2)},${id(1)}`, 'role-to-assume': role },
      `rotate ${ORGANIZATION} ${id(1)}, ${id(2)}`,
      `Qovery: rotation of AWS keys (${id(1)}, ${id(2)})`,
    ],
    [
      { operation: 'review', 'role-to-assume': role },
      `review ${ORGANIZATION} all`,
      'Qovery: maintenance review',
    ],
    [
      { operation: 'review', 'cluster-id': 'production' },
      `review ${ORGANIZATION} production`,
      'Qovery: maintenance review (production)',
    ],
  ])('%j', (given, scope, title) => {
    expect(wanted(given)).toMatchObject({ marker: `<!-- qovery-maintenance-action: ${scope} -->`, title });
    expect(wanted(given).body.split('\n')[0]).toBe(wanted(given).marker);
  });

  test('a long choice is short, the same in any order, and another one differs', () => {
    const ids = Array.from({ length: 200 }, (_, n) => id(n));
    const one = wanted({ 'credentials-id': ids.join() });
    expect(one.title).toMatch(/^Qovery: rotation of AWS keys \(200 ids, [0-9a-f]{16}\)$/);
    expect(wanted({ 'credentials-id': ids.toReversed().join() }).marker).toBe(one.marker);
    expect(wanted({ 'credentials-id': [...ids.slice(1), id(200)].join() }).marker).not.toBe(one.marker);
  });

  test.each([
    ['alone', 'MARKER', true],
    ['after what a person wrote', 'Please look at this.\r\n\r\nMARKER \r\nmore', true],
    ['quoted in a line', 'The bot writes `MARKER` here', false],
    ['quoted in a reply', '> MARKER', false],
    ['of another choice', 'MARKER'.replace('MARKER', '<!-- qovery-maintenance-action: x -->'), false],
  ])('the marker is found in a line of its own: %s', (_, text, found) => {
    const { marker } = wanted();
    expect(hasMarker(text.replace('MARKER', marker), marker)).toBe(found);
  });
});

describe('text', () => {
  test('links the run, where there is one', () => {
    const env = { GITHUB_SERVER_URL: 'https://ghe.example.com', GITHUB_RUN_ID: '7' };
    expect(wantedIssue(inputs({}, env), true, 'x', NOW).body).toContain(
      'From [the last run](https://ghe.example.com/acme/infrastructure/actions/runs/7).',
    );
    expect(wanted().body).toContain('From the last run.');
  });

  test('says so when nothing needs attention, with the time', () => {
    expect(wanted({}, false, '### Rotated').body).toMatch(
      /-->\n\n\*\*Nothing needs attention any more\*\*, as of \d{4}-\d\d-\d\dT[\d:]+Z\.\n\n### Rotated\n/,
    );
    expect(wanted().body).not.toContain('Nothing needs attention');
  });

  test.each(['x', 'ü', '🙂'])('of %s is cut where GitHub would refuse it, between two blocks', (sign) => {
    const fits = `${sign.repeat(100)}\n\n`.repeat(100);
    expect(wanted({}, true, fits).body).toContain(fits.trim());
    const { body, marker } = wanted({}, true, `### Head\n\n${`${sign.repeat(100)}\n\n`.repeat(1000)}`);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(new RegExp(`\n\n${sign.repeat(100)}\n\n\\*\\*The issue ends here`, 'u'));
    expect(body.startsWith(`${marker}\n\n### Head\n`)).toBe(true);
    expect(body).toMatch(/\n---\n\nFrom the last run\..*$/);
  });
});

describe('what is done with the issues that are there', () => {
  const issue = (number: number, given: Partial<Issue> = {}): Issue => ({
    number,
    url: `https://github.com/acme/infrastructure/issues/${number}`,
    body: wanted().body,
    open: true,
    author: 'github-actions[bot]',
    trusted: true,
    ...given,
  });
  const stale = { body: `${wanted().marker}\nold` };
  const quiet = wanted({}, false);

  test('none: created when something needs attention', () => {
    expect(planFor([], wanted())).toEqual({ create: true, kept: undefined, duplicates: [] });
    expect(planFor([], quiet)).toEqual({ create: false, kept: undefined, duplicates: [] });
  });

  test.each<[string, Issue, Wanted, object]>([
    ['open and the same', issue(1), wanted(), {}],
    [
      'open, saved by a person',
      issue(1, { body: `${wanted().body.replaceAll('\n', '\r\n')}\r\n` }),
      wanted(),
      {},
    ],
    ['open and stale', issue(1, stale), wanted(), { body: wanted().body }],
    ['closed and the same', issue(1, { open: false }), wanted(), { state: 'open' }],
    [
      'closed and stale',
      issue(1, { ...stale, open: false }),
      wanted(),
      { body: wanted().body, state: 'open' },
    ],
    ['open, no attention', issue(1), quiet, { body: quiet.body, state: 'closed', state_reason: 'completed' }],
    ['closed, no attention', issue(1, { ...stale, open: false }), quiet, {}],
  ])('one: %s', (_, found, want, change) => {
    expect(planFor([found], want)).toEqual({ create: false, kept: { issue: found, change }, duplicates: [] });
  });

  test.each([wanted(), quiet])('several: the oldest is kept, later ones of its author are closed', (want) => {
    const ours = issue(3, stale);
    const twin = issue(7);
    const found = [issue(9, { author: 'jane' }), issue(8, { open: false }), twin, ours];
    const { kept, duplicates } = planFor(found, want);
    expect(kept?.issue).toBe(ours);
    expect(duplicates.map((one) => one.issue)).toEqual([twin]);
    expect(duplicates[0]?.change).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
    expect(duplicates[0]?.change.body).toContain('#3');
    expect(hasMarker(duplicates[0]?.change.body ?? want.marker, want.marker)).toBe(false);
  });

  test('one that nothing vouches for is never ours, even if it is the oldest', () => {
    const stranger = issue(1, { trusted: false, author: 'mallory' });
    expect(planFor([stranger], wanted()).create).toBe(true);
    expect(planFor([stranger, issue(2)], wanted()).kept?.issue.number).toBe(2);
  });
});

describe('an issue that could not be kept', () => {
  const forbidden = (message: string): GitHubError => new GitHubError('POST', 403, message);

  test.each([
    [new GitHubError('PATCH', 403, 'Resource not accessible by integration'), /Add 'issues: write'/],
    [new GitHubError('GET', 404, 'Not Found'), /Add 'issues: write'/],
    [new GitHubError('GET', 401, 'Bad credentials'), /a token that is valid/],
    [new GitHubError('POST', 410, 'Issues are disabled for this repo'), /Turn issues on/],
    [forbidden('You have exceeded a secondary rate limit'), /The next run tries again\.$/],
    [
      forbidden('Repository was archived so is read-only.'),
      /Unarchive acme\/infrastructure, or turn 'report-issue' off\.$/,
    ],
    [
      forbidden(
        'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      ),
      /Authorize the token of 'github-token' for the organisation's single sign-on/,
    ],
    [
      forbidden(
        'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
      ),
      /Add the address of this runner to the organisation's IP allow list/,
    ],
    [
      forbidden('Resource not accessible by personal access token'),
      /the permission 'Issues: read and write'/,
    ],
    [forbidden('Sorry. Your account was suspended.'), /an account that may use this repository/],
    [new GitHubError('GET', 0, 'no answer (ECONNRESET)'), /The next run tries again\.$/],
    [new GitHubError('POST', 502, 'Server Error about an archived thing'), /The next run tries again\.$/],
    [new TypeError('x is not a function'), /: x is not a function\. .*The next run tries again\.$/],
  ])('%s: what failed, what is true now, what to do', (error, says) => {
    const rotate = issueProblem(error, inputs({}));
    expect(rotate).toMatch(/^The issue in acme\/infrastructure was not kept up to date: /);
    expect(rotate).toContain('What the run did with the keys stands');
    expect(rotate).toMatch(says);
    expect(rotate.match(/Add |Unarchive|Authorize|Turn issues|tries again|Give |Use /g)).toHaveLength(1);
    expect(issueProblem(error, inputs({ operation: 'review' }))).toContain('and nowhere else');
  });
});

describe('whose issue it is', () => {
  const user = (association: string | undefined, type: string | undefined = 'User'): Author => ({
    login: 'jane',
    type,
    association,
  });
  const bot = (login: string, association = 'NONE'): Author => ({ login, type: 'Bot', association });

  test.each<[string, boolean, Author, string | undefined]>([
    ["the job's own token", true, bot('github-actions[bot]'), undefined],
    ['the owner', true, user('OWNER'), undefined],
    ['a member', true, user('MEMBER'), undefined],
    ['a collaborator', true, user('COLLABORATOR'), undefined],
    ['the app whose token this is', true, bot('our-app[bot]'), 'our-app[bot]'],
    ['the person whose token this is', true, user('NONE'), 'jane'],
    ['another bot', false, bot('other[bot]'), undefined],
    ['another bot that is a collaborator', false, bot('other[bot]', 'COLLABORATOR'), 'our-app[bot]'],
    ['a bot with a name like that', false, { ...user('NONE'), login: 'github-actions[bot]' }, undefined],
    ['a contributor', false, user('CONTRIBUTOR'), undefined],
    ['a stranger', false, user('NONE'), undefined],
    ['a mannequin', false, user('MEMBER', 'Mannequin'), undefined],
    ['an organisation', false, user('OWNER', 'Organization'), undefined],
    ['an author without a type', false, { ...user('MEMBER'), type: undefined }, undefined],
    ['an author without an association', false, user(undefined), undefined],
    ['nobody (a deleted account)', false, { login: '', type: undefined, association: 'OWNER' }, ''],
  ])('%s: %s', (_, ours, author, own) => {
    expect(vouches(author, own)).toBe(ours);
  });
});

test('a name in the choice ends no comment, and is the same marker whatever it holds', () => {
  const evil = wanted({ 'credentials-id': 'x --> <!-- y' });
  expect(evil.marker).toMatch(
    /^<!-- qovery-maintenance-action: rotate [0-9a-f-]{36} 1 id, [0-9a-f]{16} -->$/,
  );
  expect(evil.title).not.toContain('>');
  expect(wanted({ 'credentials-id': 'AWS production' }).marker).toContain(' AWS production -->');
});
