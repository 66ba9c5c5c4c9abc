/** The sandbox over HTTP: what a call says, and the key that opens its door. */
import { createHmac } from "node:crypto";
import { z } from "zod";

const method = z.object({ ref: z.string(), customerRef: z.string() });
const known = { paymentId: z.string(), ref: z.string() };

/** The calls by name, and what each asks for, next to the key of the try. */
export const calls = {
  start: z.object({
    paymentId: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    token: z.string().nullable(),
    savedMethod: method.nullable(),
    keep: z.object({ customerRef: z.string().nullable() }).nullable(),
    returnUrl: z.string().nullable(),
  }),
  confirm: z.object({ ...known, token: z.string().nullable() }),
  capture: z.object({ ...known, amountMinor: z.int(), isLast: z.boolean() }),
  void: z.object(known),
  refund: z.object({ ...known, amountMinor: z.int() }),
  forgetMethod: method,
};

/** The value of `authorization` that the door asks for. It is made of the webhooks' secret, and says nothing about it. */
export function apiKeyOf(secrets: readonly string[]): string {
  const [secret = ""] = secrets;
  return `Bearer ${createHmac("sha256", secret).update("the sandbox's API").digest("hex")}`;
}
