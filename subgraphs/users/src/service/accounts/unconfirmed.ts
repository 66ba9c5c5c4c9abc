/** Retention of registrations: those whose address was never confirmed are deleted. */
import type { Deps } from "../../context.ts";
import { deleteUnconfirmed } from "../../store/accounts/unconfirmed.ts";
import { findRetentionDays } from "../../store/settings/queries.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** The accounts of one transaction. */
const batchSize = 100;

/** Deletes registrations that have been unconfirmed for `retentionDays.unconfirmedAccounts`. Accounts that staff made stay. */
export async function deleteUnconfirmedAccounts(
  { store, runtime, metrics }: Pick<Deps, "store" | "runtime" | "metrics">,
  signal: AbortSignal,
): Promise<void> {
  const { unconfirmedAccounts } = await store.read(findRetentionDays);
  const now = runtime.now();
  const due = { before: now - unconfirmedAccounts * dayMs, now, limit: batchSize };
  while (!signal.aborted) {
    const deleted = await store.write("delete-unconfirmed-accounts", (tx) => deleteUnconfirmed(tx, due));
    if (deleted === 0) return;
    metrics.countRetention("accounts", deleted);
  }
}
