/** Budgets at the endpoint: an operation beyond the budget of its sender is refused before it is planned, with what it may cost. */
import { hashApiKey } from "@hansa/kit/identity";
import { newPair, tokenOf, validClaims } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { key, partner } from "../support/api-keys.ts";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { start, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

const size = 'assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false';
const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@listSize"])
type Query {
  items(first: Int): [Item!] @listSize(${size})
  orders(first: Int): [Item!] @authenticated @listSize(${size})
}
type Item { id: ID! }`;
const items = () => [{ id: "item_1" }];

let products: TestSubgraph;
let users: TestUsers;
let router: TestRouter;
const senders: Record<string, Record<string, string>> = { guest: {} };

beforeAll(async () => {
  products = await start("products", sdl, { Query: { items, orders: items } });
  const pair = await newPair("key-1");
  users = await startUsers([pair]);
  users.clients.set(hashApiKey(key), partner);
  router = await startRouter([products], { internalOrigins: { ...unreachable, users: [users.origin] } });
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const tokenFor = (role: string) => tokenOf(pair, Date.now(), { claims: { ...validClaims, role, exp } });
  senders.customer = { authorization: `Bearer ${await tokenFor("CUSTOMER")}` };
  senders.client = { authorization: `Bearer ${key}` };
  senders.staff = { authorization: `Bearer ${await tokenFor("SUPPORT")}` };
});
afterAll(async () => {
  await router.close();
  await users.stop();
  await products.stop();
});

const ask = (first: number, sender: string, accept?: string) =>
  router.ask(`{ ${sender}: items(first: ${first}) { id } }`, {}, { ...senders[sender], ...(accept ? { accept } : {}) });

test.each([
  ["guest", 3_000],
  ["customer", 3_000],
  ["client", 15_000],
  ["staff", 50_000],
])("an operation of a %s may cost %d units, and is refused beyond", async (sender, max) => {
  const planned = await router.counted("hansa_router_plans_total", { outcome: "planned" });
  const accepted = await ask(max, sender);
  expect([accepted.status, accepted.data]).toEqual([200, { [sender]: items() }]);
  expect(await router.counted("hansa_router_plans_total", { outcome: "planned" })).toBe(planned + 1);
  const fetched = products.headers.length;
  const refused = await ask(max + 1, sender);
  expect([refused.status, refused.data]).toEqual([400, undefined]);
  expect(refused.errors).toEqual([
    {
      message: `The operation may cost ${max + 1} units, and one may cost ${max}. Ask for smaller pages or fewer fields.`,
      extensions: {
        code: "COST_ESTIMATED_TOO_EXPENSIVE",
        cost: { estimated: max + 1, max },
        requestId: expect.any(String),
      },
    },
  ]);
  expect(await router.counted("hansa_router_plans_total", { outcome: "planned" })).toBe(planned + 1);
  expect(products.headers).toHaveLength(fetched);
});

test("clients of application/json get the refusal with status 200, as other errors before execution", async () => {
  const { status, errors } = await ask(1_000_000, "guest", "application/json");
  expect([status, errors[0]?.extensions.code]).toEqual([200, "COST_ESTIMATED_TOO_EXPENSIVE"]);
});

test("a page that a session may read answers a guest with the end of the session, not with the budget", async () => {
  const query = "{ orders(first: 10602) { id } }";
  const { status, errors } = await router.ask(query);
  expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([200, ["UNAUTHENTICATED"]]);
  expect((await router.ask(query, {}, senders.staff)).data).toEqual({ orders: items() });
});
