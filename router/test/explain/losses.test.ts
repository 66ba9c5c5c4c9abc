/** Losses without a service, against the golden answers of the running shop. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Viewer } from "@hansa/kit/identity/identity";
import { serviceNames } from "@hansa/kit/processes";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { explainOperation } from "../../src/explain/explainer.ts";
import { repository } from "../../src/graph/composition/sources.ts";
import { plannedOperation } from "../../src/graph/graph.ts";
import { loadGraph } from "../../src/graph/source.ts";

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const golden = z
  .record(z.string(), z.record(z.string(), z.object({ nulls: z.array(z.string()) })))
  .parse(JSON.parse(read("e2e/degraded/golden.json")));
const pages = parse(read("router/playground/operations.graphql")).definitions.filter(
  (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
);
const graph = loadGraph({ kind: "committed" }, () => {});

const personOf = (role: string): Viewer => ({ kind: "user", id: "user_1", role, scopes: [], sessionId: "ses_1" });
const viewers: Readonly<Record<string, Viewer>> = {
  Q08_Pay: personOf("CUSTOMER"),
  Q12_AdminOrder: personOf("SUPPORT"),
  Q13_AdminLowStock: personOf("ADMIN"),
  Q14_AdminRefund: personOf("SUPPORT"),
};

async function lossesOf(operation: OperationDefinitionNode, viewer: Viewer) {
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
