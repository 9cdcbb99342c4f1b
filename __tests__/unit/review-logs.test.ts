import { expect, test } from '@jest/globals';
import type { ClusterLog } from '../../src/qovery/schemas.ts';
import { logFindings, viewLog } from '../../src/review/logs.ts';
import { VCPU } from '../support/large-company.ts';
import { view } from './support/review.ts';

const error = (text: string, timestamp = '2026-11-20T11:00:00Z'): ClusterLog => ({
  type: 'error',
  timestamp,
  error: { user_log_message: text },
});
const info = (text: string): ClusterLog => ({ type: 'info', message: { safe_message: text } });

test('a quota of several clusters is one finding, with a link and a text to paste', () => {
  const failing = { status: 'DEPLOYMENT_ERROR' };
  const logs = ['a', 'b'].map((name) => viewLog(view({ ...failing, name }), [error(VCPU)]));
  const [finding, ...others] = logFindings(logs);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    urgency: 'now',
    what: expect.stringMatching(
      /quota reached: .*, says the log of 'a', 'b', last at 2026-11-20T11:00:00Z\.$/,
    ),
    link: { url: expect.stringMatching(/servicequotas/) },
    paste: expect.stringMatching(/^Please raise the quota/),
  });
});

test('an error in the log of a cluster that works is less urgent', () => {
  const [finding] = logFindings([viewLog(view(), [error(VCPU, 'no date')])]);
  expect(finding?.urgency).toBe('soon');
  expect(finding?.what).not.toMatch('last at');
});

test('a warning of the preflight report comes before its error', () => {
  const lines = [
    info('[PASS] EKS cluster quota ......... 3/100 clusters\n[WARN] Elastic IP quota ...... 4/5 addresses'),
  ];
  expect(
    logFindings([viewLog(view({ name: 'a' }), lines), viewLog(view({ name: 'b' }), lines)]),
  ).toMatchObject([
    {
      urgency: 'soon',
      what: "Qovery's preflight check of 'a', 'b' warns: Elastic IP quota (4 of 5).",
      next: 'Fix it before it becomes an error.',
    },
  ]);
});

test('of each check the newest counts', () => {
  const lines = [
    info('[FAIL] Elastic IP quota ...... 5/5 addresses'),
    info('[PASS] Elastic IP quota ...... 1/9 addresses'),
  ];
  const checks = viewLog(view(), lines).checks;
  expect(checks).toEqual([]);
});

test('a failing check says what to do', () => {
  const findings = logFindings([
    viewLog(view(), [info("[FAIL] VPC subnet tags\n -> Missing tag 'a' on subnet-1")]),
  ]);
  const check = findings.find(({ what }) => what.includes('preflight'));
  expect(check).toMatchObject({
    urgency: 'now',
    what: expect.stringMatching(/fails: VPC subnet tags \(Missing tag/),
  });
  expect(check?.next).toMatch(/^Mend it/);
});

test('lines without anything in them', () => {
  const lines: ClusterLog[] = [{}, { type: null, timestamp: null }, { message: {} }, { error: {} }];
  expect(logFindings([viewLog(view(), lines)])).toEqual([]);
});

test('of each check the newest counts, whatever the order of the log', () => {
  const at = (text: string, timestamp: string): ClusterLog => ({ ...info(text), timestamp });
  const lines = [
    at('[PASS] Elastic IP quota ...... 2/9 addresses', '2026-11-20T11:00:00Z'),
    at('[WARN] Elastic IP quota ...... 5/5 addresses', '2026-11-13T11:00:00Z'),
  ];
  for (const log of [lines, lines.toReversed()])
    expect(viewLog(view(), log)).toMatchObject({ checks: [], headroom: [{ used: 2, limit: 9 }] });
});

test.each([
  ['\u001b[32m[PASS]\u001b[0m Elastic IP quota ........ 2/5 allocated', 2, 5],
  ['[PASS] Elastic IP quota ........ 1,204/5,000 allocated', 1204, 5000],
  ['[PASS] Elastic IP quota ........ 2 / 5 allocated', 2, 5],
  ['[PASS] Elastic IP quota ........ allocated: 2/5', 2, 5],
])('%j is understood', (text, used, limit) => {
  const line = { ...info(text), timestamp: '2026-11-20T11:00:00Z' };
  expect(viewLog(view(), [line]).headroom).toMatchObject([{ check: 'Elastic IP quota', used, limit }]);
});
