/** Queries of the payable steps that were published last. */
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { asc } from "drizzle-orm";
import { payableSteps } from "../tables.ts";

const allSteps = statement([], (db: Reader) => db.select().from(payableSteps).orderBy(asc(payableSteps.currency)));
const removeSteps = statement([], (tx: Tx) => tx.delete(payableSteps));
const insertStep = rowInto(payableSteps);

/** The steps by currency; empty until any were published. */
export async function findPublishedSteps(db: Reader): Promise<PayableSteps> {
  return Object.fromEntries((await allSteps(db)).map(({ currency, stepMinor }) => [currency, stepMinor]));
}

/** Replaces the published steps. */
export async function savePublishedSteps(tx: Tx, steps: PayableSteps): Promise<void> {
  await removeSteps(tx);
  for (const [currency, stepMinor] of Object.entries(steps)) await insertStep(tx, { currency, stepMinor });
}
