/** Idempotency keys of provider calls, and the match of the provider's movements with our rows by key. */
import type { PaymentRow } from "../../store/tables.ts";

/** The key of the nth call of this name for the payment; n rises only after a definite refusal. The key of a start uses the attempt number. */
export function callKey(
  { id, checkoutId, attempt }: Pick<PaymentRow, "id" | "checkoutId" | "attempt">,
  name: "start" | "confirm" | "void",
  nth: number,
): string {
  if (name === "start") return `auth:${checkoutId}:${attempt}`;
  if (name === "confirm") return `confirm:${id}:${nth}`;
  return nth === 1 ? `void:${id}` : `void:${id}:${nth}`;
}

/** The key of a capture, from the key that orders gave: the same key captures once. */
export function captureKey(paymentId: string, key: string): string {
  return `cap:${paymentId}:${key}`;
}

/** The key of a refund. Another attempt is another refund. */
export function refundKey(refundId: string): string {
  return `refund:${refundId}`;
}

/**
 * Maps the provider's id of each movement to our row: the row with this id or, if no other movement matched it, the row with its key. Each row
 * matches once: if a provider forgot a key and moved money twice, the second movement was not requested.
 */
export function matchMovements<Row extends { providerRef: string | null }>(
  movements: readonly { ref: string; key: string | null }[],
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): Map<string, Row> {
  const matched = new Map<string, Row>();
  for (const { ref } of movements) {
    const row = rows.find(({ providerRef }) => providerRef === ref);
    if (row) matched.set(ref, row);
  }
  const taken = new Set(matched.values());
  for (const { ref, key } of movements) {
    if (key === null || matched.has(ref)) continue;
    const row = rows.find((one) => !taken.has(one) && keyOf(one) === key);
    if (!row) continue;
    matched.set(ref, row);
    taken.add(row);
  }
  return matched;
}
