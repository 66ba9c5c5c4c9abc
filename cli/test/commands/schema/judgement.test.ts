/** Judgement of whole versions: costs of pages, approvals, subgraphs of one version only, and operations that break alone. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { findPlanSize } from "../../../../router/src/control/changes/plan-size.ts";
import { buildGraph } from "../../../../router/src/graph/graph.ts";
import { planHere } from "../../../../router/src/planning/planner.ts";
import { checkVersions } from "../../../commands/schema/check/check.ts";
import { findOperations } from "../../../commands/schema/check/operations.ts";
import { unapprovedOf } from "../../../commands/schema/check/report.ts";
import type { Tree } from "../../../commands/schema/check/tree.ts";
import { root } from "../../../host/shop.mjs";
import {
  current,
  edited,
  judge,
  orders,
  planning,
  products,
  sent,
  sentOperation,
  verifiedPurchase,
} from "./support/edits.ts";

test("a field that moves to another subgraph changes nothing but the plans, and the pages that need one more fetch are named", async () => {
  const title = `  "The product's name, as plain text."\n  title: String!\n`;
  const { checked } = await judge(
    { file: products, from: title, to: "" },
    { file: orders, from: `type Product @key(fields: "id") {\n`, to: `type Product @key(fields: "id") {\n${title}` },
  );
  expect(checked.changes).toEqual([]);
  const more = { fetches: { before: 1, after: 2 }, depth: { before: 1, after: 2 } };
  expect(checked.costs).toContainEqual(expect.objectContaining({ label: "Q02_Search", ...more, statements: null }));
  expect(checked.costs.map(({ label }) => label)).toEqual(["Catalogue", "Q02_Search", "Q15_ProfilePage"]);
});

test("a page with another budget of statements is named with both", async () => {
  const { checked } = await judge({
    file: "docs/budgets.json",
    from: `"Q02_Search": {\n    "fetches": 1,\n    "depth": 1,\n    "statements": 8`,
    to: `"Q02_Search": {\n    "fetches": 1,\n    "depth": 1,\n    "statements": 12`,
  });
  expect(checked.costs).toEqual([
    expect.objectContaining({ label: "Q02_Search", fetches: null, depth: null, statements: { before: 8, after: 12 } }),
  ]);
});

test("an approved change is shown with its reason, and an approval of nothing is reported", async () => {
  const page =
    "| coordinate | reason | date |\n|---|---|---|\n| `Review.verifiedPurchase` | unused | 2026-11-25 |\n| `Product.title` | old | 2026-11-25 |\n";
  const after = new Map(edited([{ file: products, from: verifiedPurchase, to: "" }])).set(
    "docs/contributors/approved-changes.md",
    page,
  );
  const checked = await checkVersions({ before: current, after }, sent, planning);
  expect(unapprovedOf(checked)).toEqual([]);
  expect(checked.changes.map(({ approved }) => approved)).toEqual(["unused"]);
  expect(checked.idleApprovals).toEqual(["Product.title"]);
});

test("a subgraph that only one of the versions has is composed with it", async () => {
  const file = "subgraphs/wishes/schema.graphql";
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n"The queries."\ntype Query {\n  "A wish."\n  wish: String\n}\n`;
  const grown = new Map(current).set(file, sdl);
  const added = await checkVersions({ before: current, after: grown }, [], planning);
  const removed = await checkVersions({ before: grown, after: current }, [], planning);
  expect(added.subgraphs).toContain("wishes");
  expect(added.changes).toMatchObject([{ level: "safe", coordinate: "Query.wish" }]);
  expect(removed.changes).toMatchObject([{ level: "breaking", coordinate: "Query.wish" }]);
});

test("an operation that is no longer valid, although no breaking change concerns it, is a break of its own", async () => {
  const text = `query Texts($id: ID!) { node(id: $id) { ... on Review { text: title } ... on ImportJob { text: failure } } }`;
  const after = edited([{ file: products, from: "  failure: String\n", to: "  failure: String!\n" }]);
  const { changes } = await checkVersions({ before: current, after }, [sentOperation("Texts", text)], planning);
  expect(changes).toMatchObject([
    { level: "safe", coordinate: "ImportJob.failure" },
    { level: "breaking", kind: "OPERATION_INVALID", coordinate: "operation Texts", operations: [{ label: "Texts" }] },
  ]);
});

/** Judges an addition with a planner that fails for the later graph. */
function judgeWithout(reason: string) {
  let opened = 0;
  const openPlanner: typeof planHere = (...graph) => {
    opened += 1;
    const planner = planHere(...graph);
    return opened === 1
      ? planner
      : { ...planner, plan: () => ({ planned: Promise.reject(new Error(reason)), share: () => {} }) };
  };
  const schemas: Tree = new Map([...current].filter(([file]) => /schema\.graphql$|nodes\.graphql$/.test(file)));
  const to = `type Rating {\n  "The best one."\n  best: Int`;
  const after = edited([{ file: products, from: "type Rating {", to }]);
  return checkVersions({ before: schemas, after }, sent.slice(1), { openPlanner, now: () => 0 });
}

test("an operation that has a plan before the change and none after it is a break of its own", async () => {
  const { changes } = await judgeWithout("this would create a cycle");
  expect(changes).toMatchObject([
    { level: "safe", coordinate: "Rating.best" },
    { level: "breaking", kind: "OPERATION_UNPLANNED", coordinate: "operation BestRated" },
  ]);
});

test("a planner that fails is no judgement", async () => {
  await expect(judgeWithout("the planner did not start")).rejects.toThrow("the planner did not start");
});

const pageBudgets = z.record(z.string(), z.object({ fetches: z.int(), depth: z.int() }));

test("the size of each page's plan, as it is computed, is that of its budget, as it was measured", async () => {
  const { purchaseWrites: _, ...read } = JSON.parse(current.get("docs/budgets.json") ?? "");
  const budgets = pageBudgets.parse(read);
  const supergraph = readFileSync(path.join(root, "router/supergraph.graphql"), "utf8");
  const graph = buildGraph(supergraph, true, () => async () => ({ data: null, errors: [] }), planning);
  const pages = findOperations(current).filter(({ place }) => place.startsWith("router/playground/operations.graphql"));
  const computed = pages.map(async ({ label, document }) => [label, await findPlanSize(graph, document)] as const);
  expect(pages).toHaveLength(Object.keys(budgets).length);
  expect(Object.fromEntries(await Promise.all(computed))).toEqual(budgets);
});

test("schemas that do not compose are refused with the reasons of the composition", async () => {
  const after = edited([{ file: products, from: "  rating: Rating!", to: "  rating: Stars!" }]);
  await expect(checkVersions({ before: current, after }, [], planning)).rejects.toThrow(
    /^the schemas of this checkout do not compose:\n.*Unknown type "?Stars"?/s,
  );
});
