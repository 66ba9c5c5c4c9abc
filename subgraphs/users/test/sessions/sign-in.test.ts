/** Sign-in, through the GraphQL server. */
import { withTrace } from "@hansa/kit/runtime";
import { hash } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { scopesOf } from "../../src/service/roles/roles.ts";
import { findCredentialByEmail, savePassword } from "../../src/store/passwords/credentials.ts";
import { loginAttempts } from "../../src/store/tables.ts";
import {
  checkToken,
  countCalls,
  createAccount,
  login,
  noon,
  password,
  readField,
  type Shop,
  shop,
  signIn,
} from "../support/shop.ts";

const minute = 60_000;
const ada = "ada@hansa.example";
const wrong = "a kettle of green tea";

async function hashOf({ service }: Shop, email: string): Promise<string> {
  const found = await service.deps.store.read((db) => findCredentialByEmail(db, email));
  return found?.passwordHash ?? "";
}

test("an access token contains person, role, scopes and session, for five minutes", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: ada, role: "SUPPORT" });
  const { accessToken, expiresAt, refreshExpiresAt, viewer } = await signIn(s, ada);
  const { payload, protectedHeader } = await checkToken(s, accessToken);
  expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "JWT", kid: expect.stringMatching(/^[\w-]{43}$/) });
  expect(payload).toEqual({
    iss: "hansa",
    aud: "hansa",
    sub: user.id,
    role: "SUPPORT",
    scope: scopesOf("SUPPORT").join(" "),
    sid: expect.stringMatching(/^ses_/),
    jti: expect.stringMatching(/^jti_/),
    iat: noon / 1_000,
    exp: noon / 1_000 + 300,
  });
  expect(viewer).toMatchObject({ kind: "user", id: user.id, role: "SUPPORT" });
  expect(expiresAt).toBe(new Date(noon + 5 * minute).toISOString());
  expect(refreshExpiresAt).toBe(new Date(noon + 30 * 24 * 60 * minute).toISOString());
});

test("a password is stored as argon2id with at least 19 MiB and two passes", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const [, variant, version, parameters] = (await hashOf(s, ada)).split("$");
  expect([variant, version]).toEqual(["argon2id", "v=19"]);
  const [m = 0, t = 0, p = 0] = (parameters ?? "").split(",").map((part) => Number(part.split("=")[1]));
  expect(m).toBeGreaterThanOrEqual(19_456);
  expect(t).toBeGreaterThanOrEqual(2);
  expect(p).toBe(1);
});

test("a password with an outdated hash is hashed again at the next sign-in", async () => {
  const s = await shop();
  const weak = await hash(password, { memoryCost: 8_192, timeCost: 1 });
  await createAccount(s, { email: ada, passwordHash: weak });
  await login(s, ada, wrong);
  expect(await hashOf(s, ada)).toBe(weak);
  await signIn(s, ada);
  expect(await hashOf(s, ada)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await signIn(s, ada);
});

test("a wrong password, an unknown address and an unverified account are refused alike, after one hash comparison each", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await createAccount(s, { email: "new@hansa.example", verified: false });
  const responses = [];
  for (const [email, secret] of [
    [ada, wrong],
    ["unknown@hansa.example", password],
    ["new@hansa.example", password],
  ]) {
    const before = await countCalls(s, "password.verify");
    responses.push(await login(s, email ?? "", secret));
    expect(await countCalls(s, "password.verify")).toBe(before + 1);
  }
  const [first, second, third] = responses;
  expect(first).toEqual({
    __typename: "InvalidCredentialsError",
    code: "INVALID_CREDENTIALS",
    message: "The e-mail address or the password is wrong.",
    path: null,
  });
  expect([second, third]).toEqual([first, first]);
});

test("after ten wrong sign-ins in 15 minutes every further one is refused, also with the right password, until the time is over", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let count = 0; count < 10; count += 1) {
    expect(await login(s, ada, wrong)).toMatchObject({ __typename: "InvalidCredentialsError" });
    await s.runtime.advance(minute);
  }
  const before = await countCalls(s, "password.verify");
  const limited = { __typename: "RateLimitedError", code: "RATE_LIMITED", retryAfterMs: 5 * minute };
  expect(await login(s, ada, wrong)).toMatchObject(limited);
  expect(await login(s, ada)).toMatchObject(limited);
  expect(await countCalls(s, "password.verify")).toBe(before);
  await s.runtime.advance(5 * minute);
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("an unknown address is limited like a known one", async () => {
  const s = await shop();
  for (let count = 0; count < 10; count += 1) await login(s, "unknown@hansa.example");
  expect(await login(s, "unknown@hansa.example")).toMatchObject({ __typename: "RateLimitedError" });
});

