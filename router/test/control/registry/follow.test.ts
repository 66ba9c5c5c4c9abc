/** Following the registry: good versions are taken without a restart, others are refused with their reasons, and the last good one serves on. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import "../../../../packages/kit/testing/processes/equal-priority.ts";
import { addVersion, listVersions } from "../../../src/control/registry/versions.ts";
import { field, resolvers, useRegistry } from "../../support/registry.ts";
import { storeIn } from "../../support/router.ts";
import { ordersSdl, start } from "../../support/subgraphs.ts";

/** Subgraphs that lacked something are asked again after this time. */
const askAgainMs = 5_000;

const { follow, publish, serves, refuses, expectGoodOnesServed, folder, lines, orders, products, pass } = useRegistry();

test("a version is taken without a restart, with the plans of the operations that were used, and served after a restart", async () => {
  let router = await follow();
  const query = "query Last { lastOrder { id } }";
  await router.ask(query);
  const first = await publish(ordersSdl + field(1));
  await serves(first);
  expect((await router.ask("{ lastOrder { version1 } }")).data).toEqual({ lastOrder: { version1: 1 } });
  const planned = () => router.counted("hansa_router_plans_total", { outcome: "planned" });
  const before = await planned();
  expect((await router.ask(query)).data).toEqual({ lastOrder: { id: "ord_1" } });
  expect(await planned()).toBe(before);
  await expect.poll(() => listVersions(folder())).toEqual({ published: [1], served: [1] });

  await router.close();
  router = await follow();
  expect(router.live.current().hash).toBe(first.hash);
});

test("a version that breaks an operation in use is refused, and taken once that is approved", async () => {
  const router = await follow(ordersSdl + field(1));
  const before = router.live.current().hash;
  await router.ask("query Used { lastOrder { version1 } }");
  await publish(ordersSdl);
  await refuses("Order.version1: Field 'version1' was removed from object type 'Order' It is used by Used.");
  expect(router.live.current().hash).toBe(before);
  expect((await router.ask("query Used { lastOrder { version1 } }")).data).toEqual({ lastOrder: { version1: 1 } });

  const approved = await publish(ordersSdl, ["Order.version1"]);
  await serves(approved);
  expect((await router.internal.inject("/health")).json().fault).toBeNull();
});

test("a version whose tag takes a field in use out of a contract is refused, and taken once that is approved", async () => {
  const router = await follow(ordersSdl + field(1));
  const query = "query Used { lastOrder { version1 } }";
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify({ query }) };
  const data = { lastOrder: { version1: 1 } };
  expect((await router.send("/graphql/public", sent)).data).toEqual(data);
  const tagged = ordersSdl + field(1).replace("Int", 'Int @tag(name: "partner")');
  await publish(tagged);
  await refuses("Order.version1: It is no longer in the contract PUBLIC. It is used by Used.");
  expect((await router.send("/graphql/public", sent)).data).toEqual(data);

  await serves(await publish(tagged, ["Order.version1"]));
  expect((await router.send("/graphql/public", sent)).errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  expect((await router.send("/graphql/partner", sent)).data).toEqual(data);
});

test("an operation that only the store remembers is in use", async () => {
  const store = await storeIn(folder());
  const earlier = await follow(ordersSdl + field(1), { store });
  await earlier.ask("query Earlier { lastOrder { version1 } }");
  await earlier.close();
  await follow(ordersSdl + field(1), { store });
  await publish(ordersSdl);
  await refuses("It is used by Earlier.");
});

test("a removed field that no operation uses is no reason to refuse", async () => {
  await follow(ordersSdl + field(1));
  await serves(await publish(ordersSdl));
});

test("a lost access rule is refused, although no operation uses the field", async () => {
  await follow(`${ordersSdl} extend type Order { version1: Int @authenticated }`);
  await publish(ordersSdl + field(1));
  await refuses("Order.version1: The access rule is gone.");
});

test("a field that a contract hid and would show is refused, although no operation uses it", async () => {
  const tagged = ordersSdl + field(1).replace("Int", 'Int @tag(name: "partner")');
  await follow(tagged);
  await publish(ordersSdl + field(1));
  await refuses("Order.version1: It is in the contract PUBLIC now, which hid it.");
  await serves(await publish(ordersSdl + field(1), ["Order.version1"]));
});

test("a version is refused and logged once while a subgraph lacks its fields or does not answer, and taken afterwards", async () => {
  await follow();
  const before = orders().headers.length;
  const asked = () => orders().headers.length - before;
  await publish(ordersSdl + field(3));
  await refuses("lacks Order.version3");
  for (const count of [2, 3]) {
    pass(askAgainMs);
    await expect.poll(() => asked()).toBe(count);
  }
  expect(lines().match(/new supergraph rejected/g)).toHaveLength(1);
  orders().misbehave(async (_request, reply) => reply.status(503).send());
  const whole = await publish(ordersSdl + field(1) + field(2));
  await refuses("does not answer with its schema");
  orders().misbehave();
  pass(askAgainMs);
  await serves(whole);
});

test("a version is refused while one of two instances lacks its fields", async () => {
  const older = await start("orders", ordersSdl, resolvers);
  const subgraphUrls = { products: [products().url], orders: [orders().url, older.url] } as const;
  try {
    const router = await follow(ordersSdl, { subgraphUrls });
    await publish(ordersSdl + field(1));
    await refuses(`subgraph orders at ${new URL(older.url).host} lacks Order.version1`);
    expect((await router.internal.inject("/health")).json().fault).not.toContain(new URL(orders().url).host);
  } finally {
    await older.stop();
  }
});

test("a version that does not build, and a damaged one, are refused", async () => {
  const router = await follow();
  const before = router.live.current().hash;
  await addVersion(folder(), undefined, {
    ...{ author: "Ada", commit: null, publishedAt: 1, restores: null, supergraph: "type Query { a: Int }" },
    checks: { against: null, changes: [], hints: [] },
  });
  await refuses("version 1 of the schema is not served");
  writeFileSync(join(folder(), "000002.json"), "{");
  await refuses("000002.json is no version of the schema");
  expect(router.live.current().hash).toBe(before);
});

test("of two versions under load the good one is served, the bad one refused, and no request fails", () =>
  expectGoodOnesServed(1));
