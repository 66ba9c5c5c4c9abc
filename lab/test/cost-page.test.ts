/** docs/contributors/cost.md says what pages and attacks cost: all pages are within the budgets of their senders, and attacks are beyond them. */
import path from "node:path";
import { guest } from "@hansa/kit/testing";
import { validate } from "graphql";
import { expect, test } from "vitest";
import { findOperations } from "../../cli/commands/schema/check/operations.ts";
import { readCheckout } from "../../cli/commands/schema/check/tree.ts";
import { root } from "../../cli/host/shop.mjs";
import { loadGraph } from "../../router/src/graph/source.ts";
import { strictnessOf } from "../../router/src/operation/documents.ts";
import { prepareOperation } from "../../router/src/operation/prepare.ts";
import { renderPage } from "./support/cost-page.ts";
import { type Asker, attacks, priceAttack, priceDocument, priceOperations } from "./support/priced-operations.ts";

const graph = loadGraph({ kind: "committed" }, () => {});

test("docs/contributors/cost.md has the costs of today", async () => {
  await expect(renderPage(graph)).toMatchFileSnapshot(path.join(root, "docs/contributors/cost.md"));
});

test.each<[Asker, number]>([
  ["playground", 20],
  ["storefront", 50],
  ["programs", 30],
])("each operation of the %s is within the budget of its sender", (asker, least) => {
  const priced = priceOperations(graph, asker);
  expect(priced.length).toBeGreaterThan(least);
  expect(priced.filter(({ estimated, max }) => estimated > max)).toEqual([]);
});

test("each operation that a page or an example shows is within the budget of its sender", () => {
  const shown = findOperations(readCheckout()).filter(
    ({ document }) => validate(graph.clientSchema, document).length === 0,
  );
  const priced = shown.map(({ label, document }) => ({ label, ...priceDocument(graph, document) }));
  expect(priced.length).toBeGreaterThan(40);
  expect(priced.filter(({ estimated, max }) => estimated > max)).toEqual([]);
});

test("limits of size accept each attack, and its budget refuses it before it is planned", () => {
  const metrics = { countDocument: () => {}, countExpensive: () => {} };
  const prepare = (query: string, isShop: boolean) =>
    prepareOperation(metrics, graph, strictnessOf(true, isShop), {
      ...{ query, operationName: undefined, variables: {}, viewer: guest },
    });
  for (const attack of attacks) {
    const { estimated, max } = priceAttack(graph, attack);
    expect(prepare(attack.query, false)).toHaveProperty("operation");
    expect(prepare(attack.query, true)).toEqual([
      expect.objectContaining({ extensions: { code: "COST_ESTIMATED_TOO_EXPENSIVE", cost: { estimated, max } } }),
    ]);
    expect(estimated).toBeGreaterThan(8_000);
  }
  expect([...graph.operations.entries()].filter(([, { kind }]) => kind === "operation")).toEqual([]);
});
