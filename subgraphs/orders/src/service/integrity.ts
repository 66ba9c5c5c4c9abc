/** Integrity check of the orders store. The audit checks consistency between stores from outside. */

import type { Runtime } from "@hansa/kit/runtime";
import { checkIntegrity, type IntegrityCheck, type Store } from "@hansa/kit/store";
import { integrityRules } from "../store/integrity-rules.ts";

/** Longer than all retries take: unfinished work that is older is stuck. */
const maxInFlightMs = 15 * 60 * 1_000;

type Stored = { store: Pick<Store, "read">; runtime: Pick<Runtime, "now"> };

/** Checks the rules of the store of orders. */
export function checkStoreIntegrity({ store, runtime }: Stored): Promise<IntegrityCheck[]> {
  return checkIntegrity(store, integrityRules(runtime.now() - maxInFlightMs));
}
