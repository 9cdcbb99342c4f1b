import type { User } from '../iam.ts';
import type { XmlValue } from '../xml.ts';
import { authorize, authorizedUser, AwsError, paged, required, second } from './call.ts';
import type { Action, Call } from './call.ts';
import { tagAnswers } from './tags.ts';

export const userActions: Record<string, Action> = {
  GetUser: { service: 'iam', run: getUser },
  ListUsers: { service: 'iam', run: listUsers },
  CreateUser: { service: 'iam', write: true, run: createUser },
};

function getUser(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:GetUser');
  return { User: { ...userAnswer(user), Tags: tagAnswers(user) } };
}

function listUsers(call: Call): XmlValue {
  authorize(call, 'iam:ListUsers', `arn:aws:iam::${call.caller.account}:user/`);
  const users = call.world.iam.users.filter(({ account }) => account === call.caller.account);
  return paged(call.form, 'Users', users.map(userAnswer));
}

function createUser(call: Call): XmlValue {
  const name = required(call.form, 'UserName');
  authorize(call, 'iam:CreateUser', `user ${name}`);
  if (call.world.iam.user(call.caller.account, name)) {
    throw new AwsError(409, 'EntityAlreadyExists', `User with name ${name} already exists.`);
  }
  return { User: userAnswer(call.world.iam.addUser(name, call.caller.account, call.form['Path'])) };
}

function userAnswer(user: User): Record<string, XmlValue> {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: second(user.createdAt),
  };
}
