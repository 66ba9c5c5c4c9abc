/** The integrity check of the products store. Invariants across several stores are checked by the audit. */
import { checkIntegrity, type IntegrityCheck } from "@hansa/kit/store/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity-rules.sqlite.ts";

/** Checks the rules of the store of products. */
export function checkStoreIntegrity({ store }: Context): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules);
}
