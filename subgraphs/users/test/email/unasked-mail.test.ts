/** E-mails that strangers can cause: an address gets five of a kind within an hour, and none of them keeps its owner from their account. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { attemptCounters, emailTokens } from "../../src/store/tables.ts";
import { createAccount, login, password, readField, readMail, type Shop, shop, signIn } from "../support/shop.ts";

const ada = "ada@hansa.example";
const hour = 60 * 60_000;

/** Networks with numbers up to 9 are in one site. */
const fromNetwork = (network: number) => ({ address: `203.0.${Math.floor(network / 10)}.${network}`, agent: null });

type Asked = { email?: string; secret?: string };

async function ask(s: Shop, field: "register" | "passwordResetRequest", network: number, asked: Asked = {}) {
  const { email = ada, secret = password } = asked;
  const type = field === "register" ? "RegisterInput" : "PasswordResetRequestInput";
  const input = field === "register" ? { email, password: secret, displayName: "Ada" } : { email };
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
  return readField(await s.query(text, { input }, undefined, fromNetwork(network)), field);
}

/** The e-mails to an address that were sent. */
async function mailsTo(s: Shop, address = ada): Promise<number> {
  await s.service.runJobsOnce();
  return readMail(s).filter((mail) => mail.includes(address)).length;
}

/** The token of the link in the last but `back` mail to the address. */
async function tokenOf(s: Shop, back = 0): Promise<string> {
  await s.service.runJobsOnce();
  const mail =
    readMail(s)
      .filter((each) => each.includes(ada))
      .at(-1 - back) ?? "";
  return /#token=([\w-]{43})$/m.exec(mail)?.[1] ?? /^([\w-]{43})$/m.exec(mail)?.[1] ?? "";
}

async function verify(s: Shop, token: string, secret: string): Promise<unknown> {
  const text = "mutation ($input: EmailVerifyInput!) { emailVerify(input: $input) { __typename } }";
  return readField(await s.query(text, { input: { token, password: secret } }), "emailVerify");
}

const stranger = { secret: "the password of a stranger" };
const received = { __typename: "RegistrationReceived" };

test("any number of networks cause five e-mails of a kind an hour, with equal responses", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let network = 1; network <= 100; network += 11) {
    expect(await ask(s, "register", network)).toEqual(received);
    expect(await ask(s, "passwordResetRequest", network)).toEqual({ __typename: "PasswordResetRequested" });
  }
  expect(await mailsTo(s)).toBe(10);
  expect(await ask(s, "passwordResetRequest", 11, { email: "bob@hansa.example" })).toEqual({
    __typename: "PasswordResetRequested",
  });
  const metrics = await s.service.deps.metrics.registry.metrics();
  expect(metrics).toContain('hansa_limit_refusals_total{limit="users_unasked_mails"} 10');
  await s.runtime.advance(hour);
  await ask(s, "passwordResetRequest", 1);
  expect(await mailsTo(s)).toBe(11);
});

test("the last e-mail of the hour is for a network that has not asked", async () => {
  const s = await shop();
  for (let network = 1; network <= 8; network += 1) await ask(s, "register", network, stranger);
  expect(await mailsTo(s)).toBe(4);
  expect(await ask(s, "register", 20)).toEqual(received);
  expect(await mailsTo(s)).toBe(5);
  expect(await verify(s, await tokenOf(s), password)).toEqual({ __typename: "EmailVerified" });
  expect(await login(s, ada, stranger.secret)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("after e-mails to strangers of many networks, the owner has the account by any of their links", async () => {
  const s = await shop();
  for (let network = 10; network <= 50; network += 10) await ask(s, "register", network, stranger);
  expect(await mailsTo(s)).toBe(5);
  expect(await ask(s, "register", 60)).toEqual(received);
  for (let network = 10; network <= 50; network += 10) await ask(s, "register", network, stranger);
  expect(await mailsTo(s)).toBe(5);
  expect(await verify(s, await tokenOf(s, 4), password)).toEqual({ __typename: "EmailVerified" });
  expect(await login(s, ada, stranger.secret)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("ten registrations of an address wait at most, and the links of all e-mails stay valid", async () => {
  const s = await shop();
  for (let network = 10; network <= 150; network += 10) await ask(s, "register", network, stranger);
  const { store } = s.service.deps;
  expect(await store.read(async (db) => db.select().from(emailTokens))).toHaveLength(10);
  expect(JSON.stringify(await store.read(async (db) => db.select().from(attemptCounters)))).not.toContain("ada");
  await ask(s, "register", 160);
  expect(await verify(s, await tokenOf(s, 4), password)).toEqual({ __typename: "EmailVerified" });
});

test("registrations, resets and changes of address of strangers leave an account its reset, by its own or an earlier e-mail", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let network = 10; network <= 50; network += 10) {
    await ask(s, "register", network);
    await ask(s, "passwordResetRequest", network);
  }
  await ask(s, "passwordResetRequest", 60);
  expect(await mailsTo(s)).toBe(10);
  const reset = `mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { __typename } }`;
  const used = { token: await tokenOf(s), newPassword: "a pot of strong coffee" };
  expect(readField(await s.query(reset, { input: used }), "passwordReset")).toEqual({ __typename: "PasswordChanged" });
  await ask(s, "passwordResetRequest", 60);
  expect(await mailsTo(s)).toBe(11);
});

test("five changes of strangers to an address leave another account its own", async () => {
  const s = await shop();
  const change = async (email: string) => {
    await createAccount(s, { email });
    const { viewer } = await signIn(s, email);
    const text = `mutation { emailChangeRequest(input: { email: "${ada}", password: "${password}" }) { __typename } }`;
    return readField(await s.query(text, {}, viewer), "emailChangeRequest");
  };
  for (let number = 1; number <= 6; number += 1)
    expect(await change(`owner${number}@hansa.example`)).toEqual({ __typename: "EmailChangeRequested" });
  expect(await mailsTo(s)).toBe(6);
});

test("the number is a setting of the shop", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const settings = { name: "Kontor", currencies: ["EUR"], country: "DE", lowStockThreshold: 5, timeZone: "UTC" };
  const rateLimits = { ...events.shopSettingsChanged.payload.parse(settings).rateLimits, unaskedMailsPerAddress: 2 };
  s.peers.publish("orders", events.shopSettingsChanged, { ...settings, rateLimits });
  await s.service.catchUp();
  for (let network = 10; network <= 40; network += 10) await ask(s, "passwordResetRequest", network);
  expect(await mailsTo(s)).toBe(2);
});
