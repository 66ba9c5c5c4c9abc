/** The suite of account lockout: guesses and reset requests from many networks lock out no others, who are served meanwhile. */

import { demoAccounts } from "@hansa/client/demo-accounts";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { actMeanwhile } from "./meanwhile.ts";

let shop: Shop;
const envelope = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});
const outcome = z.object({ __typename: z.string() });
const customer = demoAccounts.find(({ role }) => role === "CUSTOMER") ?? { email: "", password: "" };
const range = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** The data of the response to a request from this address, or the code of its refusal. */
async function ask(address: string, query: string) {
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = envelope.parse(await response.json());
  return { data: data ?? {}, code: errors?.[0]?.extensions.code };
}

/** The type of each mutation's answer, or the code with which the request was refused. */
async function mutate(address: string, mutations: readonly string[]): Promise<string[]> {
  const aliased = mutations.map((mutation, index) => `m${index}: ${mutation} { __typename }`);
  const { data, code } = await ask(address, `mutation { ${aliased.join(" ")} }`);
  return code === undefined ? Object.values(data).map((result) => outcome.parse(result).__typename) : [code];
}

const login = (email: string, password = "not the password") =>
  `login(input: { email: "${email}", password: "${password}" })`;
const reset = (email: string) => `passwordResetRequest(input: { email: "${email}" })`;
const signIn = (address: string) => mutate(address, [login(customer.email, customer.password)]);

/** Writes down attempts of this moment, each for an account and from a network of its own: making them all would take a minute. */
function addAttempts(kind: "signIn" | "reset", count: number): void {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "users"));
  try {
    const insert = store.prepare("INSERT INTO login_attempts (id, kind, subject, network, at) VALUES (?, ?, ?, ?, ?)");
    store.transaction(() => {
      for (let index = 0; index < count; index += 1)
        insert.run(`try_${kind}_${index}`, kind, `account ${index}`, `network ${index}`, Date.now());
    })();
  } finally {
    store.close();
  }
}

/**
 * Sends mutations about addresses that have no account, as many from each of the networks and eight networks at once. The router refuses a
 * request with more of one mutation: a sign-in stands once in it, a reset twice.
 */
async function flood(
  networks: readonly string[],
  { requests, mutations }: { requests: number; mutations: number },
  mutation: (email: string) => string,
) {
  const waiting = [...networks];
  const outcomes: string[] = [];
  async function attack(): Promise<void> {
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop())
      for (let request = 0; request < requests; request += 1)
        outcomes.push(
          ...(await mutate(
            from,
            range(mutations, (index) => mutation(`unknown-${from}-${request}-${index}@hansa.example`)),
          )),
        );
  }
  await Promise.all(range(8, attack));
  return outcomes;
}

async function signInAtHome(): Promise<void> {
  expect(await signIn("192.0.2.1")).toEqual(["Session"]);
}

async function readPage(): Promise<void> {
  expect((await ask("192.0.2.2", "{ shop { name } me { id } }")).data).toEqual({ shop: { name: "Hansa" }, me: null });
}

const alarms = (kind: string) =>
  shop
    .output("users")
    .split("\n")
    .filter((line) => line.includes('"alarm":"many_attempts"') && line.includes(`"kind":"${kind}"`));

export type Attack = {
  /** Networks that guess passwords, 16 times each, and the earlier attempts of others that are noted. */
  guessing: { networks: number; noted: number };
  /** Networks that ask for resets, 32 each, and the earlier ones that are noted. */
  resetting: { networks: number; noted: number };
};

/** Defines the tests of a shop under this attack. */
export function testLockout({ guessing, resetting }: Attack): void {
  beforeAll(async () => {
    shop = await runShop({ HANSA_TRUST_PROXY: "1", HANSA_REQUESTS_PER_MINUTE: "1000000" });
    return shop.stop;
  });

  describe("sign-ins:", () => testSignIns(guessing));
  describe("password resets:", () => testResets(resetting));
}

