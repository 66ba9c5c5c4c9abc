/** Integrity check of the store of users. The audit checks the consistency of several stores from outside. */
import { checkIntegrity, type IntegrityCheck } from "@hansa/kit/store/integrity";
import type { Context } from "../context.ts";
import { integrityRules } from "../store/integrity-rules.sqlite.ts";

/** Checks the rules of the store of users. */
export function checkStoreIntegrity({ store }: Context): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules);
}
