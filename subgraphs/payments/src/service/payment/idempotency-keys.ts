/** Idempotency keys of provider calls. The number in a key rises only after a definite refusal. */
import type { PaymentRow } from "../../store/tables.ts";

/** The key of the nth call of this name for the payment. The key of a start uses the attempt number. */
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
