/** The integrity check of the products store. Invariants across several stores are checked by the audit. */
import { checkIntegrity, type IntegrityCheck, type Store } from "@hansa/kit/store";
import { integrityRules } from "../store/integrity-rules.ts";

/** Checks the rules of the store of products. */
export function checkStoreIntegrity({ store }: { store: Pick<Store, "read"> }): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules);
}
