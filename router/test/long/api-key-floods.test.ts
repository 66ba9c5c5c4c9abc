/** Floods of API keys: 10,000 with a checksum of chance, and guesses of the early form over HTTP from many networks. */
import { createLog } from "@hansa/contracts/log";
import { hashApiKey } from "@hansa/kit/identity";
import { newPair } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  expectNoLookups,
  formerKey,
  formerKeys,
  guess,
  key,
  networkAt,
  partner,
  secondFormerKey,
  testRuntime,
  thirdFormerKey,
} from "../support/api-keys.ts";
import { startRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts } from "../support/subgraphs.ts";
import { startUsers } from "../support/users.ts";

const from = (address: string) => ({ "x-forwarded-for": address });

/** A router behind one proxy, with its log and the users service that knows the keys. */
async function open() {
  const { runtime, advance } = testRuntime();
  const lines: string[] = [];
  const log = createLog("router", "trace", { write: (line) => void lines.push(line) });
  const users = await startUsers([await newPair("key-1")]);
  const subgraphs = [await startProducts(), await startOrders()];
  for (const issued of [key, ...formerKeys]) users.clients.set(hashApiKey(issued), partner);
  const settings = { internalOrigins: { ...unreachable, users: [users.origin] }, trustedProxies: 1 };
  const router = await startRouter(subgraphs, settings, { runtime, log });
  onTestFinished(async () => {
    await router.close();
    await users.stop();
    for (const subgraph of subgraphs) await subgraph.stop();
  });
  const ask = (credential: string, headers: Record<string, string> = {}) =>
    router.ask("{ viewer }", {}, { authorization: `Bearer ${credential}`, ...headers });
  return { router, users, lines, advance, ask };
}

test("10,000 keys with a checksum of chance cost no lookup, and lower nobody's limit", () => expectNoLookups(10_000));

test("a flood of keys of the early form from many networks refuses only such keys, from unfamiliar networks, with one alarm", async () => {
  const { router, users, lines, advance, ask } = await open();
  expect((await ask(formerKey, from("198.51.100.1"))).status).toBe(200);
  // In parts: a busy machine does not open all of their connections in the ten seconds that fetch has for one.
  const flood = async (start: number) => {
    const responses: Awaited<ReturnType<typeof ask>>[] = [];
    for (let part = 0; part < 1_320; part += 132) {
      const keys = Array.from({ length: 132 }, (_, index) => guess(start + part + index));
      responses.push(...(await Promise.all(keys.map((key, index) => ask(key, from(networkAt(index % 44)))))));
    }
    return responses;
  };
  const responses = await flood(0);
  expect(responses.filter(({ status }) => status === 401)).toHaveLength(1_199);
  expect(responses.filter(({ status }) => status === 429)).toHaveLength(121);
  expect(users.requests).toHaveLength(1_200);

  // The router has not seen these keys yet. Only the former key is refused, and only where no valid key came from.
  expect((await ask(secondFormerKey, from("198.51.100.2"))).status).toBe(429);
  expect((await ask(key, from("198.51.100.2"))).status).toBe(200);
  expect((await ask(secondFormerKey, from("198.51.100.1"))).status).toBe(200);
  // One that was found valid is looked up again without a limit, from any network.
  advance(15_000);
  await flood(2_000);
  expect((await ask(formerKey, from("198.51.100.3"))).status).toBe(200);
  // The network of a valid key is familiar from then on.
  expect((await ask(thirdFormerKey, from("198.51.100.2"))).status).toBe(200);

  expect(lines.filter((line) => line.includes('"alarm":"many_unknown_api_keys"'))).toHaveLength(1);
  expect(await router.counted("hansa_alarms_total", { alarm: "many_unknown_api_keys" })).toBe(1);
  advance(15 * 60_000);
  await flood(4_000);
  expect(await router.counted("hansa_alarms_total", { alarm: "many_unknown_api_keys" })).toBe(2);
});
