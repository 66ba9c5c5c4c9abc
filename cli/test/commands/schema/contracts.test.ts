/** Judgement of tags: elements that a contract loses or shows again, and a contract that ends with the last of its tags. */
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { expect, test } from "vitest";
import { checkVersions } from "../../../commands/schema/check/check.ts";
import { unapprovedOf } from "../../../commands/schema/check/report.ts";
import { current, edited, planning, products, sent, sentOperation } from "./support/edits.ts";

test("a tag that takes an element out of a contract breaks the operations that are sent there, and no others", async () => {
  const field = "  verifiedPurchase: Boolean!";
  const after = edited([{ file: products, from: `${field}\n`, to: `${field} @tag(name: "partner")\n` }]);
  const text = (name: string) => `query ${name} { node(id: "rev_1") { ... on Review { verifiedPurchase } } }`;
  const known = graphContracts.map((contract) => sentOperation(contract, text(contract), contract));
  const checked = await checkVersions({ before: current, after }, known, planning);
  expect(checked.changes).toMatchObject([
    { level: "safe", kind: "TAG_ADDED", coordinate: "Review.verifiedPurchase" },
    {
      level: "breaking",
      kind: "ELEMENT_EXCLUDED",
      coordinate: "Review.verifiedPurchase",
      message: "It is no longer in the contract PUBLIC.",
      operations: [{ label: "PUBLIC" }],
    },
  ]);
  expect(unapprovedOf(checked).map(({ coordinate }) => coordinate)).toEqual(["Review.verifiedPurchase"]);
});

test("a lost tag shows an element to a contract that hid it, which needs an approval, and concerns no operation", async () => {
  const field = `costPrice: Money @requiresScopes(scopes: [["prices:read"]])`;
  const after = edited([{ file: products, from: `${field} @tag(name: "partner")`, to: field }]);
  const checked = await checkVersions({ before: current, after }, sent, planning);
  const coordinate = "ProductVariant.costPrice";
  expect(checked.changes).toMatchObject([
    { level: "dangerous", kind: "TAG_REMOVED", coordinate, operations: [{ label: "Margin" }] },
    { level: "breaking", kind: "ELEMENT_INCLUDED", coordinate, operations: [] },
  ]);
  expect(unapprovedOf(checked).map(({ message }) => message)).toEqual([
    "It is in the contract PUBLIC now, which hid it.",
  ]);
});

test("a contract ends with the last of its tags, which breaks each operation that is sent there", async () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])`;
  const treeOf = (tag: string) =>
    new Map([["subgraphs/wishes/schema.graphql", `${link} type Query { wish: String all: Int ${tag} }`]]);
  const [tagged, bare] = [treeOf('@tag(name: "partner")'), treeOf("")];
  const known = graphContracts.map((contract) => sentOperation(contract, `query ${contract} { wish }`, contract));
  const removed = await checkVersions({ before: tagged, after: bare }, known, planning);
  const coordinate = "contract PUBLIC";
  expect(removed.changes).toMatchObject([
    { level: "dangerous", kind: "TAG_REMOVED", coordinate: "Query.all" },
    { level: "breaking", kind: "CONTRACT_REMOVED", coordinate, operations: [{ label: "PUBLIC" }] },
  ]);
  const added = await checkVersions({ before: bare, after: tagged }, known, planning);
  expect(added.changes).toMatchObject([
    { level: "safe", kind: "TAG_ADDED", coordinate: "Query.all" },
    { level: "safe", kind: "CONTRACT_ADDED", coordinate, operations: [] },
  ]);
  const approvals = "docs/contributors/approved-changes.md";
  const page = `| coordinate | reason | date |\n|---|---|---|\n| \`${coordinate}\` | unused | 2026-11-30 |\n`;
  const approved = new Map(bare).set(approvals, page);
  expect(unapprovedOf(await checkVersions({ before: tagged, after: approved }, known, planning))).toEqual([]);
});
