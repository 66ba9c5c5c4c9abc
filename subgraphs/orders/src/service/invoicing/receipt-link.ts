/** Receipt links: the signed URL of an order's receipt, and the check of its signature. */
import { createHmac } from "node:crypto";
import type { Deps } from "../../context.ts";
import type { OrderRow } from "../../store/tables.ts";
import { isSameSecret } from "../access.ts";

/**
 * The URL of an order's receipt: `<public address>/receipts/<order id>/<signature>`. The link is valid for as long as the order is kept,
 * because receipts are needed years later; it shows only data that the customer may see, and no personal data after an erasure.
 */
export function createReceiptUrl(
  { guestSecret, rules }: Pick<Deps, "guestSecret" | "rules">,
  { id }: Pick<OrderRow, "id">,
): string {
  return `${rules.publicUrl}/receipts/${id}/${signatureOf(guestSecret, id)}`;
}

/** Whether the signature is that of the order's receipt. */
export function isReceiptSignature({ guestSecret }: Pick<Deps, "guestSecret">, orderId: string, text: string): boolean {
  return isSameSecret(text, signatureOf(guestSecret, orderId));
}

/** The prefix separates signatures of receipts from guest tokens. */
function signatureOf(secret: string, orderId: string): string {
  return createHmac("sha256", secret).update(`receipt\n${orderId}`).digest("base64url");
}
