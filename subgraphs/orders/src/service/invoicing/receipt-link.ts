/** Receipt links: the signed URL of an order's receipt, and the check of its signature. */
import { createHmac } from "node:crypto";
import type { Deps } from "../../context.ts";
import type { OrderRow } from "../../store/tables.ts";
import { isSameSecret, linkedId } from "../access.ts";

type Linked = Pick<OrderRow, "id" | "linkVersion">;

/**
 * The URL of an order's receipt: `<public address>/receipts/<order id>/<signature>`. The link is valid for as long as the order is kept,
 * because receipts are needed years later, unless the order's e-mail address is corrected: the one before was sent to another mailbox. It shows
 * only data that the customer may see, and no personal data after an erasure.
 */
export function createReceiptUrl({ guestSecret, rules }: Pick<Deps, "guestSecret" | "rules">, order: Linked): string {
  return `${rules.publicUrl}/receipts/${order.id}/${signatureOf(guestSecret, order)}`;
}

/** Whether the signature is that of the order's receipt. */
export function isReceiptSignature({ guestSecret }: Pick<Deps, "guestSecret">, order: Linked, text: string): boolean {
  return isSameSecret(text, signatureOf(guestSecret, order));
}

/** The prefix separates signatures of receipts from guest tokens. */
function signatureOf(secret: string, order: Linked): string {
  return createHmac("sha256", secret)
    .update(`receipt\n${linkedId(order)}`)
    .digest("base64url");
}
