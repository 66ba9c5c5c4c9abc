/** Changes of the e-mail address: requested with the password, made by the link in the new mailbox, noticed in the old one. */
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { findAuditEntries } from "../../src/store/audit/queries.ts";
import { accountExports } from "../../src/store/tables.ts";
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

const old = "ada@hansa.example";
const next = "ada.lovelace@hansa.example";
const hour = 60 * 60_000;

type Viewer = Awaited<ReturnType<typeof signIn>>["viewer"];

async function request(s: Shop, viewer: Viewer | undefined, email = next, secret = password) {
  const response = await s.query(
    `mutation ($input: EmailChangeRequestInput!) {
      emailChangeRequest(input: $input) {
        __typename
        ... on EmailChangeRequested { email }
        ... on UserError { code path }
        ... on ValidationError { problems { path code } }
        ... on RateLimitedError { retryAfterMs }
      }
    }`,
    { input: { email, password: secret } },
    viewer,
  );
  return readField(response, "emailChangeRequest");
}

/** Without a viewer, the password of the account goes with the token. */
async function confirm(s: Shop, token: string, viewer?: Viewer, secret = viewer ? undefined : password) {
  const response = await s.query(
    `mutation ($input: EmailChangeConfirmInput!) {
      emailChangeConfirm(input: $input) { __typename ... on EmailChanged { email sessionsEnded } ... on UserError { code path } }
    }`,
    { input: { token, password: secret } },
    viewer,
  );
  return readField(response, "emailChangeConfirm");
}

const requested = { __typename: "EmailChangeRequested", email: next };
const invalid = { __typename: "InvalidTokenError", code: "INVALID_TOKEN", path: ["input", "token"] };

/** Sends the queued mail, and returns the mails to an address by their subjects. */
async function mailTo(s: Shop, address: string): Promise<string[]> {
  await s.service.runJobsOnce();
  const mails = readMail(s).filter((mail) => mail.includes(`\nTo: ${address}\n`));
  return mails.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1] ?? "");
}

/** The token of the link in the newest mail to the new address. */
async function tokenFor(s: Shop, address = next): Promise<string> {
  await s.service.runJobsOnce();
  const mail = readMail(s).findLast((each) => each.includes(`\nTo: ${address}\n`)) ?? "";
  return /^(?:.*#token=)?([\w-]{43})$/m.exec(mail)?.[1] ?? "";
}

test("the link in the new mailbox changes the address once; the old mailbox gets a notice of the request and of the change", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  expect(await request(s, viewer, " Ada.Lovelace@Hansa.example ")).toMatchObject({
    __typename: "EmailChangeRequested",
  });
  const token = await tokenFor(s);
  expect(await mailTo(s, next)).toEqual(["Confirm your new e-mail address"]);
  expect(await mailTo(s, old)).toEqual(["Another e-mail address for your account"]);
  expect(await login(s, next)).toMatchObject({ __typename: "InvalidCredentialsError" });

  expect(await confirm(s, token, viewer)).toEqual({ __typename: "EmailChanged", email: next, sessionsEnded: 0 });
  expect(await mailTo(s, old)).toEqual(["Another e-mail address for your account", "Your e-mail address has changed"]);
  expect(await login(s, next)).toMatchObject({ __typename: "Session", user: { id: user.id } });
  expect(await login(s, old)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await confirm(s, token)).toEqual(invalid);
  const entries = await s.service.deps.store.read((db) =>
    findAuditEntries(db, {}, { size: 10, from: undefined, isBackward: false, isReversed: false }),
  );
  expect(entries).toMatchObject([
    { action: "email.changed", subjectId: user.id, actorId: null },
    { action: "email.changeRequested", subjectId: user.id, actorId: user.id },
  ]);
});

test("all other sessions end; the one that opens the link stays, and none does without one", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const [laptop, phone] = [await signIn(s, old), await signIn(s, old)];
  await request(s, laptop.viewer);
  expect(await confirm(s, await tokenFor(s), laptop.viewer)).toMatchObject({ sessionsEnded: 1 });
  expect(await refresh(s, phone.refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await refresh(s, laptop.refreshToken)).toMatchObject({ __typename: "Session" });

  await createAccount(s, { email: "bob@hansa.example" });
  const bob = await signIn(s, "bob@hansa.example");
  await request(s, laptop.viewer, old);
  expect(await confirm(s, await tokenFor(s, old), bob.viewer, password)).toMatchObject({
    email: old,
    sessionsEnded: 1,
  });
  expect(await refresh(s, laptop.refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await refresh(s, bob.refreshToken)).toMatchObject({ __typename: "Session" });
});

test("an address that another account has gets the same response, and no link but a mail that says so", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  await createAccount(s, { email: next });
  const { viewer } = await signIn(s, old);
  expect(await request(s, viewer)).toEqual(requested);
  expect(await mailTo(s, next)).toEqual(["This address has an account already"]);
  expect(await mailTo(s, old)).toEqual(["Another e-mail address for your account"]);
  expect(await tokenFor(s)).toBe("");
});

