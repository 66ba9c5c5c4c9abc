/** Query plans: how SQLite carries out a statement that a read prepares for the first time in a shop. */
import { Database, type Reader } from "@hansa/kit/store";
import { onTestFinished, vi } from "vitest";
import { z } from "zod";
import { type Shop, shop } from "../shop.ts";

const steps = z.array(z.object({ detail: z.string() }));

/** The steps of the only new statement of a read whose text matches. */
export type PlanOf = (read: (db: Reader) => Promise<unknown>, text: RegExp) => Promise<string[]>;

/** A shop whose statements are watched from its opening to the end of the test. */
export async function shopWithPlans(): Promise<{ s: Shop; planOf: PlanOf }> {
  const prepare = vi.spyOn(Database.prototype, "prepare");
  onTestFinished(() => prepare.mockRestore());
  const s = await shop();
  const planOf: PlanOf = async (read, text) => {
    prepare.mockClear();
    await s.running.service.deps.store.read(read);
    const texts = new Set(prepare.mock.calls.map(([prepared]) => prepared).filter((prepared) => text.test(prepared)));
    const [statement, ...others] = texts;
    if (statement === undefined || others.length > 0) throw new Error(`${texts.size} new statements match ${text}`);
    const plan = await s.rows(`EXPLAIN QUERY PLAN ${statement.replaceAll("?", "'1'")}`);
    return steps.parse(plan).map(({ detail }) => detail);
  };
  return { s, planOf };
}