test("thirty concurrent attempts are counted like thirty consecutive ones", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const responses = await Promise.all(Array.from({ length: 30 }, () => login(s, ada, wrong)));
  const kinds = namesOf(responses);
  expect(kinds.filter((kind) => kind === "InvalidCredentialsError")).toHaveLength(10);
  expect(kinds.filter((kind) => kind === "RateLimitedError")).toHaveLength(20);
});

test("a sign-in with the right password does not count as an attempt", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let count = 0; count < 12; count += 1) expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("a flood of failures over all accounts refuses no other sign-in, raises one alarm and lowers the limits of unfamiliar networks", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const attempt = { kind: "signIn", at: noon } as const;
  await s.service.deps.store.write("flood", async (tx) => {
    for (let count = 0; count < 3_000; count += 500) {
      await tx.insert(loginAttempts).values(
        Array.from({ length: 500 }, (_, index) => ({
          ...attempt,
          id: `${count + index}`,
          subject: `${count + index}`,
        })),
      );
    }
  });
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
  for (let count = 0; count < 20; count += 1)
    expect(await login(s, `${count}@hansa.example`)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await login(s, "20@hansa.example")).toMatchObject({
    __typename: "RateLimitedError",
    retryAfterMs: 15 * minute,
  });
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
  const alarms = await s.service.deps.metrics.registry.getSingleMetricAsString("hansa_alarms_total");
  expect(alarms).toContain('alarm="many_attempts"} 1');
});

test("a sign-in fails if its password is replaced during the comparison", async () => {
  const s = await shop();
  const { id } = await createAccount(s, { email: ada });
  const { deps } = s.service;
  const { inTurn } = deps.passwords;
  const another = await hash(wrong);
  deps.passwords.inTurn = async (compare) => {
    await deps.store.write("test", (tx) => savePassword(tx, id, another));
    return inTurn(compare);
  };
  expect(await login(s, ada)).toMatchObject({ __typename: "InvalidCredentialsError" });
  deps.passwords.inTurn = inTurn;
  expect(await login(s, ada, wrong)).toMatchObject({ __typename: "Session" });
});

test("an invalid address is reported as such", async () => {
  const s = await shop();
  expect(await login(s, "ada")).toMatchObject({ __typename: "ValidationError", path: ["input", "email"] });
});

test("no more than four passwords are hashed at once, and two of them for one sender, whose accounts take turns", async () => {
  const s = await shop();
  const { inTurn } = s.service.deps.passwords;
  const running: string[] = [];
  const begun: string[] = [];
  let most = 0;
  const hashFor = (id: string, account: string, index: number) =>
    withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account } }, () =>
      inTurn(async () => {
        running.push(id);
        begun.push(`${id} ${account}${index}`);
        most = Math.max(most, running.length);
        expect(running.filter((each) => each === "greedy").length).toBeLessThanOrEqual(2);
        await new Promise((resolve) => setImmediate(resolve));
        running.splice(running.indexOf(id), 1);
        if (index === 3) throw new Error("one that fails lets the next one in");
      }).catch((error) => expect(String(error)).toContain("one that fails")),
    );
  const greedy = Array.from({ length: 8 }, (_, index) => hashFor("greedy", "a", index));
  const others = [hashFor("greedy", "b", 0), hashFor("victim", "", 0), hashFor("third", "", 0)];
  await Promise.all([...greedy, ...others]);
  expect(most).toBe(4);
  expect(begun.slice(0, 3)).toEqual(["greedy a0", "greedy a1", "victim 0"]);
  expect(begun.indexOf("greedy b0")).toBeLessThan(begun.indexOf("greedy a4"));
  expect(begun).toHaveLength(11);
});

function namesOf(responses: readonly unknown[]): unknown[] {
  return responses.map((response) =>
    typeof response === "object" && response !== null ? Reflect.get(response, "__typename") : "",
  );
}

test("`me` returns the signed-in person", async () => {
  const s = await shop();
  const user = await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const mine = `{ me { id displayName email emailVerified role scopes createdAt addresses { id } defaultShippingAddress { id } } }`;
  expect(readField(await s.query(mine, {}, viewer), "me")).toEqual({
    id: user.id,
    displayName: "Ada",
    email: ada,
    emailVerified: true,
    role: "CUSTOMER",
    scopes: [],
    createdAt: new Date(noon).toISOString(),
    addresses: [],
    defaultShippingAddress: null,
  });
  expect(readField(await s.query(mine), "me")).toBeNull();
});
