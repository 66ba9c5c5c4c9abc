/** Overlong passwords are refused before any work on them, through the router and directly, while others are served. */

import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import { processes } from "@hansa/contracts/processes";
import { systemRuntime } from "@hansa/kit/runtime";
import { readKeyRing } from "@hansa/kit/service";
import { signAsRouter } from "@hansa/kit/testing";
import { beforeAll, expect, test } from "vitest";
import { keysFile } from "../../../cli/host/keys/key-folder.ts";
import { directUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { cpuMsOf } from "../support/cpu-time.ts";
import { actMeanwhile } from "../support/meanwhile.ts";

const signInsMeasured = 20;

let shop: Shop;
/** CPU milliseconds of one sign-in. A check of the strength of such a password took 8 s. */
let signInMs: number;
beforeAll(async () => {
  shop = await sharedShop();
  const total = await cpuMsOf(shop, async () => {
    for (let time = 0; time < signInsMeasured; time += 1) await signInAgain();
  });
  signInMs = total / signInsMeasured;
});

const problems = "__typename ... on ValidationError { problems { path code } }";
const tooLong = { __typename: "ValidationError", problems: [{ path: ["input", "password"], code: "TOO_LONG" }] };

/** Mutations that take a password, and what each answers to one that is too long. */
const mutations: [string, unknown][] = [
  [`register(input: { email: "eve@hansa.example", displayName: "Eve", password: $password }) { ${problems} }`, tooLong],
  [`login(input: { email: "eve@hansa.example", password: $password }) { ${problems} }`, tooLong],
  [`passwordReset(input: { token: "none", newPassword: $password }) { __typename }`, "BAD_USER_INPUT"],
];

const bodyOf = (mutation: string, password: string) =>
  JSON.stringify({ query: `mutation ($password: String!) { result: ${mutation} }`, variables: { password } });

/** Texts on which a check that looks for repetitions, sequences or words takes long. */
const texts: [string, (length: number) => string][] = [
  ["of one letter", (length) => "a".repeat(length)],
  ["that repeats itself but for its end", (length) => `${"ab".repeat(length / 2 - 1)}c!`],
  [
    "of different letters",
    (length) => Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 7) % 90))).join(""),
  ],
];

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const { data, errors } = JSON.parse(await response.text());
  return errors?.[0]?.extensions.code ?? data.result;
}

const throughRouter = (body: string) => post(shop.url, body);

/** Asks users as the router does, past the router's own limits. */
function directly(body: string) {
  const router = readKeyRing("router", processes, {
    HANSA_KEYS_FILE: keysFile(path.join(shop.data, "keys"), "router"),
  });
  return post(directUrl(shop, "users"), body, signAsRouter({ service: "users", router, runtime: systemRuntime }, body));
}

test.each(texts)(
  "a password of 40 kB %s is refused by its length with less work than a sign-in, and others sign in meanwhile",
  async (name, text) => {
    const password = text(40_000);
    const times = 5;
    const attack = async () => {
      for (const [mutation, refusal] of mutations) {
        const body = bodyOf(mutation, password);
        for (let time = 0; time < times; time += 1) {
          expect(await throughRouter(body)).toEqual(refusal);
          expect(await directly(body)).toEqual(refusal);
        }
      }
    };
    const others = await actMeanwhile(attack, signInAgain);
    const ms = (await cpuMsOf(shop, attack)) / (2 * times * mutations.length);
    console.info(
      `a password of 40 kB ${name}: ${ms.toFixed(1)} ms, a sign-in ${signInMs.toFixed(1)} ms; ${others} others`,
    );
    expect(ms).toBeLessThan(signInMs);
  },
);

test("a password of 900 kB is refused by its size at the router and by its length at users, and others sign in meanwhile", async () => {
  const password = "a".repeat(900_000);
  await actMeanwhile(async () => {
    for (const [mutation, refusal] of mutations) {
      const body = bodyOf(mutation, password);
      expect(await throughRouter(body)).toBe("PAYLOAD_TOO_LARGE");
      expect(await directly(body)).toEqual(refusal);
    }
  }, signInAgain);
});

async function signInAgain(): Promise<void> {
  await signIn(shop, "CUSTOMER");
}
