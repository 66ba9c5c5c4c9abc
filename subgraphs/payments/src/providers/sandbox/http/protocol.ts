/** HTTP protocol of the sandbox: schemas of its calls, and its API key. */
import { createHmac } from "node:crypto";
import { z } from "zod";

const method = z.object({ ref: z.string(), customerRef: z.string() });
const known = { paymentId: z.string(), ref: z.string() };

/** The calls by name, with the data of each beside the key of the attempt. */
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
  removeMethod: method,
};

/** The `authorization` header that the server requires. It is derived from the webhook secret and does not reveal it. */
export function apiKeyOf(secrets: readonly string[]): string {
  const [secret = ""] = secrets;
  return `Bearer ${createHmac("sha256", secret).update("the sandbox's API").digest("hex")}`;
}
