/** The keys by which a provider recognises a call. The number in a key rises only after a definite refusal. */
import type { CallName, PaymentRow } from "../store/tables.ts";

/** The key of the nth call of this name for the payment. A start has the payment's own number; a capture is asked for once. */
export function callKey(
  { id, checkoutId, attempt }: Pick<PaymentRow, "id" | "checkoutId" | "attempt">,
  name: CallName,
  nth: number,
): string {
  if (name === "start") return `auth:${checkoutId}:${attempt}`;
  if (name === "confirm") return `confirm:${id}:${nth}`;
  if (name === "capture") return `cap:${id}`;
  return nth === 1 ? `void:${id}` : `void:${id}:${nth}`;
}