test("an address that another account gets meanwhile is refused, and an unconfirmed registration gives way", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  await request(s, viewer);
  const late = await tokenFor(s);
  await createAccount(s, { email: next });
  expect(await confirm(s, late)).toEqual({
    __typename: "EmailTakenError",
    code: "EMAIL_TAKEN",
    path: ["input", "token"],
  });
  expect(await login(s, old)).toMatchObject({ user: { id: user.id } });

  const other = "third@hansa.example";
  await s.query(
    `mutation { register(input: { email: "${other}", displayName: "Mallory", password: "a kettle of mint" }) { __typename } }`,
  );
  const registration = await tokenFor(s, other);
  await request(s, viewer, other);
  expect(await confirm(s, await tokenFor(s, other))).toMatchObject({ __typename: "EmailChanged", email: other });
  const verified = await s.query(`mutation { emailVerify(input: { token: "${registration}" }) { __typename } }`);
  expect(readField(verified, "emailVerify")).toEqual({ __typename: "InvalidTokenError" });
  expect(await login(s, other)).toMatchObject({ user: { id: user.id } });
});

test("the request needs a sign-in, the right password and another address", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  await expect(request(s, undefined)).rejects.toThrow("UNAUTHENTICATED");
  expect(await request(s, viewer, next, "not the password")).toEqual({
    __typename: "InvalidCredentialsError",
    code: "INVALID_CREDENTIALS",
    path: ["input", "password"],
  });
  const problem = (code: string) => ({ problems: [{ path: ["input", "email"], code }] });
  expect(await request(s, viewer, "no address")).toMatchObject(problem("FORMAT"));
  expect(await request(s, viewer, "ADA@hansa.example")).toMatchObject(problem("SAME"));
  await s.service.runJobsOnce();
  expect(readMail(s)).toEqual([]);
});

test("only the newest link is valid, for a day, and a new password makes it invalid", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  await request(s, viewer);
  const first = await tokenFor(s);
  await request(s, viewer);
  const second = await tokenFor(s);
  expect(second).not.toBe(first);
  expect(await confirm(s, first)).toEqual(invalid);
  await s.runtime.advance(24 * hour);
  expect(await confirm(s, second)).toEqual(invalid);

  const again = await signIn(s, old);
  await request(s, again.viewer);
  const third = await tokenFor(s);
  const changed = await s.query(
    `mutation { profileUpdate(input: { currentPassword: "${password}", newPassword: "a pot of strong coffee" }) { __typename } }`,
    {},
    again.viewer,
  );
  expect(readField(changed, "profileUpdate")).toEqual({ __typename: "ProfileSaved" });
  expect(await confirm(s, third)).toEqual(invalid);
});

test("a link for a new password that went to the former mailbox is invalid after the change", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  await request(s, viewer);
  const token = await tokenFor(s);
  await s.query(`mutation { passwordResetRequest(input: { email: "${old}" }) { __typename } }`);
  const reset = await tokenInMail(s);
  await confirm(s, token, viewer);
  const response = await s.query(
    `mutation { passwordReset(input: { token: "${reset}", newPassword: "a pot of strong coffee" }) { __typename } }`,
  );
  expect(readField(response, "passwordReset")).toEqual({ __typename: "InvalidTokenError" });
});

test("requests are limited by account and network, and the response says for how long", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  for (let number = 1; number <= 5; number += 1)
    expect(await request(s, viewer, `a${number}@hansa.example`)).toMatchObject({ __typename: "EmailChangeRequested" });
  expect(await request(s, viewer)).toMatchObject({ __typename: "RateLimitedError", retryAfterMs: hour });
  expect(await mailTo(s, next)).toEqual([]);
  await s.runtime.advance(hour);
  expect(await request(s, viewer)).toEqual(requested);
});

test("the store has the hash of the link alone; an erasure leaves neither address, and an export names the pending one", async () => {
  const s = await shop();
  await createAccount(s, { email: old });
  const { viewer } = await signIn(s, old);
  await request(s, viewer);
  const token = await tokenFor(s);
  await confirm(s, token, viewer);
  await request(s, viewer, old);
  const pending = await tokenFor(s, old);
  await s.query("mutation { accountExport(input: {}) { __typename } }", {}, viewer);
  await s.service.runJobsOnce();
  const [file] = await s.service.deps.store.read((db) => db.select().from(accountExports));
  expect(JSON.parse(file?.content ?? "{}").users.emailChanges).toEqual([
    { newEmail: old, linkExpiresAt: new Date(s.runtime.now() + 24 * hour).toISOString() },
  ]);
  await s.query(`mutation { accountErase(input: { password: "${password}" }) { __typename } }`, {}, viewer);
  await s.service.runJobsOnce();
  await s.service.runJobsOnce();
  await s.close();
  const held = await contentsOf(s.place);
  for (const secret of [token, pending, old, next]) expect(held.includes(secret)).toBe(false);
});
