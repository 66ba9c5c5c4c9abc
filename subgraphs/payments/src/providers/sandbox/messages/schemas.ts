/** Schemas of the sandbox's payments, responses and messages, for both sides. */
import { z } from "zod";

const money = { ref: z.string(), key: z.string().nullable(), amountMinor: z.int() };

/** A payment in responses and messages of the sandbox. */
export const paymentSchema = z.object({
  ref: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  clientAction: z
    .object({
      kind: z.enum(["PROVIDER_SCRIPT", "REDIRECT"]),
      clientSecret: z.string().nullable(),
      redirectUrl: z.string().nullable(),
    })
    .nullable(),
  card: z.object({ brand: z.string(), last4: z.string(), expMonth: z.int(), expYear: z.int() }).nullable(),
  failure: z.object({ code: z.string(), retryable: z.boolean() }).nullable(),
  state: z.enum(["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"]),
  captures: z.array(z.object(money)),
  refunds: z.array(
    z.object({ ...money, state: z.enum(["PENDING", "SUCCEEDED", "FAILED"]), failure: z.string().nullable() }),
  ),
  disputes: z.array(
    z.object({
      ref: z.string(),
      amountMinor: z.int(),
      currency: z.string(),
      state: z.enum(["OPEN", "WON", "LOST"]),
      reason: z.string(),
    }),
  ),
  savedMethod: z.object({ ref: z.string(), customerRef: z.string() }).nullable(),
});

/** A message to the shop. */
export const messageSchema = z.object({
  id: z.string().min(1),
  type: z.string(),
  createdAt: z.int(),
  metadata: z.object({ paymentId: z.string().optional() }),
  payment: paymentSchema,
});

/** The response to a call. */
export const responseSchema = z.object({ payment: paymentSchema, refused: z.string().nullable() });
