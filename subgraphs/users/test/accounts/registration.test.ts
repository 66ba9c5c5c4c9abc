/** Registration, through the GraphQL server and the mailbox. */

import { findEvents } from "@hansa/kit/messaging";
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import {
  countCalls,
  createAccount,
  login,
  password,
  readField,
  readMail,
  type Shop,
  shop,
  signIn,
  tokenInMail,
} from "../support/shop.ts";

async function register(s: Shop, email: string, secret = password, displayName = "Ada") {
  const response = await s.query(
    `mutation ($input: RegisterInput!) {
      register(input: $input) {
        __typename
        ... on RegistrationReceived { email }
        ... on UserError { code path }
        ... on WeakPasswordError { minimumLength guessable }
        ... on RateLimitedError { retryAfterMs }
        ... on ValidationError { problems { path code } }
      }
    }`,
    { input: { email, password: secret, displayName } },
  );
  return readField(response, "register");
}

async function verify(s: Shop, token: string, secret: string | undefined = password) {
  const response = await s.query(
    `mutation ($input: EmailVerifyInput!) {
      emailVerify(input: $input) { __typename ... on EmailVerified { email } ... on UserError { code path } }
    }`,
    { input: { token, password: secret } },
  );
  return readField(response, "emailVerify");
}

async function eventsOf({ service }: Shop) {
  return (await service.deps.store.read((db) => findEvents(db, 0, 100))).events;
}

test("a registered person can sign in after following the link, and not before", async () => {
  const s = await shop();
  expect(await register(s, "Ada@Hansa.example")).toEqual({
    __typename: "RegistrationReceived",
    email: "Ada@Hansa.example",
  });
  expect(await login(s, "ada@hansa.example")).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await verify(s, await tokenInMail(s))).toEqual({ __typename: "EmailVerified", email: "ada@hansa.example" });
  expect(await login(s, "ADA@hansa.example")).toMatchObject({ __typename: "Session", user: { displayName: "Ada" } });
});

test("a known address gets the same response as a new one, with one hash each, and is informed by e-mail only", async () => {
  const s = await shop();
  await createAccount(s, { email: "known@hansa.example" });
  const before = await countCalls(s, "password.hash");
  const responses = [];
  for (const email of ["known@hansa.example", "fresh@hansa.example"]) responses.push(await register(s, email));
  expect(responses).toEqual([
    { __typename: "RegistrationReceived", email: "known@hansa.example" },
    { __typename: "RegistrationReceived", email: "fresh@hansa.example" },
  ]);
  expect(await countCalls(s, "password.hash")).toBe(before + 2);
  await s.service.runJobsOnce();
  const mail = readMail(s);
  expect(mail).toHaveLength(2);
  expect(mail[0]).toContain("To: known@hansa.example\nSubject: You already have an account");
  expect(mail[0]).not.toContain("token");
  expect(mail[1]).toContain("To: fresh@hansa.example\nSubject: Confirm your e-mail address");
});

test("a password may have invisible characters, for those of earlier accounts do; a name may not", async () => {
  const s = await shop();
  const secret = `a ket\u200btle of\u2060 green tea\u{e0041}`;
  expect(await register(s, "ada@hansa.example", secret)).toMatchObject({ __typename: "RegistrationReceived" });
  await verify(s, await tokenInMail(s), secret);
  expect(await login(s, "ada@hansa.example", secret)).toMatchObject({ __typename: "Session" });
  expect(await login(s, "ada@hansa.example", "a kettle of green tea")).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  expect(await register(s, "eve@hansa.example", secret, "A\u200bda")).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "displayName"], code: "FORMAT" }],
  });
});

test.each(["\u0007", "\n", "\u202e", "\ufdd0"])("a password must not contain the character %j", async (character) => {
  expect(await register(await shop(), "ada@hansa.example", `${password}${character}`)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "password"], code: "FORMAT" }],
  });
});

test("registering a known address changes neither its password nor its name", async () => {
  const s = await shop();
  await createAccount(s, { email: "known@hansa.example", displayName: "Known" });
  await register(s, "known@hansa.example", "the password of a stranger", "Stranger");
  expect(await login(s, "known@hansa.example", "the password of a stranger")).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  expect(await login(s, "known@hansa.example")).toMatchObject({ user: { displayName: "Known" } });
});

