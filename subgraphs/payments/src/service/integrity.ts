/** Integrity check of the payments store, its ledger chain included. The audit checks consistency between stores. */

import type { Runtime } from "@hansa/kit/runtime";
import { checked, checkIntegrity, type IntegrityCheck, maxRows, type Store } from "@hansa/kit/store";
import { integrityRules } from "../store/integrity-rules.ts";
import { verifyLastEntries } from "./ledger/verification.ts";

/** Longer than any retry takes: older unfinished work is stuck. */
const inFlightMs = 15 * 60 * 1_000;

type Stored = { store: Pick<Store, "read">; runtime: Pick<Runtime, "now"> };

/** Checks the hash chain of the ledger's last entries and the rules of the store of payments. */
export async function checkStoreIntegrity({ store, runtime }: Stored): Promise<IntegrityCheck[]> {
  const { rows, broken, isWhole } = await verifyLastEntries({ store }, maxRows);
  const rule = "each entry of the ledger has the hash of itself and the entry before it";
  const found =
    broken === null ? { rows, broken: 0, examples: [] } : { rows: rows + 1, broken: 1, examples: [`${broken}`] };
  return [
    ...(await checkIntegrity(store, integrityRules(runtime.now() - inFlightMs))),
    checked("I7", rule, { ...found, isWhole }),
  ];
}
