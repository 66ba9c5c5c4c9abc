/** Queries of captures: inserted before the provider is called, settled when the outcome is certain. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq } from "drizzle-orm";
import { type CaptureRow, captures } from "../tables.ts";

const capturesByPayments = rowsBy(captures, captures.paymentId, asc(captures.createdAt));

/** The captures of a payment, the oldest first. */
export function findCaptures(db: Reader, paymentId: string): Promise<CaptureRow[]> {
  return capturesByPayments(db, [paymentId]);
}

/** The capture that orders requested with this key. */
export async function findCaptureByKey(db: Reader, paymentId: string, key: string): Promise<CaptureRow | undefined> {
  return (await findCaptures(db, paymentId)).find((capture) => capture.key === key);
}

/** Inserts a capture. A repeated key of a payment violates a unique index and throws. */
export const insertCapture = rowInto(captures);

/** Marks a capture as done by the provider, with the captured amount and the provider's id. */
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

/** Marks a pending capture as refused by the provider; settled captures do not change. */
export async function markRefused(tx: Tx, id: string, reason: string, settledAt: number): Promise<void> {
  await tx
    .update(captures)
    .set({ state: "REFUSED", reason, settledAt })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING")));
}
