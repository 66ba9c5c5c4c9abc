/** Retention of withdrawals that fit no order: they are deleted after 90 days. */
import type { Deps } from "../../context.ts";
import { dropUnmatched } from "../../store/withdrawals/withdrawals.ts";

const retentionMs = 90 * 24 * 60 * 60 * 1_000;

/** Deletes withdrawals without an order after 90 days. */
export async function dropOldUnmatched({ store, runtime }: Deps): Promise<void> {
  await store.write("drop-unmatched-withdrawals", (tx) => dropUnmatched(tx, runtime.now() - retentionMs));
}
