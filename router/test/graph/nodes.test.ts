/** `node` and `nodes`: the id names the type, and the owner of the type decides whether the object exists. */
import { readFileSync } from "node:fs";
import { isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graphFiles, nodesUrl, repository } from "../../src/graph/composition/sources.ts";
import { openNodes, typeByPrefix } from "../../src/graph/nodes.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { schemaOf, start, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const sdl = readFileSync(graphFiles(repository).nodes, "utf8");
let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  const parts = [...subgraphs, { name: "nodes", url: nodesUrl, sdl }];
  router = await startRouter(parts);
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

test("the prefixes are those documented in the schema", () => {
  const types = Object.values(schemaOf(sdl, {}).getTypeMap()).filter(isObjectType);
  const published = types.flatMap((type) => {
    const beginnings = /begins with .*/.exec(type.getFields().id?.description ?? "")?.[0] ?? "";
    return [...beginnings.matchAll(/`(\w+)_`/g)].map(([, prefix]) => [prefix, type.name]);
  });
  expect(Object.fromEntries(published)).toEqual(typeByPrefix);
  expect(published.length).toBeGreaterThan(5);
});

describe("node", () => {
  test("is resolved by the owner of the type", async () => {
    const query = '{ node(id: "prod_1") { __typename id ... on Product { title sold } } }';
    expect((await router.ask(query)).data).toEqual({
      node: { __typename: "Product", id: "prod_1", title: "Cup", sold: 7 },
    });
  });

  test.each(["id ... on Product { title }", "id", "__typename", "theId: id", "... on Product { sold }"])(
    "is null for an id of an unknown kind and for a missing object, also for { %s }",
    async (ids) => {
      const query = `query ($id: ID!) { node(id: $id) { ${ids} } }`;
      expect((await router.ask(query, { id: "prod_1" })).data).toEqual({ node: expect.any(Object) });
      for (const id of ["nonsense", "", "prod", "zzz_1", "constructor_1", "__proto___1", "prod_404"]) {
        const { data, errors } = await router.ask(query, { id });
        expect([id, data, errors]).toEqual([id, { node: null }, []]);
      }
    },
  );

  test("is null with the owner's error if the owner cannot tell whether the object exists", async () => {
    const [products] = subgraphs;
    products?.misbehave(async (_request, reply) => reply.code(503).send("no"));
    const query = '{ thing: node(id: "prod_1") { id } nodes(ids: ["zzz_1", "prod_1"]) { id } }';
    const { data, errors } = await router.ask(query);
    products?.misbehave();
    expect(data).toEqual({ thing: null, nodes: [null, null] });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [["thing"], "SUBGRAPH_UNAVAILABLE"],
      [["nodes", 1], "SUBGRAPH_UNAVAILABLE"],
    ]);
  });
});

test("an owner's error that names no entity is one of each object that it does not give", async () => {
  const [products] = subgraphs;
  const fault = { message: "Not now.", path: ["_entities", 7], extensions: { code: "STORE_UNAVAILABLE" } };
  products?.misbehave(async (_request, reply) => reply.send({ data: { _entities: [null] }, errors: [fault] }));
  const { data, errors } = await router.ask('{ node(id: "prod_1") { id } }');
  products?.misbehave();
  expect(data).toEqual({ node: null });
  expect(errors).toMatchObject([{ path: ["node"], extensions: { code: "STORE_UNAVAILABLE" } }]);
});

describe("nodes", () => {
  test("asks an owner once for all of its ids", async () => {
    const [products] = subgraphs;
    const before = products?.contexts.length ?? 0;
    const ids = Array.from({ length: 40 }, (_, index) => `prod_${index}`);
    const { data } = await router.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } node(id: "prod_3") { id } }', {
      ids,
    });
    expect(data).toEqual({
      nodes: ids.map((id) => (["prod_1", "prod_2", "prod_3"].includes(id) ? { id } : null)),
      node: { id: "prod_3" },
    });
    expect((products?.contexts.length ?? 0) - before).toBe(1);
  });

  test("keeps the order, with null for unknown kinds", async () => {
    const query = '{ nodes(ids: ["prod_2", "zzz_1", "ord_1", "prod_1"]) { __typename ... on Product { title } } }';
    expect((await router.ask(query)).data).toEqual({
      nodes: [
        { __typename: "Product", title: "Plate" },
        null,
        { __typename: "Order" },
        { __typename: "Product", title: "Cup" },
      ],
    });
  });

  test("takes 100 ids and refuses 101", async () => {
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `prod_${index}`);
    expect((await router.ask(query, { ids: ids(100) })).errors).toEqual([]);
    const { errors } = await router.ask(query, { ids: ids(101) });
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });
});

test("an object of a type that a contract lacks is null there without an error, and its owner is not asked", async () => {
  const stockSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])
    type Query { title: String movement: StockMovement @tag(name: "admin") }
    interface Node { id: ID! }
    type StockMovement implements Node @key(fields: "id") { id: ID! delta: Int }`;
  const stock = await start("products", stockSdl, { StockMovement: { __resolveReference: (found: object) => found } });
  const own = await startRouter([stock, { name: "nodes", url: nodesUrl, sdl }]);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ query: '{ node(id: "stk_1") { id } nodes(ids: ["stk_1"]) { id } }' });
  for (const path of ["/graphql/public", "/graphql/partner"]) {
    const { data, errors } = await own.send(path, { method: "POST", headers, body });
    expect([path, data, errors, stock.contexts.length]).toEqual([path, { node: null, nodes: [null] }, [], 0]);
  }
  const { data } = await own.send("/graphql", { method: "POST", headers, body });
  expect([data, stock.contexts.length]).toEqual([{ node: { id: "stk_1" }, nodes: [{ id: "stk_1" }] }, 1]);
  await own.close();
  await stock.stop();
});

test("a schema with a node that has no prefix is refused", () => {
  expect(() => openNodes(`${sdl} type Parcel implements Node @key(fields: "id") { id: ID! }`)).toThrow(
    "Parcel has no prefix",
  );
});
