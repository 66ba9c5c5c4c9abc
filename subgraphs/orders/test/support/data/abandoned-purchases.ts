/** Abandoned purchases for tests: lets days pass, and counts the rows that are left. */
import { minute, type Shop } from "../shop.ts";

export const hour = 60 * minute;
export const day = 24 * hour;

/** Lets time pass, then runs the jobs. */
export async function pass(s: Shop, ms: number): Promise<void> {
  await s.runtime.advance(ms);
  await s.work();
}

/** The number of rows of each table that a guest's purchase writes to. */
export async function countRows(s: Shop): Promise<unknown> {
  const tables = ["carts", "cart_lines", "checkouts", "promotion_uses", "idempotency"];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  return (await s.rows(`SELECT ${counts.join(", ")}`))[0];
}

/** A store without such rows. */
export const noRows = { carts: 0, cart_lines: 0, checkouts: 0, promotion_uses: 0, idempotency: 0 };

/** The deleted rows, as the metrics count them. */
export async function countDeleted({ running }: Shop, rows: string): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(text.match(`hansa_retention_deleted_total\\{rows="${rows}"\\} (\\d+)`)?.[1] ?? 0);
}
