/** The banks' decisions in a chaos run: disputes, and refunds sent back. */
import { z } from "zod";
import type { Stores } from "./stores.ts";

export type BankDecisions = { disputes: { open: number; won: number; lost: number }; refundsSentBack: number };

const count = z.object({ state: z.enum(["OPEN", "WON", "LOST"]), count: z.int() });

/** A refund was sent back if it stood as succeeded, and later as failed. */
const sentBack = `SELECT count(*) FROM (SELECT refund.value ->> 'ref' AS ref FROM sandbox_entries, json_each(refunds) AS refund
  GROUP BY 1 HAVING max(refund.value ->> 'state' = 'SUCCEEDED') AND max(refund.value ->> 'state' = 'FAILED'))`;

export async function readBankDecisions(stores: Stores): Promise<BankDecisions> {
  const rows = z
    .array(count)
    .parse(await stores.rows("payments", "SELECT state, count(*) AS count FROM disputes GROUP BY state"));
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    disputes: { open: of("OPEN"), won: of("WON"), lost: of("LOST") },
    refundsSentBack: await stores.number("provider", sentBack),
  };
}
