/** Stripe's messages: whether they are truly its own, and which payment they are about. What became of it is asked of Stripe then. */
import type { Provider } from "../port.ts";
import { isFromStripe } from "./sdk.ts";
import { event, idOf, names } from "./shapes.ts";

/** The objects whose messages concern a payment. Subscribe to no more: docs/payments.md has the list. */
const aboutPayments: ReadonlySet<string> = new Set(["payment_intent", "charge", "refund", "dispute"]);

/** Takes messages that one of these secrets signed. */
export function stripeWebhook(secrets: readonly string[]): Provider["webhook"] {
  return {
    authenticate: (headers, body, now) => {
      if (!isFromStripe(secrets, headers["stripe-signature"], body, now)) return undefined;
      return { eventId: idIn(Buffer.from(body).toString("utf8")) };
    },
    read: (payload) => {
      const { object } = event.parse(JSON.parse(payload)).data;
      if (!aboutPayments.has(object.object ?? "")) return null;
      const ref = object.object === "payment_intent" ? (object.id ?? null) : idOf(object.payment_intent);
      return { paymentId: object.metadata?.[names.payment] ?? null, ref, payment: null };
    },
  };
}

function idIn(text: string): string | null {
  try {
    return event.parse(JSON.parse(text)).id;
  } catch {
    return null;
  }
}
