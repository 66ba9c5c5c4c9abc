/** Schemas of Stripe's objects, with the fields that the adapter reads. */
import { z } from "zod";

/** Our metadata keys. `capture` and `refund` hold the keys of our calls. */
export const metadataKeys = { payment: "hansa_payment", capture: "hansa_capture", refund: "hansa_refund" } as const;

const metadata = z.record(z.string(), z.string()).nullish();
const card = z.object({
  brand: z.string().nullish(),
  last4: z.string().nullish(),
  exp_month: z.int().nullish(),
  exp_year: z.int().nullish(),
});
const reference = z.union([z.string(), z.object({ id: z.string() })]);

const charge = z.object({
  id: z.string(),
  disputed: z.boolean().nullish(),
  failure_code: z.string().nullish(),
  payment_method_details: z.object({ card: card.nullish() }).nullish(),
});

export const intent = z.object({
  id: z.string(),
  status: z.enum([
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "succeeded",
    "canceled",
  ]),
  amount: z.int(),
  amount_received: z.int().nullish(),
  currency: z.string(),
  client_secret: z.string().nullish(),
  cancellation_reason: z.string().nullish(),
  metadata,
  customer: reference.nullish(),
  payment_method: z.union([z.string(), z.object({ id: z.string(), card: card.nullish() })]).nullish(),
  setup_future_usage: z.string().nullish(),
  next_action: z.object({ redirect_to_url: z.object({ url: z.string().nullish() }).nullish() }).nullish(),
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
  latest_charge: z.union([z.string(), charge]).nullish(),
});

export const refund = z.object({
  id: z.string(),
  created: z.int(),
  amount: z.int(),
  currency: z.string(),
  status: z.enum(["pending", "requires_action", "succeeded", "failed", "canceled"]).nullish(),
  failure_reason: z.string().nullish(),
  balance_transaction: reference.nullish(),
  metadata,
});

export const dispute = z.object({
  id: z.string(),
  created: z.int(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  reason: z.string(),
});

/** A refund or dispute in a list, with its payment. */
export const movement = z.object({ id: z.string(), payment_intent: reference.nullish() });

export const event = z.object({
  id: z.string().min(1),
  data: z.object({
    object: z.object({
      object: z.string().nullish(),
      id: z.string().nullish(),
      payment_intent: reference.nullish(),
      metadata,
    }),
  }),
});

export type StripeCard = z.output<typeof card>;
export type Intent = z.output<typeof intent>;
export type StripeRefund = z.output<typeof refund>;
export type StripeDispute = z.output<typeof dispute>;

/** The id of an object that is given by its id or in full. */
export function idOf(shown: string | { id: string } | null | undefined): string | null {
  return typeof shown === "string" ? shown : (shown?.id ?? null);
}