test("of two registrations of one address, the one whose link is followed counts, and the other link is invalid", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example", "the password of a stranger", "Stranger");
  const strangers = await tokenInMail(s);
  await s.runtime.advance(1_000);
  await register(s, "ada@hansa.example", password, "Ada");
  const hers = await tokenInMail(s);
  expect(await verify(s, hers)).toMatchObject({ __typename: "EmailVerified" });
  expect(await verify(s, strangers)).toMatchObject({ __typename: "InvalidTokenError", path: ["input", "token"] });
  expect(await login(s, "ada@hansa.example", "the password of a stranger")).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  expect(await login(s, "ada@hansa.example")).toMatchObject({ user: { displayName: "Ada" } });
});

test("a link works once, for 24 hours", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  const used = await tokenInMail(s);
  await verify(s, used);
  expect(await verify(s, used)).toMatchObject({ __typename: "InvalidTokenError" });
  await register(s, "late@hansa.example");
  const late = await tokenInMail(s);
  await s.runtime.advance(24 * 60 * 60_000);
  expect(await verify(s, late)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await verify(s, "made up")).toMatchObject({ __typename: "InvalidTokenError" });
});

test("the store holds neither the token of a link nor the password", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  const token = await tokenInMail(s);
  const held = await contentsOf(s.place);
  expect(held.includes("ada@hansa.example")).toBe(true);
  expect(held.includes(token)).toBe(false);
  expect(held.includes(password)).toBe(false);
});

test("a new account is published, and later that its address is verified, without personal data", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  await register(s, "ada@hansa.example");
  await verify(s, await tokenInMail(s));
  const events = await eventsOf(s);
  const { viewer } = await signIn(s, "ada@hansa.example");
  const userId = viewer.kind === "user" ? viewer.id : "";
  expect(events.map(({ type, payload, aggregateId }) => ({ type, payload, aggregateId }))).toEqual([
    { type: "user.registered", payload: { userId }, aggregateId: userId },
    { type: "user.emailVerified", payload: { userId }, aggregateId: userId },
  ]);
});

test.each([
  ["short", { minimumLength: 8, guessable: true }],
  ["kq7!Zw2", { minimumLength: 8, guessable: true }],
  ["password", { minimumLength: 8, guessable: true }],
  ["Passw0rd123!", { minimumLength: 8, guessable: true }],
  ["1234567890", { minimumLength: 8, guessable: true }],
  ["abababababab", { minimumLength: 8, guessable: true }],
  ["P@ssword2024", { minimumLength: 8, guessable: true }],
  ["ada@hansa.example", { minimumLength: 8, guessable: true }],
  ["Hansa2026", { minimumLength: 8, guessable: true }],
])("the password %s is refused as weak", async (weak, says) => {
  const s = await shop();
  expect(await register(s, "ada@hansa.example", weak)).toMatchObject({
    __typename: "WeakPasswordError",
    path: ["input", "password"],
    ...says,
  });
});

test.each(["kq7!Zw2xP", "ada-buys-at-hansa", "admin-at-hansa", "correct horse battery", "väldigt långt lösen"])(
  "the password %s is accepted",
  async (good) => {
    const s = await shop();
    expect(await register(s, "ada@hansa.example", good)).toMatchObject({ __typename: "RegistrationReceived" });
  },
);

test("all faults of a registration are reported at once", async () => {
  const s = await shop();
  expect(await register(s, "no address", password, "  ")).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "email"], code: "FORMAT" },
      { path: ["input", "displayName"], code: "LENGTH" },
    ],
  });
  expect(await register(s, "ada@hansa.example", password, "x".repeat(81))).toMatchObject({
    problems: [{ path: ["input", "displayName"], code: "LENGTH" }],
  });
  expect(await register(s, "ada@hansa.example\nBcc: all@hansa.example")).toMatchObject({
    problems: [{ path: ["input", "email"], code: "FORMAT" }],
  });
});

test("one address receives at most five e-mails in an hour, known or not", async () => {
  const s = await shop();
  await createAccount(s, { email: "known@hansa.example" });
  for (const email of ["known@hansa.example", "fresh@hansa.example"]) {
    for (let count = 0; count < 5; count += 1) {
      expect(await register(s, email)).toMatchObject({ __typename: "RegistrationReceived" });
    }
    expect(await register(s, email)).toEqual({
      __typename: "RateLimitedError",
      code: "RATE_LIMITED",
      path: null,
      retryAfterMs: 60 * 60_000,
    });
  }
  await s.runtime.advance(60 * 60_000);
  expect(await register(s, "fresh@hansa.example")).toMatchObject({ __typename: "RegistrationReceived" });
});
