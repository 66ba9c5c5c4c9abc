/** Integrity check of the orders store. The audit checks consistency between stores from outside. */
import { checkIntegrity, type IntegrityCheck } from "@hansa/kit/store/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity-rules.sqlite.ts";

/** Longer than all retries take: unfinished work that is older is stuck. */
const maxInFlightMs = 15 * 60 * 1_000;

/** Checks the rules of the store of orders. */
export function checkStoreIntegrity({ store, runtime }: Context): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules(runtime.now() - maxInFlightMs));
}
