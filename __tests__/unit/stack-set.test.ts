import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

// The template of docs/permissions.md gives the same role in each account as its narrowest policy, which is held against
// the code (readme.test.ts).

const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? [];

interface Statement {
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}
const narrow = JSON.parse(json) as { Statement: Statement[] };
const { Resources: resources } = parse(yaml) as {
  Resources: {
    GitHub: { Properties: { Url: string; ClientIdList: string[] } };
    Role: {
      Properties: {
        RoleName: string;
        AssumeRolePolicyDocument: { Statement: [{ Condition: { StringEquals: Record<string, unknown> } }] };
        Policies: [{ PolicyDocument: { Statement: Statement[] } }];
      };
    };
  };
};
const role = resources.Role.Properties;
const statements = role.Policies[0].PolicyDocument.Statement;
const actionsOf = (all: readonly Statement[]): string[] => all.flatMap(({ Action }) => Action).toSorted();

test('allows the same actions, on the user alone, under the same condition', () => {
  expect(actionsOf(statements)).toEqual(actionsOf(narrow.Statement));
  const open = statements.filter(({ Resource }) => Resource === '*');
  expect(actionsOf(open)).toEqual(['sts:GetAccessKeyInfo']);
  for (const { Resource } of statements.filter((statement) => !open.includes(statement)))
    expect(Resource).toEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user/${UserName}' });
  const conditionsOf = (all: readonly Statement[]): unknown[] =>
    all.flatMap(({ Condition }) => Condition ?? []);
  expect(conditionsOf(statements)).toEqual(conditionsOf(narrow.Statement));
});

test("trusts GitHub's provider, for one audience and one subject, under the name that the page uses", () => {
  expect(resources.GitHub.Properties).toEqual({
    Url: 'https://token.actions.githubusercontent.com',
    ClientIdList: ['sts.amazonaws.com'],
  });
  expect(role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toEqual({
    'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
    'token.actions.githubusercontent.com:sub': { Ref: 'Subject' },
  });
  expect(page).toContain(`role-to-assume: arn:aws:iam::{account}:role/${role.RoleName}`);
});
