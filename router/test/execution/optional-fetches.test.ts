/** The optional fetches of the pages of the playground: a list that is read before it changes. */
import { readFileSync } from "node:fs";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { expect, test } from "vitest";
import type { ExecutedStep } from "../../src/execution/joint-fetches.ts";
import { essentialFields, essentialRoots } from "../../src/execution/optional/essential-fields.ts";
import type { FetchStep } from "../../src/execution/plan.ts";
import { repository } from "../../src/graph/composition/sources.ts";
import { buildGraph } from "../../src/graph/graph.ts";
import { plannedOperation } from "../../src/graph/planned-operations.ts";
import { loadGraph } from "../../src/graph/source.ts";
import { supergraphOf } from "../support/router.ts";

/** The fetches that each page can do without: the service, and where its data belong. All other fetches have the whole time of the operation. */
const optional: Readonly<Record<string, readonly string[]>> = {
  Q01_ProductPage: [
    "orders at product and product.variants.nodes.@",
    "products at product.frequentlyBoughtWith.@",
    "users at product.reviews.nodes.@.author",
  ],
  Q02_Search: [],
  Q03_Header: ["orders at me"],
  Q04_CartPage: ["products at cart.lines.@.variant", "orders at cart.lines.@"],
  Q05_CartMini: [],
  Q06_AddToCart: ["products at cartLinesAdd.cart.lines.@.variant"],
  Q07_CheckoutPage: ["users at ", "payments at me", "products at checkout.cart.lines.@.variant"],
  Q08_Pay: ["orders at paymentStart.payment.checkout"],
  Q09_Complete: [
    "payments at checkoutComplete.order",
    "users at checkoutComplete.order.customer",
    "products at checkoutComplete.order.lines.@.variant",
  ],
  Q10_OrderHistory: ["products at me.orders.nodes.@.lines.@.variant"],
  Q11_OrderTrack: [],
  Q12_AdminOrder: [
    "payments at order",
    "users at order.payments.@.refunds.@.createdBy",
    "users at order.customer and order.timeline.@.actorUser and order.notes.@.author",
    "products at order.lines.@.variant",
  ],
  Q13_AdminLowStock: ["orders at lowStock.nodes.@"],
  Q14_AdminRefund: ["payments at orderRefund.order", "users at orderRefund.order.customer"],
  Q15_ProfilePage: ["products at me", "payments at me"],
  Q16_MyPayment: [],
};

const graph = loadGraph({ kind: "committed" }, () => undefined);

test("each page waits briefly for these fetches, and for all others as long as it has time", async () => {
  const file = `${repository}/router/playground/operations.graphql`;
  const found: Record<string, string[]> = {};
  for (const definition of parse(readFileSync(file, "utf8")).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    found[definition.name?.value ?? ""] = await optionalFetchesOf(definition);
  }
  expect(found).toEqual(optional);
});

test.each([
  ["product and shop", '{ product(slug: "x") { title } shop { name } }', ["orders at "]],
  [
    "the same through a fragment and aliases",
    '{ p: product(slug: "x") { title } ... on Query { s: shop { name } } }',
    ["orders at "],
  ],
  ["product and me", '{ product(slug: "x") { title } me { displayName } }', ["users at "]],
  ["me and shop", "{ me { displayName } shop { name } }", ["orders at "]],
  ["one that is never null, and shop", "{ roles { role } shop { name } }", ["orders at "]],
  ["shop and what lies below it", '{ product(slug: "x") { title } shop { currencies { code } } }', ["orders at "]],
  ["shop alone", "{ shop { name } }", []],
  ["two without a page of their own", "{ shop { name } facets { code } }", []],
  ["two with a page of their own", '{ product(slug: "x") { title } order(id: "x") { number } }', []],
  ["two of one service", '{ product(slug: "x") { title } facets { code } }', []],
  ["me for its order history, beside a checkout", '{ checkout(id: "x") { id } me { orders { nodes { id } } } }', []],
])("of these root fields a page waits briefly for the optional ones: %s", async (_name, text, expected) => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  expect(await optionalFetchesOf(operation)).toEqual(expected);
});

test("the list of essential root fields names fields of the graph, each once", () => {
  const names = essentialRoots.flatMap((roots) => [...roots]);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !graph.clientSchema.getQueryType()?.getFields()[name])).toEqual([]);
});

test("the list of essential fields names fields of the graph", () => {
  expect(essentialFields.size).toBeGreaterThan(0);
  for (const coordinate of essentialFields) {
    const [type = "", field = ""] = coordinate.split(".");
    const owner = graph.clientSchema.getType(type);
    expect(owner && "getFields" in owner && owner.getFields()[field], coordinate).toBeTruthy();
  }
});

async function optionalFetchesOf(operation: OperationDefinitionNode): Promise<string[]> {
  const document = { kind: Kind.DOCUMENT, definitions: [operation] } as const;
  const { step } = await plannedOperation(graph, { document, operation, coerced: {} });
  return step ? fetchesIn(step) : [];
}

function fetchesIn(step: ExecutedStep): string[] {
  if ("steps" in step) return step.steps.flatMap(fetchesIn);
  if (!step.operation.isOptional) return [];
  const parts = step.kind === "joint" ? step.parts : [step];
  return [`${step.operation.subgraph} at ${parts.map(placeOf).join(" and ")}`];
}

/** Where the data belong, by the names that the client gave. */
function placeOf({ path }: FetchStep): string {
  return path.map((name) => name.replace(/^c_/, "")).join(".");
}

test("a fetch is not optional if another one that needs its values is not", async () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`;
  const parts = [
    { name: "a", url: "http://a", sdl: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! }` },
    { name: "b", url: "http://b", sdl: `${link} type Item @key(fields: "id") { id: ID! weight: Int }` },
    {
      name: "c",
      url: "http://c",
      sdl: `${link} type Item @key(fields: "id") { id: ID! weight: Int @external cost: Int! @requires(fields: "weight") }`,
    },
  ];
  const own = buildGraph(supergraphOf(parts), false, () => {
    throw new Error("this graph has no nodes");
  });
  const fetchesOf = async (text: string) => {
    const document = parse(text);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
    const { step } = await plannedOperation(own, { document, operation, coerced: {} });
    return step ? fetchesIn(step) : [];
  };
  expect(await fetchesOf("{ item { weight } }")).toEqual(["b at item"]);
  expect(await fetchesOf("{ item { cost } }")).toEqual([]);
  own.planner.retire();
});
