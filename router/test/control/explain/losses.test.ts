/** Losses without a service, against the golden answers of the running shop. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serviceNames } from "@hansa/contracts/processes";
import type { Viewer } from "@hansa/kit/identity";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { explainOperation } from "../../../src/control/explain/explainer.ts";
import { repository } from "../../../src/graph/composition/sources.ts";
import { buildGraph, type Graph } from "../../../src/graph/graph.ts";
import { plannedOperation } from "../../../src/graph/planned-operations.ts";
import { loadGraph } from "../../../src/graph/source.ts";
import { supergraphOf } from "../../support/router.ts";

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const golden = z
  .record(z.string(), z.record(z.string(), z.object({ nulls: z.array(z.string()) })))
  .parse(JSON.parse(read("e2e/degraded/golden.json")));
const pages = parse(read("router/playground/operations.graphql")).definitions.filter(
  (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
);
const shopGraph = loadGraph({ kind: "committed" }, () => {});

const personOf = (role: string): Viewer => ({ kind: "user", id: "user_1", role, scopes: [], sessionId: "ses_1" });
const viewers: Readonly<Record<string, Viewer>> = {
  Q08_Pay: personOf("CUSTOMER"),
  Q12_AdminOrder: personOf("SUPPORT"),
  Q13_AdminLowStock: personOf("ADMIN"),
  Q14_AdminRefund: personOf("SUPPORT"),
};

async function lossesOf(operation: OperationDefinitionNode, viewer: Viewer, graph: Graph = shopGraph) {
  const document = { kind: Kind.DOCUMENT, definitions: [operation] } as const;
  const prepared = { document, operation, variables: {}, coerced: {} };
  const planned = await plannedOperation(graph, prepared);
  return (await explainOperation(graph, { planned, prepared, viewer })).losses;
}

test("every page loses the places of its golden answer, unless a service calls another, or the demo has no value", async () => {
  expect(pages).toHaveLength(16);
  const differing: Record<string, readonly string[]> = {};
  for (const page of pages) {
    const name = page.name?.value ?? "";
    const losses = await lossesOf(page, viewers[name] ?? { kind: "guest" });
    for (const service of serviceNames) {
      const nulls = losses.find((loss) => loss.service === service)?.nulls ?? [];
      if (nulls.join() !== golden[name]?.[service]?.nulls.join()) differing[`${name} without ${service}`] = nulls;
    }
  }
  expect(differing).toEqual({
    // Orders asks products for prices, and payments asks orders for the checkout, before they change anything.
    "Q06_AddToCart without products": ["cartLinesAdd.cart.lines[].variant"],
    "Q08_Pay without orders": ["paymentStart.payment.checkout"],
    // The order of the demo is a guest's.
    "Q09_Complete without users": ["checkoutComplete.order.customer"],
  });
});

test("a mutation of a customer and a query of staff are refused without users, which checks sessions", async () => {
  const [pay, order] = ["Q08_Pay", "Q12_AdminOrder"].map((name) => pages.find((page) => page.name?.value === name));
  if (!pay || !order) throw new Error("the playground has other pages");
  const refused = { service: "users", nulls: ["data"], isRefused: true };
  expect(await lossesOf(pay, personOf("CUSTOMER"))).toContainEqual(refused);
  expect(await lossesOf(pay, { kind: "guest" })).not.toContainEqual(refused);
  expect(await lossesOf(order, personOf("SUPPORT"))).toContainEqual(refused);
  expect(await lossesOf(order, personOf("CUSTOMER"))).not.toContainEqual(refused);
});

test("the router's own subgraph is no service that can be away", async () => {
  const [operation] = parse('{ node(id: "ord_1") { ... on Order { number customer { email } } } }').definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("the document has no operation");
  expect(await lossesOf(operation, { kind: "guest" })).toEqual([
    { service: "orders", nulls: ["node"] },
    { service: "users", nulls: ["node.customer.email"] },
  ]);
});

test("each type of a union is in one of the samples, below another union and in a list too", async () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
  const shelf = `${link}
    type Query { current: Item items: [Item!]! }
    union Item = Book | Film | Song
    type Book @key(fields: "id") { id: ID! next: Item }
    type Film @key(fields: "id") { id: ID! next: Item }
    type Song @key(fields: "id") { id: ID! }`;
  const prices = `${link}
    type Film @key(fields: "id") { id: ID! price: Int }
    type Song @key(fields: "id") { id: ID! cost: Int! }`;
  const parts = Object.entries({ shelf, prices }).map(([name, sdl]) => ({ name, url: `http://${name}.example/`, sdl }));
  const graph = buildGraph(supergraphOf(parts), true, () => {
    throw new Error("this graph has no nodes of ours");
  });
  const nullsOf = async (query: string) => {
    const [operation] = parse(query).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("the document has no operation");
    const losses = await lossesOf(operation, { kind: "guest" }, graph);
    return losses.find(({ service }) => service === "prices")?.nulls;
  };
  const item = "... on Film { price } ... on Song { cost }";
  const current = `current { ${item} ... on Book { next { ${item} } } ... on Film { next { ${item} } } }`;
  // A song has no nullable field, so it is lost as a whole.
  expect(await nullsOf(`{ ${current} }`)).toEqual(["current", "current.next", "current.next.price", "current.price"]);
  expect(await nullsOf("{ items { ... on Film { price } } }")).toEqual(["items[].price"]);
  expect(await nullsOf(`{ items { ${item} } }`)).toEqual(["data"]);
});
