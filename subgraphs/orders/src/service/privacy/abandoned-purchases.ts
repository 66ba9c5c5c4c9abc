/** Retention of abandoned purchases: deletes unpaid checkouts with their addresses, and unchanged carts of guests. */
import type { Deps } from "../../context.ts";
import { eraseGuestPayers, findCheckoutsWithPayments } from "../../peers/peers.ts";
import {
  deleteAbandonedCarts,
  deleteUnpaidCheckouts,
  findAbandonedCarts,
  findUnpaidCheckouts,
  findUnpaidOfCarts,
  type Position,
} from "../../store/privacy/abandoned-purchases.ts";
import { findSettings } from "../../store/settings/settings.ts";
import { retentionDaysOf } from "../settings/limits.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** The rows of one transaction. The largest cart has 100 lines. */
const checkoutsPerBatch = 100;
const cartsPerBatch = 20;

/**
 * Deletes checkouts that ended unpaid `retentionDays.unpaidCheckouts` ago. A checkout whose payment is undecided or has money stays. Throws if
 * payments does not answer; the next run continues.
 */
export async function deleteOldUnpaidCheckouts(deps: Deps, signal: AbortSignal): Promise<void> {
  const { store, metrics } = deps;
  const { unpaidCheckouts } = retentionDaysOf(await store.read(findSettings));
  const before = store.now() - unpaidCheckouts * dayMs;
  const deleted = await deleteInBatches(
    signal,
    (after) => store.read((db) => findUnpaidCheckouts(db, before, after, checkoutsPerBatch)),
    async (batch) => {
      const ids = await releasePayments(deps, batch);
      return store.write("delete-unpaid-checkouts", (tx) => deleteUnpaidCheckouts(tx, ids));
    },
  );
  if (deleted > 0) metrics.countRetention("checkouts", deleted);
}

/**
 * Deletes carts of guests that have not changed for `retentionDays.guestCarts`, each with its unpaid checkouts. A cart with a checkout that
 * stays, stays with it.
 */
export async function deleteOldGuestCarts(deps: Deps, signal: AbortSignal): Promise<void> {
  const { store, runtime, metrics } = deps;
  const { guestCarts } = retentionDaysOf(await store.read(findSettings));
  const before = { changed: runtime.now() - guestCarts * dayMs, ended: store.now() - guestCarts * dayMs };
  const deleted = await deleteInBatches(
    signal,
    (after) => store.read((db) => findAbandonedCarts(db, before, after, cartsPerBatch)),
    async (batch) => {
      const cartIds = batch.map(({ id }) => id);
      const checkouts = await store.read((db) => findUnpaidOfCarts(db, cartIds));
      const unpaid = await releasePayments(deps, checkouts);
      return store.write("delete-guest-carts", async (tx) => {
        await deleteUnpaidCheckouts(tx, unpaid);
        return deleteAbandonedCarts(tx, cartIds, before.changed);
      });
    },
  );
  if (deleted > 0) metrics.countRetention("carts", deleted);
}

/** Walks through all rows that `find` finds, so that kept ones do not delay others, and returns the number of deleted rows. */
async function deleteInBatches<Row extends Position>(
  signal: AbortSignal,
  find: (after: Position) => Promise<Row[]>,
  remove: (batch: readonly Row[]) => Promise<number>,
): Promise<number> {
  let deleted = 0;
  let after: Position | undefined = { at: 0, id: "" };
  while (after && !signal.aborted) {
    const batch: Row[] = await find(after);
    if (batch.length > 0) deleted += await remove(batch);
    after = batch.at(-1);
  }
  return deleted;
}

/** The largest list that payments takes. */
const checkoutsPerCall = 100;

/**
 * The ids of those of these checkouts that payments has no live payment of. An ended checkout gets no further payment. Its cards are erased now:
 * without the checkout nothing would lead from a guest's e-mail address to them.
 */
async function releasePayments({ peers }: Deps, checkouts: readonly Position[]): Promise<string[]> {
  const ids = checkouts.map(({ id }) => id);
  const free: string[] = [];
  for (let from = 0; from < ids.length; from += checkoutsPerCall) {
    const some = ids.slice(from, from + checkoutsPerCall);
    const paid = await findCheckoutsWithPayments(peers, some);
    const unpaid = some.filter((id) => !paid.has(id));
    await eraseGuestPayers(peers, unpaid);
    free.push(...unpaid);
  }
  return free;
}
