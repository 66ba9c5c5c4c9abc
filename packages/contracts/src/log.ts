/** The log of the shop: the facts of its lines, the ids that grant access, and the log that every process writes. */

import { createLog as createKitLog, type Log, type LogDestination, lineWith } from "@hansa/kit/runtime";
import { z } from "zod";

const text = z.string().nullish();
const count = z.number().nullish();
const movements = z.array(z.object({ ref: z.string(), amountMinor: z.number() }));

/** Facts of the shop beside those of the kit. The page docs/owners/logs.md explains those that people search for. */
const facts = {
  orderId: text,
  checkoutId: text,
  cartId: text,
  paymentId: text,
  refundId: text,
  userId: text,
  erasure: text,
  pendingErasure: text,
  export: text,
  taxRate: text,
  payments: count,
  methods: count,
  declines: count,
  /** A payment as its provider reports it, and a difference to our record. */
  reported: z
    .object({
      ref: z.string().nullable(),
      state: z.string(),
      amountMinor: z.number(),
      currency: z.string(),
      captures: movements,
      refunds: movements,
      disputes: movements,
    })
    .optional(),
  mismatch: z
    .object({
      provider: z.string(),
      what: z.string(),
      ours: z.string(),
      theirs: z.string(),
      paymentId: z.string().nullable(),
      providerRef: z.string().nullable(),
    })
    .optional(),
};
type Facts = z.input<z.ZodObject<typeof facts>>;

declare module "../../kit/src/runtime/log-line.ts" {
  interface LogFacts extends Facts {}
}

/** A line of the log. No process of the shop writes other fields. */
export const logLine = lineWith(facts);

/** Ids that grant access: the log shows a fingerprint of them, which still correlates its lines. */
export const secretIds: readonly string[] = ["checkoutId", "cartId"];

/** Creates the log of a process. `level` is pino's. Lines go to standard output, or to `lines`. */
export function createLog(service: string, level: string, lines?: LogDestination): Log {
  return createKitLog(service, level, { secretIds, ...(lines ? { lines } : {}) });
}
