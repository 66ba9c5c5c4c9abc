/** The committed budgets and golden shapes of the pages: a change of either shows in the diff. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";

export const budgetsFile = path.join(root, "docs/budgets.json");
export const goldenFile = path.join(root, "lab/smoke/golden.json");

/** Fetches from the subgraphs, how many of them wait for each other, SQL statements in their drivers, and the units that the response costs. */
export type Budget = { fetches: number; depth: number; statements: number; units: number };

const page = z.object({ fetches: z.int(), depth: z.int(), statements: z.int(), units: z.int() });
/** The writes of twelve purchases on PostgreSQL, by store: their statements, and those that they wait for. */
const writes = z.record(z.string(), z.object({ statements: z.int(), waits: z.int() }));
const budgets = z.object({ purchaseWrites: writes.optional() }).catchall(page);
const shapes = z.record(z.string(), z.unknown());

/** The budgets of the pages, and that of the writes of purchases. */
export function readBudgets(): { pages: Record<string, Budget>; purchaseWrites: z.infer<typeof writes> } {
  const read = existsSync(budgetsFile) ? JSON.parse(readFileSync(budgetsFile, "utf8")) : {};
  const { purchaseWrites = {}, ...pages } = budgets.parse(read);
  return { pages, purchaseWrites };
}

export function readGolden(): Record<string, unknown> {
  return existsSync(goldenFile) ? shapes.parse(JSON.parse(readFileSync(goldenFile, "utf8"))) : {};
}

export function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
