/** Accounts that a stranger prepared for a mailbox: a link proves the mailbox, and gives nothing to whom the link was not asked by. */
import { expect, test } from "vitest";
import { fingerprint } from "../../src/providers/secrets.ts";
import { insertAttempt } from "../../src/store/sessions/login-attempts.ts";
import { createAccount, login, password, readField, readMail, type Shop, shop, signIn } from "../support/shop.ts";

const victim = "victim@hansa.example";
const strangers = "the password of a stranger";
const minute = 60_000;

type Viewer = Awaited<ReturnType<typeof signIn>>["viewer"];

type Asker = { viewer?: Viewer; network?: number };

async function mutate(s: Shop, field: string, input: object, { viewer, network = 1 }: Asker = {}) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on UserError { path } } }`;
  const from = { address: `203.0.${network}.7`, agent: null };
  return readField(await s.query(text, { input }, viewer, from), field);
}

const register = (s: Shop, secret: string, network = 1) =>
  mutate(s, "register", { email: victim, password: secret, displayName: "Ada" }, { network });

/** As many failed sign-ins of other networks with the victim's address as lock it. */
async function failSignIns({ service, runtime }: Shop): Promise<void> {
  const { store, secrets } = service.deps;
  const attempt = { kind: "signIn", subject: fingerprint(secrets, victim), at: runtime.now() } as const;
  await store.write("fail-sign-ins", async (tx) => {
    for (let number = 0; number < 300; number += 1)
      await insertAttempt(tx, {
        id: `try_${number}`,
        network: `stranger ${number}`,
        home: null,
        site: null,
        ...attempt,
      });
  });
}

/** The token of the link in the newest mail to the victim. */
async function victimsToken(s: Shop): Promise<string> {
  await s.service.runJobsOnce();
  const mail = readMail(s).findLast((each) => each.includes(`\nTo: ${victim}\n`)) ?? "";
  return /^(?:.*#token=)?([\w-]{43})$/m.exec(mail)?.[1] ?? "";
}

const required = { __typename: "PasswordRequiredError", path: ["input", "password"] };
const wrong = { __typename: "InvalidCredentialsError", path: ["input", "password"] };

test("the link of a stranger's registration opens no account without the stranger's password", async () => {
  const s = await shop();
  await register(s, strangers);
  const token = await victimsToken(s);
  expect(await mutate(s, "emailVerify", { token })).toEqual(required);
  expect(await mutate(s, "emailVerify", { token, password })).toEqual(wrong);
  expect(await login(s, victim, strangers)).toMatchObject({ __typename: "InvalidCredentialsError" });
});

test("the owner of the mailbox registers with a password of their own, and has the account by any link", async () => {
  const s = await shop();
  await register(s, strangers);
  const token = await victimsToken(s);
  await register(s, password, 2);
  await register(s, "another stranger's words", 3);
  expect(await mutate(s, "emailVerify", { token, password })).toEqual({ __typename: "EmailVerified" });
  expect(await login(s, victim, strangers)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await login(s, victim)).toMatchObject({ __typename: "Session" });
});

test("the link of a stranger's change of address moves no account into the mailbox of its reader", async () => {
  const s = await shop();
  await createAccount(s, { email: "mallory@hansa.example" });
  await createAccount(s, { email: "reader@hansa.example", displayName: "Reader" });
  const [mallory, reader] = [await signIn(s, "mallory@hansa.example"), await signIn(s, "reader@hansa.example")];
  await mutate(s, "emailChangeRequest", { email: victim, password }, { viewer: mallory.viewer });
  const token = await victimsToken(s);
  expect(await mutate(s, "emailChangeConfirm", { token })).toEqual(required);
  expect(await mutate(s, "emailChangeConfirm", { token }, { viewer: reader.viewer })).toEqual(required);
  expect(await mutate(s, "emailChangeConfirm", { token, password: "a guess of its reader" })).toEqual(wrong);
  expect(await login(s, victim)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await mutate(s, "emailChangeConfirm", { token }, { viewer: mallory.viewer })).toEqual({
    __typename: "EmailChanged",
  });
});

test("wrong passwords with a link are limited, and failed sign-ins of strangers use up none of its attempts", async () => {
  const s = await shop();
  await register(s, password);
  const token = await victimsToken(s);
  await failSignIns(s);
  for (let attempt = 0; attempt < 10; attempt += 1)
    expect(await mutate(s, "emailVerify", { token, password: "wrong" }, { network: 32 })).toEqual(wrong);
  const refused = await mutate(s, "emailVerify", { token, password }, { network: 32 });
  expect(refused).toMatchObject({ __typename: "RateLimitedError" });
  await s.runtime.advance(15 * minute);
  expect(await mutate(s, "emailVerify", { token, password }, { network: 32 })).toEqual({ __typename: "EmailVerified" });
});

test("a password set by a link ends a change of address that an intruder has asked for", async () => {
  const s = await shop();
  await createAccount(s, { email: victim });
  const intruder = await signIn(s, victim);
  await mutate(s, "emailChangeRequest", { email: "mallory@hansa.example", password }, { viewer: intruder.viewer });
  const [change] = await s.rows("SELECT count(*) AS links FROM email_tokens WHERE purpose = 'change-email'");
  expect(change).toEqual({ links: 1 });
  await mutate(s, "passwordResetRequest", { email: victim });
  await mutate(s, "passwordReset", { token: await victimsToken(s), newPassword: "a pot of strong coffee" });
  expect(await s.rows("SELECT count(*) AS links FROM email_tokens")).toEqual([{ links: 0 }]);
});

test("a password set by a link lets its owner in while strangers keep the address locked", async () => {
  const s = await shop();
  await createAccount(s, { email: victim });
  await failSignIns(s);
  const signInOfOwner = (secret: string) => mutate(s, "login", { email: victim, password: secret }, { network: 99 });
  expect(await signInOfOwner(password)).toMatchObject({ __typename: "RateLimitedError" });
  await mutate(s, "passwordResetRequest", { email: victim }, { network: 99 });
  const newPassword = "a pot of strong coffee";
  await mutate(s, "passwordReset", { token: await victimsToken(s), newPassword }, { network: 99 });
  expect(await signInOfOwner(newPassword)).toEqual({ __typename: "Session" });
});
