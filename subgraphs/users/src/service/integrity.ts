/** Integrity check of the store of users. The audit checks the consistency of several stores from outside. */
import { checkIntegrity, type IntegrityCheck, type Store } from "@hansa/kit/store";
import { integrityRules } from "../store/integrity-rules.ts";

/** Checks the rules of the store of users. */
export function checkStoreIntegrity({ store }: { store: Pick<Store, "read"> }): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules);
}
