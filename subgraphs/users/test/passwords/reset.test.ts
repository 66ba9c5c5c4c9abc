/** Password resets and password changes. */

import { expect, test } from "vitest";
import { findAuditEntries } from "../../src/store/audit/queries.ts";
import {
  createAccount,
  login,
  password,
  readField,
  readMail,
  refresh,
  type Shop,
  shop,
  signIn,
  tokenInMail,
} from "../support/shop.ts";

const ada = "ada@hansa.example";
const fresh = "a pot of strong coffee";
const hour = 60 * 60_000;

async function request(s: Shop, email: string) {
  const response = await s.query(
    `mutation ($input: PasswordResetRequestInput!) {
      passwordResetRequest(input: $input) {
        __typename ... on PasswordResetRequested { email } ... on UserError { code path } ... on RateLimitedError { retryAfterMs }
      }
    }`,
    { input: { email } },
  );
  return readField(response, "passwordResetRequest");
}

async function reset(s: Shop, token: string, newPassword = fresh) {
  const response = await s.query(
    `mutation ($input: PasswordResetInput!) {
      passwordReset(input: $input) { __typename ... on PasswordChanged { sessionsEnded } ... on UserError { code path } }
    }`,
    { input: { token, newPassword } },
  );
  return readField(response, "passwordReset");
}

const change = `mutation ($input: ProfileUpdateInput!) {
  profileUpdate(input: $input) {
    __typename
    ... on ProfileSaved { user { displayName sessions { current } } }
    ... on UserError { code path }
    ... on ValidationError { problems { path code } }
  }
}`;

test("a known and an unknown address get the same response, and only the known one gets an e-mail", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  expect(await request(s, ada)).toEqual({ __typename: "PasswordResetRequested", email: ada });
  expect(await request(s, "unknown@hansa.example")).toEqual({
    __typename: "PasswordResetRequested",
    email: "unknown@hansa.example",
  });
  await s.service.runJobsOnce();
  expect(readMail(s)).toHaveLength(1);
  expect(readMail(s)[0]).toMatch(
    /^From: Hansa <shop@hansa\.example>\nTo: ada@hansa\.example\nSubject: Choose a new password\n\n/,
  );
});

test("the link sets a new password once, ends every session and is audited", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: ada });
  const [laptop] = [await signIn(s, ada), await signIn(s, ada)];
  await request(s, ada);
  const token = await tokenInMail(s);
  expect(await reset(s, token)).toEqual({ __typename: "PasswordChanged", sessionsEnded: 2 });
  expect(await refresh(s, laptop.refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await login(s, ada)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await login(s, ada, fresh)).toMatchObject({ __typename: "Session" });
  expect(await reset(s, token, "yet another password")).toEqual({
    __typename: "InvalidTokenError",
    code: "INVALID_TOKEN",
    path: ["input", "token"],
  });
  const entries = await s.service.deps.store.read((db) =>
    findAuditEntries(db, {}, { size: 10, from: undefined, isBackward: false, isReversed: false }),
  );
  expect(entries).toMatchObject([{ action: "password.reset", subjectId: user.id, actorId: null }]);
});

test("a weak password does not use the link up, and a link expires after an hour", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await request(s, ada);
  const token = await tokenInMail(s);
  expect(await reset(s, token, "qwertyuiop")).toMatchObject({
    __typename: "WeakPasswordError",
    path: ["input", "newPassword"],
  });
  expect(await reset(s, token)).toMatchObject({ __typename: "PasswordChanged" });
  await request(s, ada);
  const late = await tokenInMail(s);
  await s.runtime.advance(hour);
  expect(await reset(s, late)).toMatchObject({ __typename: "InvalidTokenError" });
});

test("a verification link sets no password", async () => {
  const s = await shop();
  const input = { email: ada, password, displayName: "Ada" };
  await s.query(`mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`, { input });
  const token = await tokenInMail(s);
  expect(await reset(s, token)).toMatchObject({ __typename: "InvalidTokenError" });
});

test("a password link verifies no account", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await request(s, ada);
  const token = await tokenInMail(s);
  const response = await s.query(`mutation ($input: EmailVerifyInput!) { emailVerify(input: $input) { __typename } }`, {
    input: { token },
  });
  expect(readField(response, "emailVerify")).toEqual({ __typename: "InvalidTokenError" });
});

test("a password reset verifies the address of an unverified account, which can then sign in", async () => {
  const s = await shop();
  await createAccount(s, { email: ada, verified: false });
  await request(s, ada);
  await reset(s, await tokenInMail(s));
  expect(await login(s, ada, fresh)).toMatchObject({ __typename: "Session" });
});

test("one address may be requested at most five times in an hour, known or not", async () => {
  const s = await shop();
  for (let count = 0; count < 5; count += 1) await request(s, "unknown@hansa.example");
  expect(await request(s, "unknown@hansa.example")).toEqual({
    __typename: "RateLimitedError",
    code: "RATE_LIMITED",
    path: null,
    retryAfterMs: hour,
  });
  expect(await request(s, "no address")).toMatchObject({ __typename: "ValidationError" });
});

test("changing the password needs the old one, ends other sessions and keeps the current one", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const [laptop, phone] = [await signIn(s, ada), await signIn(s, ada)];
  const ask = async (input: Record<string, string>) =>
    readField(await s.query(change, { input }, laptop.viewer), "profileUpdate");

  expect(await ask({ newPassword: fresh })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "currentPassword"], code: "REQUIRED" }],
  });
  expect(await ask({ newPassword: "short", currentPassword: password })).toMatchObject({
    __typename: "WeakPasswordError",
  });
  expect(await ask({ newPassword: fresh, currentPassword: "not the one" })).toEqual({
    __typename: "InvalidCredentialsError",
    code: "INVALID_CREDENTIALS",
    path: ["input", "currentPassword"],
  });
  expect(await refresh(s, phone.refreshToken)).toMatchObject({ __typename: "Session" });
  expect(await ask({ newPassword: fresh, currentPassword: password })).toEqual({
    __typename: "ProfileSaved",
    user: { displayName: "Ada", sessions: [{ current: true }] },
  });
  expect(await refresh(s, phone.refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await refresh(s, laptop.refreshToken)).toMatchObject({ __typename: "Session" });
  expect(await login(s, ada, fresh)).toMatchObject({ __typename: "Session" });
});

test("changing the password revokes earlier reset links", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  await request(s, ada);
  const token = await tokenInMail(s);
  await s.query(change, { input: { newPassword: fresh, currentPassword: password } }, viewer);
  expect(await reset(s, token, "the password of a stranger")).toMatchObject({ __typename: "InvalidTokenError" });
});

test("a stolen access token cannot guess the password without limit", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const input = { newPassword: fresh, currentPassword: "not the one" };
  for (let count = 0; count < 10; count += 1) await s.query(change, { input }, viewer);
  const response = await s.query(change, { input: { ...input, currentPassword: password } }, viewer);
  expect(readField(response, "profileUpdate")).toMatchObject({ __typename: "RateLimitedError" });
});

test("changing the name changes nothing else, and a blank name is refused", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const saved = await s.query(change, { input: { displayName: "  Ada L. " } }, viewer);
  expect(readField(saved, "profileUpdate")).toMatchObject({ user: { displayName: "Ada L." } });
  const refused = await s.query(change, { input: { displayName: " " } }, viewer);
  expect(readField(refused, "profileUpdate")).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "displayName"], code: "LENGTH" }],
  });
  expect(await login(s, ada)).toMatchObject({ user: { displayName: "Ada L." } });
});
