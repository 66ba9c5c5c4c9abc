/** Webhook of Stripe: authenticates messages and reads which payment they are about; the payment is then looked up. */
import type { Provider } from "../port.ts";
import { event, idOf, metadataKeys } from "./schemas.ts";
import { findSignatureFault } from "./sdk.ts";

/** Object types whose messages concern a payment. Subscribe to no more: docs/owners/payments.md has the list. */
const paymentObjects: ReadonlySet<string> = new Set(["payment_intent", "charge", "refund", "dispute"]);

/** Accepts messages signed with one of these secrets. */
export function stripeWebhook(secrets: readonly string[]): Provider["webhook"] {
  return {
    authenticate: (headers, body, now) => {
      const refusal = findSignatureFault(secrets, headers["stripe-signature"], body, now);
      if (refusal) return { refusal };
      return { eventId: readEventId(Buffer.from(body).toString("utf8")) };
    },
    read: (payload) => {
      const { object } = event.parse(JSON.parse(payload)).data;
      if (!paymentObjects.has(object.object ?? "")) return null;
      const ref = object.object === "payment_intent" ? (object.id ?? null) : idOf(object.payment_intent);
      return { paymentId: object.metadata?.[metadataKeys.payment] ?? null, ref, payment: null };
    },
  };
}

function readEventId(text: string): string | null {
  try {
    return event.parse(JSON.parse(text)).id;
  } catch {
    return null;
  }
}
