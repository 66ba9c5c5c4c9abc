/** Captures as rows: written before the provider is asked, settled when it is certain what came of them. */
import { rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq } from "drizzle-orm";
import { type CaptureRow, captures } from "./tables.ts";

const capturesByPayments = rowsBy(captures, captures.paymentId, asc(captures.createdAt));

/** All captures of a payment, the oldest first. */
export function findCaptures(db: Reader, paymentId: string): Promise<CaptureRow[]> {
  return capturesByPayments(db, [paymentId]);
}

/** The capture that orders asked for under this key. */
export async function findCaptureByKey(db: Reader, paymentId: string, key: string): Promise<CaptureRow | undefined> {
  return (await findCaptures(db, paymentId)).find((capture) => capture.key === key);
}

/** Writes a capture down. The same key of a payment again breaks a unique index and throws. */
export const insertCapture = rowInto(captures);

/** The provider has taken it: `amountMinor` of it, under its own id. */
export async function markTaken(
  tx: Tx,
  id: string,
  { providerRef, amountMinor, settledAt }: Pick<CaptureRow, "providerRef" | "amountMinor" | "settledAt">,
): Promise<void> {
  await tx
    .update(captures)
    .set({ state: "TAKEN", providerRef, amountMinor, settledAt, reason: null })
    .where(eq(captures.id, id));
}

/** The provider will not take it; what is settled stays as it is. */
export async function markRefused(tx: Tx, id: string, reason: string, settledAt: number): Promise<void> {
  await tx
    .update(captures)
    .set({ state: "REFUSED", reason, settledAt })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING")));
}