function testSignIns(guessing: Attack["guessing"]): void {
  test("14 requests of 220 sign-ins that once locked everyone out for 15 minutes are refused, and lock no account", async () => {
    for (let request = 0; request < 14; request += 1) {
      const guesses = range(220, (index) => login(`unknown-${request}-${index}@hansa.example`));
      expect(await mutate(`198.51.100.${request}`, guesses)).toEqual(["OPERATION_TOO_LARGE"]);
    }
    await signInAtHome();
  });

  test(`wrong passwords from ${guessing.networks} networks, after ${guessing.noted} in the last minutes, refuse no other network, raise one alarm, and lower the limits of unfamiliar networks`, async ({
    annotate,
  }) => {
    addAttempts("signIn", guessing.noted);
    const networks = range(guessing.networks, (index) => `198.18.${100 + index}.1`);
    let outcomes: string[] = [];
    let pages = 0;
    const attack = async () => {
      outcomes = await flood(networks, { requests: 16, mutations: 1 }, (email) => login(email));
    };
    const signIns = await actMeanwhile(async () => {
      pages = await actMeanwhile(attack, readPage);
    }, signInAtHome);
    await annotate(`A3: ${signIns} sign-ins and ${pages} pages of others during ${outcomes.length} guesses`);
    expect(outcomes.filter((name) => name === "InvalidCredentialsError").length).toBeGreaterThan(
      guessing.networks * 8 - 6,
    );

    expect(await signIn("203.0.113.1")).toEqual(["Session"]);
    expect(alarms("signIn")).toHaveLength(1);
    const dearer = await flood(["203.0.113.66"], { requests: 32, mutations: 1 }, (email) => login(email));
    expect(dearer).toEqual([...range(20, () => "InvalidCredentialsError"), ...range(12, () => "RateLimitedError")]);
    await signInAtHome();
    expect(await signIn("203.0.113.2")).toEqual(["Session"]);
    expect(alarms("signIn")).toHaveLength(1);
  });

  test("ten wrong passwords for one account lock the attacker's network out of it, and no other", async () => {
    const account = demoAccounts.find(({ role }) => role === "SUPPORT") ?? customer;
    const guesses: string[] = [];
    for (let guess = 0; guess < 11; guess += 1) guesses.push(...(await mutate("203.0.113.67", [login(account.email)])));
    expect(guesses).toEqual([...range(10, () => "InvalidCredentialsError"), "RateLimitedError"]);
    const right = login(account.email, account.password);
    expect(await mutate("203.0.113.67", [right])).toEqual(["RateLimitedError"]);
    expect(await mutate("203.0.113.3", [right])).toEqual(["Session"]);
  });
}

function testResets(resetting: Attack["resetting"]): void {
  test("4 requests of 250 resets that once blocked all resets for an hour are refused, and block none", async () => {
    for (let request = 0; request < 4; request += 1) {
      const resets = range(250, (index) => reset(`unknown-${request}-${index}@hansa.example`));
      expect(await mutate(`198.51.100.${request}`, resets)).toEqual(["OPERATION_TOO_LARGE"]);
    }
    expect(await mutate("192.0.2.1", [reset(customer.email)])).toEqual(["PasswordResetRequested"]);
  });

  test(`resets from ${resetting.networks} networks, after ${resetting.noted} in the last hour, block no other reset, and raise one alarm`, async ({
    annotate,
  }) => {
    addAttempts("reset", resetting.noted);
    const networks = range(resetting.networks, (index) => `198.18.${200 + index}.1`);
    let outcomes: string[] = [];
    const signIns = await actMeanwhile(async () => {
      outcomes = await flood(networks, { requests: 16, mutations: 2 }, reset);
    }, signInAtHome);
    await annotate(`A3: ${signIns} sign-ins of others during ${outcomes.length} resets`);
    expect(outcomes.filter((name) => name === "PasswordResetRequested").length).toBeGreaterThan(
      resetting.networks * 14 - 4,
    );

    const support = demoAccounts.find(({ role }) => role === "SUPPORT") ?? customer;
    expect(await mutate("203.0.113.4", [reset(support.email)])).toEqual(["PasswordResetRequested"]);
    expect(await findEmail(shop, support.email, "Choose a new password")).toMatch(/^[\w-]{43}$/m);
    expect(alarms("reset")).toHaveLength(1);
  });
}
