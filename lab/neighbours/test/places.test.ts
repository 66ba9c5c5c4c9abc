/** Three recipes judged by counts, at a router whose clients have addresses of their own: places held and turns waited. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sendRequest } from "@hansa/client/graphql-client";
import { currentSender, systemRuntime } from "@hansa/kit/runtime";
import { expect, onTestFinished, test } from "vitest";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { root } from "../../../cli/host/shop.mjs";
import { startRouter, type TestRouter, unreachable } from "../../../router/test/support/router.ts";
import { sharedFields } from "../../../router/test/support/slow-graphs.ts";
import { startProducts } from "../../../router/test/support/subgraphs.ts";
import { openFetch } from "../../harness/load.ts";
import { requestsAtOnce } from "../attack/attack.ts";
import { mutationOf, type Operation } from "../recipes/recipe.ts";

/** As in production; the deadline is long, since the subject is no time. */
const settings = { connectionsPerAddress: 200, operationTimeoutMs: 120_000 };
const [attackers, victims] = ["127.0.1.1", "127.0.1.11"];

/** Sends operations to the router from an address. */
function clientAt({ url }: TestRouter, address: string) {
  const { fetch, close } = openFetch(address);
  onTestFinished(close);
  return ({ query, variables }: Operation) => sendRequest(`${url}/graphql`, { query, variables, send: fetch });
}

test("190 requests of one sender that a service does not answer hold six of its connections, and a victim's fetch leaves at once", async () => {
  const products = await startProducts();
  const router = await startRouter([products], settings);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  onTestFinished(async () => {
    await router.close();
    await products.stop();
  });
  const attack = clientAt(router, attackers);
  const ask = clientAt(router, victims);
  const query = `{ product(id: "prod_1") { title } }`;
  products.misbehave(() => released);
  // On a busy machine the router has asked meanwhile whether the silent service is ready.
  const fetches = () => products.headers.length - products.readinessRequests();
  const attacks = Array.from({ length: requestsAtOnce }, () => attack({ query }));
  await expect.poll(fetches).toBeGreaterThanOrEqual(6);
  products.misbehave();
  expect((await ask({ query })).data).toEqual({ product: { title: "Cup" } });
  expect(fetches()).toBe(7);
  release();
  for (const response of await Promise.all(attacks)) expect(response.data).toEqual({ product: { title: "Cup" } });
  expect(fetches()).toBe(requestsAtOnce + 1);
});

test("registrations and sign-ins of one address hash two passwords at a time, and a victim's sign-in waits for none of them", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-neighbours-"));
  const shop = await openShop({ HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent" }, systemRuntime);
  const origin = { host: "127.0.0.1", port: 0 };
  const graph = await shop.users.graph.listen(origin);
  const internal = await shop.users.internal.listen(origin);
  const sdl = readFileSync(path.join(root, "subgraphs/users/schema.graphql"), "utf8");
  const internalOrigins = { ...unreachable, users: [internal] };
  const router = await startRouter([{ name: "users", url: `${graph}/graphql`, sdl }], { ...settings, internalOrigins });
  onTestFinished(async () => {
    await router.close();
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  /** By sender: the hashes asked for, those begun, and the most that ran at once. Those of the first sender run until they are released. */
  const hashes = new Map<string, { asked: number; begun: number; running: number; most: number }>();
  const { passwords } = shop.users.deps;
  const { inTurn } = passwords;
  passwords.inTurn = (work) => {
    const id = currentSender()?.id ?? "nobody";
    const own = hashes.get(id) ?? { asked: 0, begun: 0, running: 0, most: 0 };
    hashes.set(id, own);
    const isGreedy = hashes.size === 1;
    own.asked += 1;
    return inTurn(async () => {
      own.begun += 1;
      own.running += 1;
      own.most = Math.max(own.most, own.running);
      try {
        if (isGreedy) await released;
        return await work();
      } finally {
        own.running -= 1;
      }
    });
  };

  const attack = clientAt(router, attackers);
  const ask = clientAt(router, victims);
  const login = (n: number) =>
    mutationOf("login", { email: `nobody-${n}@hansa.example`, password: "a wrong password" });
  const register = (n: number) =>
    mutationOf("register", { email: `new-${n}@hansa.example`, password: "a long password", displayName: "New" });
  const attacks = Array.from({ length: 80 }, (_, n) => attack(n % 2 === 0 ? login(n) : register(n)));
  await expect.poll(() => [...hashes.values()][0]?.asked ?? 0).toBe(6);
  const [greedy] = hashes.values();
  if (!greedy) throw new Error("no sender hashes");
  expect((await ask(login(0))).data).toEqual({ a0: { __typename: "InvalidCredentialsError" } });
  expect(greedy.begun).toBe(2);
  release();
  await Promise.all(attacks);
  expect(hashes.size).toBe(2);
  expect(greedy.most).toBe(2);
});

test("beside 60 new operations of one address, a victim's is planned before most of them", async () => {
  const router = await startRouter(sharedFields(4, 2, 2), settings, { planner: "process" });
  onTestFinished(router.close);
  const attack = clientAt(router, attackers);
  const ask = clientAt(router, victims);
  let answered = 0;
  const attacks = Array.from({ length: 60 }, async (_, n) => {
    await attack({ query: `query New${n} { items { shared } }` });
    answered += 1;
  });
  await expect.poll(() => answered, { interval: 1 }).toBeGreaterThan(0);
  const before = answered;
  await ask({ query: "query Victim { items { shared } }" });
  const waited = answered - before;
  await Promise.all(attacks);
  expect(waited).toBeLessThanOrEqual(20);
});
