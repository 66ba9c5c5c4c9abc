/** Changes of the real schemas, made in memory, and their judgement. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { parse } from "graphql";
import { planHere } from "../../../../../router/src/planning/planner.ts";
import { checkVersions } from "../../../../commands/schema/check/check.ts";
import type { KnownOperation } from "../../../../commands/schema/check/operations.ts";
import { unapprovedOf } from "../../../../commands/schema/check/report.ts";
import { readCheckout, type Tree } from "../../../../commands/schema/check/tree.ts";

export const products = "subgraphs/products/schema.graphql";
export const orders = "subgraphs/orders/schema.graphql";
export const planning = { openPlanner: planHere, now: () => 0 };

/** Without the pages, whose operations are planned in as many seconds as all others. */
export const current: Tree = new Map([...readCheckout()].filter(([file]) => !file.endsWith(".md")));

/** Operations that a shop was sent. */
export const sent: KnownOperation[] = [
  sentOperation("Margin", "query Margin($sku: String!) { variant(sku: $sku) { costPrice { minor } } }"),
  sentOperation("BestRated", "query BestRated { products(sort: RATING) { nodes { rating { average } } } }"),
];

/** An operation of a usage file. */
export function sentOperation(label: string, text: string, contract: GraphContract = "ALL"): KnownOperation {
  const clients = [{ name: "storefront", version: "2.1", count: 7, lastUsedAt: 0 }];
  return { label, document: parse(text), contract, place: "usage", clients };
}

/** The text `from` stands once in the file. */
export type Edit = { file: string; from: string; to: string };

/** The files of this checkout with these edits. */
export function edited(edits: readonly Edit[]): Tree {
  const tree = new Map(current);
  for (const { file, from, to } of edits) {
    const [before, after, ...others] = (tree.get(file) ?? "").split(from);
    if (before === undefined || after === undefined || others.length > 0)
      throw new Error(`${file} has not once: ${from}`);
    tree.set(file, before + to + after);
  }
  return tree;
}

/** Judges edits of this checkout. */
export async function judge(...edits: Edit[]) {
  const checked = await checkVersions({ before: current, after: edited(edits) }, sent, planning);
  const changes = checked.changes.map(({ level, kind, coordinate }) => `${level} ${kind} ${coordinate}`);
  const operationsOf = (coordinate: string) =>
    checked.changes
      .filter((each) => each.coordinate === coordinate)
      .map(({ operations }) => operations.map(({ label }) => label));
  return { checked, changes, operationsOf, unapproved: unapprovedOf(checked).map(({ coordinate }) => coordinate) };
}

/** A field of reviews. */
export const verifiedPurchase = `  "True if the author has bought the product here. It stays true if the order was cancelled or returned later."
  verifiedPurchase: Boolean!
`;
